"""The tidy tables of a run as if an area of one's own were a county.

Metrics compute counties. So that an area's values come from the very same code as a county's, each tidy table
is turned into one with a single county, the area, whose rows are sums over its parts; tables of tracts, schools
and school districts keep their rows, under the area's code. What cannot be added up is left out, and the measures
that need it have no value (:mod:`workflow.estimating.area_estimates`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from mobility_analysis.estimation.added_up import labels_of, of_all_parts, sums, weighted_means
from mobility_analysis.estimation.coverage import with_residents
from mobility_analysis.estimation.percents import percent_of_parts
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics.healthy_environment.environmental_quality import tract_indices
from mobility_analysis.metrics.opportunity_rich_neighborhoods.social_capital_associations import (
    most_establishments,
)

Frames = Callable[[str], pd.DataFrame]
CENSUS_EVERY = 10  # years between censuses, which redraw tracts
# Cells of the survey's tables that are no counts: medians, limits of fifths, percentages.
NOT_COUNTS = r"B19013.*|B19080.*|B25077.*|S0802_C\d\d_0(?!01$)\d\d"
# Percentages of a count, by the beginning of their cells; the count is the first line of the column.
PERCENTAGES = ("S0802_C01", "S0802_C04")


@dataclass(frozen=True)
class AreaParts:
    """What an area is made of, by codes.

    Attributes
    ----------
    code
        The area's code, in place of a county's.
    counties
        Its counties; of an area of tracts empty.
    tracts
        Of an area of tracts: which part of each tract's people lives inside, by the tract's code, for each
        census whose tracts are known (2010, 2020).
    people
        Residents of these tracts, where a table of the run has them; by census too.
    """

    code: str
    counties: frozenset[str] = frozenset()
    tracts: Mapping[int, pd.Series] = field(default_factory=dict)
    people: Mapping[int, pd.Series] = field(default_factory=dict)

    @property
    def touched(self) -> frozenset[str]:
        """The counties in which it lies."""
        inside = {
            code[: Level.COUNTY.width] for held in self.tracts.values() for code in held.index
        }
        return self.counties | inside


def census_of(vintages: pd.Series) -> pd.Series:
    """The census whose tracts a table of these years of boundaries has."""
    return vintages.astype(int) // CENSUS_EVERY * CENSUS_EVERY


def area_tables(tables: Tables, parts: AreaParts) -> Tables:
    """``tables`` in which the area is the only county; without those that have no row for it."""
    of_kind = _OF_COUNTIES if parts.counties else _OF_TRACTS
    made = {
        kind: make(tables, parts)
        for kind, (needs, make) in {**of_kind, **_ALWAYS}.items()
        if any(each in tables for each in needs)
    }
    return Tables.of(**{kind: frame for kind, frame in made.items() if len(frame)})


# ------------------------------------------------------------------ whole counties


def _counties(tables: Tables, parts: AreaParts, kind: str) -> pd.DataFrame:
    """The rows of the area's counties."""
    frame = tables[kind]
    is_part = (frame["level"] == Level.COUNTY.value) & frame["geoid"].isin(parts.counties)
    return frame[is_part].reset_index(drop=True)


def _as_county(frame: pd.DataFrame, parts: AreaParts) -> pd.DataFrame:
    return frame.assign(level=Level.COUNTY.value, geoid=parts.code)


def _added(
    kind: str,
    counts: tuple[str, ...],
    needed: tuple[str, ...],
    tables: Tables,
    parts: AreaParts,
) -> pd.DataFrame:
    """Counts added up, where every county has those ``needed``; the rest is missing where a county lacks it."""
    rows = _counties(tables, parts, kind)
    if "borrowed_from" in rows:
        rows = rows[rows["borrowed_from"].isna()]
    rows = of_all_parts(rows, len(parts.counties), needed)
    out = _as_county(sums(rows, [c for c in counts if c in rows]), parts)
    return out.assign(reason=None, borrowed_from=None)


