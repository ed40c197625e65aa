"""Turnout of the voting-age population, and of citizens of voting age, in a presidential election.

Numerator: votes for president. Denominator: residents ages 18 and older in July of the year, whether
or not they may vote: adults who are not citizens, or who lost the right to vote, are among them; and,
as a measure of its own, the citizens among them, which a survey estimates with a margin. Trap: Alaska
counts votes by election district, Connecticut's votes of 2020 are by counties that are gone.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.build import absent, published_value, stack
from mobility_analysis.estimation.intervals import wald
from mobility_analysis.estimation.propagate import divide, se_from_moe90
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import Caveat, Metric
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe

MEASURE = "share_election_turnout"
OF_CITIZENS = "share_election_turnout_citizens"
CITIZENS = "citizens_of_voting_age"  # a table some runs have
METRIC = Metric(
    id="political_participation",
    inputs=("votes", "population"),
    optional_inputs=(CITIZENS,),
    only_from={OF_CITIZENS: (CITIZENS,)},
    rubrics={MEASURE: "turnout", OF_CITIZENS: "turnout_of_citizens"},
    numerator="Votes cast for president",
    denominator=(
        "Residents ages 18 and older on July 1 of the year; or the citizens among them, on average over "
        "the five years whose last is nearest to the election, at most two years from it"
    ),
    universe="All adults who live in the place, citizens or not",
    interval=(
        "None over all adults: votes are counted, and adults are published without a margin. Over "
        "citizens: the 90 percent margin of their number, carried through the ratio to 95 percent."
    ),
    cites=(
        "Boosting Upward Mobility: A Planning Guide for Local Action, Step 2: share of the voting-age "
        "population who turn out to vote",
        "Census Bureau, Population Estimates Program: https://www.census.gov/programs-surveys/popest.html",
        "Census Bureau, Citizen Voting Age Population: "
        "https://www.census.gov/programs-surveys/decennial-census/about/voting-rights/cvap.html",
        "MIT Election Data and Science Lab, codebook: https://doi.org/10.7910/DVN/VOQCHQ",
    ),
    caveats=(
        Caveat(
            "Adults who are not citizens are in the denominator, so turnout looks low where many live.",
            (MEASURE,),
        ),
        Caveat(
            "Citizens of voting age are an average over five years, so turnout looks high where many came since.",
            (OF_CITIZENS,),
        ),
        "Turnout in local elections is usually much lower than in presidential ones.",
        "Ballots without a vote for president are not counted.",
    ),
)
# With adults of a year further away than this, migration would look like a change of turnout.
LARGEST_GAP = 2
OTHER_YEAR, TOO_MANY = "population_other_year", "more_votes_than_adults"


def estimate(tables: Tables) -> pd.DataFrame:
    """Votes per adult and, where a run has them, per citizen of voting age (0-1), by election.

    Raises
    ------
    MissingInput
        The run has no population table near any of its elections.
    """
    population = tables["population"]
    universe = Universe(population)
    parts = []
    for _, votes in tables["votes"].groupby(["snapshot", "year"]):
        year, geo_vintage = int(votes["year"].iloc[0]), int(votes["geo_vintage"].iloc[0])
        adults, adults_year = _adults(population, year)
        if abs(adults_year - year) > LARGEST_GAP:
            continue  # no turnout for an election without a number of adults in this run
        joined = votes.merge(adults, on=["level", "geoid"], how="left", validate="one_to_one")
        parts.append(_turnout(joined, is_other_year=adults_year != year))
        counties = universe.of(Level.COUNTY, geo_vintage)["geoid"]
        parts.append(_by_district_only(votes, counties, MEASURE))
    if not parts:
        raise MissingInput(
            f"No population table within {LARGEST_GAP} years of any election of this run.",
            "Fetch a release of census_pep near the election: `mobility sources census_pep`.",
        )
    if CITIZENS in tables:
        parts.append(_turnout_of_citizens(tables["votes"], tables[CITIZENS], universe))
    return stack([part for part in parts if len(part)])


def _turnout_of_citizens(
    votes: pd.DataFrame, citizens: pd.DataFrame, universe: Universe
) -> pd.DataFrame:
    """Votes over citizens of voting age, of the five years whose last is nearest to the election."""
    known = citizens[["year", "snapshot"]].drop_duplicates(ignore_index=True)
    parts, without_votes = [], []
    for _, of_election in votes.groupby(["snapshot", "year"]):
        election = int(of_election["year"].iloc[0])
        gaps = (known["year"] - election).abs()
        if gaps.min() > LARGEST_GAP:
            continue
        nearest = citizens[citizens["snapshot"] == known.loc[gaps.idxmin(), "snapshot"]]
        of_place = nearest[["level", "geoid", "citizens", "moe", "snapshot"]]
        parts.append(
            of_election.merge(
                of_place.rename(columns={"snapshot": "citizens_snapshot"}),
                on=["level", "geoid"],
                how="left",
                validate="one_to_one",
            )
        )
        counties = universe.of(Level.COUNTY, int(of_election["geo_vintage"].iloc[0]))["geoid"]
        without_votes.append(_by_district_only(of_election, counties, OF_CITIZENS))
    if not parts:
        return pd.DataFrame()
    rows = pd.concat(parts, ignore_index=True)
    value = pd.Series(divide(rows["votes"], rows["citizens"].astype(float)), index=rows.index)
    too_many = value > 1
    reason = pd.Series(None, index=rows.index, dtype="object")
    reason = reason.mask(rows["citizens"].isna(), Missing.GEOGRAPHY_CHANGED.value)
    reason = reason.mask(too_many, Missing.UNDEFINED.value)
    # Votes are a count, so only the number of citizens has an error: se = turnout x its CV.
    se = value * divide(se_from_moe90(rows["moe"]), rows["citizens"].astype(float))
    lower, upper = wald(value, se, 0.0, 1.0)
    sources = zip(rows["snapshot"], rows["citizens_snapshot"].fillna(""), strict=True)
    rows = rows.assign(
        value=value,
        se=se,
        lower=lower,
        upper=upper,
        numerator=rows["votes"].astype(float).mask(reason.notna()),
        denominator=rows["citizens"].astype(float).mask(reason.notna()),
        missing_reason=reason,
        reasons=_codes(rows["reasons"], too_many, []),
        sources=pd.Series([[s for s in pair if s] for pair in sources], index=rows.index),
    )
    found = published_value(
        rows, OF_CITIZENS, route=Route.ADMINISTRATIVE, ci_method="ratio_wald_denominator_error"
    )
    return stack([found, *(part for part in without_votes if len(part))])


def _codes(given: pd.Series, too_many: pd.Series, own: list[str]) -> pd.Series:
    """Reason codes of each row; where votes are more than people only that one, which explains it."""
    codes = [
        [TOO_MANY] if many else [*before, *own]
        for before, many in zip(given, too_many, strict=True)
    ]
    return pd.Series(codes, index=given.index, dtype="object")


def _adults(population: pd.DataFrame, year: int) -> tuple[pd.DataFrame, int]:
    """(``level``, ``geoid``, ``adults``, ``adults_snapshot``; the year they are of): the nearest."""
    counties = population[population["level"] == Level.COUNTY.value].dropna(subset=["adults"])
    years = counties["year"].astype(int)
    nearest = min(set(years), key=lambda known: (abs(known - year), -known))
    rows = counties[years == nearest]
    parts = []
    for level, geoid in (
        (Level.COUNTY, rows["geoid"]),
        (Level.STATE, rows["geoid"].str[:2]),
        (Level.NATION, pd.Series(NATION_GEOID, index=rows.index)),
    ):
        parts.append(
            rows.groupby(geoid.rename("geoid"))["adults"]
            .sum()
            .reset_index()
            .assign(level=level.value)
        )
    source = rows["snapshot"].iloc[0] if "snapshot" in rows else ""
    return pd.concat(parts, ignore_index=True).assign(adults_snapshot=source), nearest


def _turnout(rows: pd.DataFrame, *, is_other_year: bool) -> pd.DataFrame:
    value = pd.Series(divide(rows["votes"], rows["adults"].astype(float)), index=rows.index)
    too_many = value > 1
    # Votes without adults: the votes are by a county that the population table no longer knows.
    reason = pd.Series(None, index=rows.index, dtype="object")
    reason = reason.mask(rows["adults"].isna(), Missing.GEOGRAPHY_CHANGED.value)
    reason = reason.mask(too_many, Missing.UNDEFINED.value)
    own = [OTHER_YEAR] if is_other_year else []
    pairs = zip(rows["snapshot"], rows["adults_snapshot"].fillna(""), strict=True)
    sources = [[snapshot for snapshot in pair if snapshot] for pair in pairs]
    rows = rows.assign(
        value=value,
        numerator=rows["votes"].astype(float).mask(reason.notna()),
        denominator=rows["adults"].astype(float).mask(reason.notna()),
        missing_reason=reason,
        reasons=_codes(rows["reasons"], too_many, own),
        sources=pd.Series(sources, index=rows.index, dtype="object"),
    )
    out = published_value(rows, MEASURE, route=Route.ADMINISTRATIVE)
    out.loc[out["value"].notna(), "ci_method"] = "none_complete_count"
    return out


def _by_district_only(votes: pd.DataFrame, counties: pd.Series, measure: str) -> pd.DataFrame:
    """Rows for the counties of states without any votes by county (Alaska)."""
    by_county = votes.loc[votes["level"] == Level.COUNTY.value, "geoid"].str[:2].unique()
    lacking = counties[~counties.str[:2].isin(by_county)]
    fixed = votes.iloc[0][["geo_vintage", "year", "period", "snapshot"]].to_dict()
    frame = pd.DataFrame({"geoid": lacking, "level": Level.COUNTY.value, **fixed})
    known = set(votes.loc[votes["level"] == Level.STATE.value, "geoid"])
    states = pd.Series(sorted(set(lacking.str[:2]) - known), dtype="str")
    of_state = pd.DataFrame({"geoid": states, "level": Level.STATE.value, **fixed})
    frame = pd.concat([frame, of_state], ignore_index=True)
    frame["reasons"] = [["votes_by_district"]] * len(frame)
    return absent(frame, measure, Missing.NOT_COLLECTED, Route.ADMINISTRATIVE)