def _cells(kind: str, tables: Tables, parts: AreaParts) -> pd.DataFrame:
    """Cells of a survey's table added up, with their margins."""
    every, number = _counties(tables, parts, kind), len(parts.counties)
    rows = every[~every["cell"].str.fullmatch(NOT_COUNTS)]
    rows = of_all_parts(rows, number, ["estimate"])
    found = [sums(rows, ["estimate"], {"estimate": "moe"})]
    for column in PERCENTAGES:
        cells = every.loc[every["cell"].str.startswith(column), "cell"].unique()
        whole = f"{column}_001"
        found += [percent_of_parts(every, whole, cell, number) for cell in cells if cell != whole]
    return _as_county(pd.concat(found, ignore_index=True), parts).assign(reason=None)


def _votes(tables: Tables, parts: AreaParts) -> pd.DataFrame:
    rows = of_all_parts(_counties(tables, parts, "votes"), len(parts.counties), ["votes"])
    labels = labels_of(rows)
    codes = rows.groupby(labels, observed=True)["reasons"].agg(
        lambda lists: sorted({code for codes in lists for code in codes})
    )
    added = sums(rows, ["votes"])
    return _as_county(added.assign(reasons=codes.to_list()), parts)


def _citizens(tables: Tables, parts: AreaParts) -> pd.DataFrame:
    rows = _counties(tables, parts, "citizens_of_voting_age")
    rows = of_all_parts(rows, len(parts.counties), ["citizens"])
    return _as_county(sums(rows, ["citizens"], {"citizens": "moe"}), parts).assign(reason=None)


def _associations(tables: Tables, parts: AreaParts) -> pd.DataFrame:
    """Establishments, and the most there can be: each county may hide some of its own."""
    rows = _counties(tables, parts, "associations")
    rows = rows.assign(upper=most_establishments(rows))
    counts = ["establishments", "upper", *(["population"] if "population" in rows else [])]
    rows = of_all_parts(rows, len(parts.counties), ["establishments"])
    return _as_county(sums(rows, counts), parts).assign(reason=None)


def _crimes(kind: str, tables: Tables, parts: AreaParts) -> pd.DataFrame:
    """Counts of agencies; a county without any agency listed adds its residents and no report."""
    rows = with_residents(_counties(tables, parts, kind), _counties(tables, parts, "population"))
    # Agencies can serve people beyond their county; these must not stand for others of the area.
    rows["covered"] = rows[["covered", "residents"]].min(axis=1)
    rows = of_all_parts(rows, len(parts.counties), ["covered"])
    counts = [
        column
        for column in (
            "violent", "property", "against_persons", "against_property", "people",
            "arrests", "on_record", "of_all", "covered", "residents",
        )
        if column in rows
    ]  # fmt: skip
    added = sums(rows, counts)
    if "legacy_rape" in rows:
        older = rows["legacy_rape"].eq(True).groupby([rows[c] for c in labels_of(rows)]).any()
        added = added.assign(legacy_rape=older.to_list())
    return _as_county(added, parts)


def _connectedness(tables: Tables, parts: AreaParts) -> pd.DataFrame:
    """Means over the counties' people of low income, as the metric forms those of states."""
    rows = _counties(tables, parts, "social_capital")
    rows = of_all_parts(rows, len(parts.counties), ["connectedness", "se", "n_low_income"])
    means = weighted_means(rows, "connectedness", "se", "n_low_income")
    return _as_county(means, parts).assign(reason=None)


def _scores(tables: Tables, parts: AreaParts) -> pd.DataFrame:
    """Mean scores over the counties' pupils, as the metric forms those of states."""
    rows = _counties(tables, parts, "test_scores")
    rows = of_all_parts(rows, len(parts.counties), ["score", "se", "tests"])
    return _as_county(weighted_means(rows, "score", "se", "tests"), parts)


def _schools(kind: str, tables: Tables, parts: AreaParts) -> pd.DataFrame:
    """The schools of the area's counties, of the years in which each county has one."""
    rows = _counties(tables, parts, kind)
    of_file = rows.groupby("snapshot", observed=True)["geoid"].transform("nunique")
    return _as_county(rows[of_file == len(parts.counties)], parts)


def _districts(tables: Tables, parts: AreaParts) -> pd.DataFrame:
    """All districts, those with their office in the area under its code.

    The others stay, because what is withheld of a district is judged among those of its state.
    """
    rows = tables["districts"]
    inside = rows["county"].isin(parts.counties)
    present = rows[inside].groupby("year")["county"].nunique()
    complete = rows["year"].isin(present.index[present == len(parts.counties)])
    return rows.assign(county=rows["county"].mask(inside, parts.code).mask(inside & ~complete))


def _records(kind: str, tables: Tables, parts: AreaParts) -> pd.DataFrame:
    """The survey's records of the areas (PUMAs) in which the area lies."""
    pumas = set(_counties(tables, parts, "puma_allocation")["puma"])
    records = tables[kind]
    return records[records["puma"].isin(pumas)].reset_index(drop=True)


def _allocation(tables: Tables, parts: AreaParts) -> pd.DataFrame:
    """Which part of each survey area lives in the area, and which part of the area lives in it."""
    rows = _counties(tables, parts, "puma_allocation")
    of_file = rows.groupby("snapshot", observed=True)["geoid"].transform("nunique")
    rows = rows[of_file == len(parts.counties)]
    labels = [*labels_of(rows), "puma", "puma_vintage"]
    found = rows.groupby(labels, observed=True)[["population", "afact"]].sum().reset_index()
    everyone = found.groupby("snapshot")["population"].transform("sum")
    return _as_county(found.assign(afact2=found["population"] / everyone), parts)


# ------------------------------------------------------------------ tracts


def _inside(tables: Tables, parts: AreaParts, kind: str) -> pd.DataFrame:
    """The tracts of the area with ``share``, the part of each one's people who live inside.

    Of an area of tracts only files that list each of its tracts in which anybody lives.
    """
    frame = tables[kind]
    if parts.counties:
        rows = frame[frame["geoid"].str[: Level.COUNTY.width].isin(parts.counties)]
        return rows.assign(share=1.0)
    found = []
    census = census_of(frame["geo_vintage"])
    for year, shares in parts.tracts.items():
        rows = frame[(census == year) & frame["geoid"].isin(shares.index)]
        rows = rows.assign(share=rows["geoid"].map(shares))
        people = parts.people.get(year, pd.Series(dtype="float64")).reindex(shares.index)
        lived_in = set(shares.index[(people != 0).to_numpy()])
        found += [
            of_file for _, of_file in rows.groupby("snapshot") if lived_in <= set(of_file["geoid"])
        ]
    return pd.concat(found, ignore_index=True) if found else frame.iloc[:0].assign(share=1.0)


def _tracts(kind: str, counts: tuple[str, ...], tables: Tables, parts: AreaParts) -> pd.DataFrame:
    """The tracts of the area, their counts reduced to those inside, under codes that begin with the area's."""
    rows = _inside(tables, parts, kind)
    for count in counts:
        rows[count] = rows[count] * rows["share"]
    return rows.assign(geoid=parts.code + rows["geoid"]).drop(columns="share")


def _hazard(tables: Tables, parts: AreaParts) -> pd.DataFrame:
    """Ranks of the air among all tracts of the nation, then those of the area."""
    ranked = Tables.of(ranked=pd.concat(tract_indices(tables), ignore_index=True))
    return _tracts("ranked", (), ranked, parts)


def _sums_of_tracts(kind: str, tables: Tables, parts: AreaParts) -> pd.DataFrame:
    """Cells of the area's tracts added up to one county, of files that have every one of them."""
    rows = _inside(tables, parts, kind)
    rows = rows[~rows["cell"].str.fullmatch(NOT_COUNTS)]
    kept = []
    for year, of_census in rows.groupby(census_of(rows["geo_vintage"])):
        kept.append(of_all_parts(of_census, len(parts.tracts[int(year)]), ["estimate"]))
    rows = pd.concat(kept, ignore_index=True) if kept else rows
    scaled = rows.assign(estimate=rows["estimate"] * rows["share"], moe=rows["moe"] * rows["share"])
    return _as_county(sums(scaled, ["estimate"], {"estimate": "moe"}), parts).assign(reason=None)


def _residents(tables: Tables, parts: AreaParts) -> pd.DataFrame:
    """The area in the list of places. Of an area of tracts nothing is divided by its people here."""
    frame = tables["population"]
    inside = (frame["level"] == Level.COUNTY.value) & frame["geoid"].isin(parts.touched)
    rows = of_all_parts(frame[inside], len(parts.touched), ["population"])
    has_adults = bool(parts.counties) and "adults" in rows
    added = sums(rows, ["population", *(["adults"] if has_adults else [])])
    if not has_adults:
        added = added.assign(adults=np.nan)
    return _as_county(added, parts).assign(name=parts.code)


Maker = Callable[[Tables, AreaParts], pd.DataFrame]
_Kinds = Mapping[str, tuple[tuple[str, ...], Maker]]


def _counts(
    kind: str, counts: tuple[str, ...], needed: tuple[str, ...]
) -> tuple[tuple[str, ...], Maker]:
    return (kind,), partial(_added, kind, counts, needed)


def _of(
    kind: str, make: Callable[..., pd.DataFrame], *more: object
) -> tuple[tuple[str, ...], Maker]:
    return (kind,), partial(make, kind, *more)


_BIRTHS, _DEATHS = ("births", "low_weight"), ("deaths", "population")
_DOCTORS, _AGES = ("physicians", "population"), ("ages_10_14", "ages_15_19")
_OF_COUNTIES: _Kinds = {
    "acs": _of("acs", _cells),
    "chas": _of("chas", _cells),
    "births": _counts("births", _BIRTHS, _BIRTHS),
    "injury_deaths": _counts("injury_deaths", _DEATHS, _DEATHS),
    "physicians": _counts("physicians", _DOCTORS, _DOCTORS),
    "county_residents": _counts("county_residents", ("population",), ("population",)),
    "juveniles": _counts("juveniles", ("people",), ("people",)),
    "young_by_group": _counts("young_by_group", _AGES, _AGES),
    "votes": (("votes",), _votes),
    "citizens_of_voting_age": (("citizens_of_voting_age",), _citizens),
    "associations": (("associations",), _associations),
    "reported_crimes": _of("reported_crimes", _crimes),
    "juvenile_arrests": _of("juvenile_arrests", _crimes),
    "social_capital": (("social_capital",), _connectedness),
    "test_scores": (("test_scores",), _scores),
    "school_poverty": _of("school_poverty", _schools),
    "school_lunch": _of("school_lunch", _schools),
    "districts": (("districts",), _districts),
    "homeless_students": (("homeless_students",), lambda tables, _: tables["homeless_students"]),
    "puma_allocation": (("puma_allocation",), _allocation),
    "pums_persons": _of("pums_persons", _records),
    "pums_households": _of("pums_households", _records),
}
_OF_TRACTS: _Kinds = {
    "acs": (("acs_tracts",), partial(_sums_of_tracts, "acs_tracts")),
    "chas": (("chas_tracts",), partial(_sums_of_tracts, "chas_tracts")),
}
# Tables of tracts, which an area of counties has too.
_ALWAYS: _Kinds = {
    "population": (("population",), _residents),
    "acs_tracts": _of("acs_tracts", _tracts, ("estimate", "moe")),
    "tract_poverty": _of("tract_poverty", _tracts, ("residents", "population")),
    "tract_transport": _of("tract_transport", _tracts, ("weight",)),
    "tract_travel": _of("tract_travel", _tracts, ("weight",)),
    "tract_air_hazard": (("tract_air_hazard", "tract_air_risks"), _hazard),
}
