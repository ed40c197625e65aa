"""The demonstration state's offenses and arrests, in the layout of the incident-based system.

Awkward agencies on purpose: Birchfield's police did not report, Elm Harbor's reported seven months, the
Cedar and Elm task force serves two counties, Juniper Springs' police has no county in the header, a
campus serves nobody of its own, Hazel's sheriff reports through Ginkgo's, and a part of Katsura County is
served by a department that never joined and is on no list. Alderton's police leave most people's ethnicity
out. Labels are lower case, as in the concatenated files.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import GROUPS, POSTAL, STATE, World
from mobility_analysis.demo.writers.census_pep import AGES_10_17, GIRLS
from mobility_analysis.framework.source import Vintage
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.sources.fbi._offenses import CLASSES, classes_of
from mobility_analysis.sources.fbi.nibrs import HEADER

# Offenses per resident and year where advantage is average.
OFFENSES = {
    "aggravated assault": 240e-5,
    "rape": 35e-5,
    "robbery": 60e-5,
    "murder/nonnegligent manslaughter": 5e-5,
    "simple assault": 800e-5,
    "intimidation": 260e-5,
    "shoplifting": 500e-5,
    "theft from motor vehicle": 450e-5,
    "all other larceny": 550e-5,
    "burglary/breaking and entering": 250e-5,
    "motor vehicle theft": 230e-5,
    "destruction/damage/vandalism of property": 600e-5,
    "identity theft": 200e-5,
    "drug/narcotic violations": 400e-5,
}
ARRESTS = 2_100e-5  # of 10- to 17-year-olds, a year
BOYS_ARRESTS = 1.42  # times the average
ADULT_ARRESTS = 2_600e-5
# Arrests of a group's members against those of others in the same place.
RISK = dict(zip(GROUPS, (0.4, 1.9, 1.2, 1.0, 0.75), strict=True))
RACES = dict(
    zip(GROUPS, ("asian", "black", "white", "american indian/alaskan native", "white"), strict=True)
)
LEFT_OUT, MOSTLY_LEFT_OUT, CARELESS = (
    0.03,
    0.6,
    "10000",
)  # of ethnicities; the city that leaves out most
MONTHS = 12
# county or (county, people) ...; city police serve their city, sheriffs the rest of the county.
SILENT, SEVEN_MONTHS = "20000", "40000"
UNLISTED_SHARE = 0.12  # of Katsura County
KATSURA, HAZEL, GINKGO, CEDAR, ELM = "99021", "99015", "99013", "99005", "99009"
TASK_FORCE = {CEDAR: 24_000, ELM: 9_000}
NO_COUNTY = "50000"
CAMPUS_IN = "99001"
COUNTY_PLACE = "99001"  # what the crosswalk puts in place of a city


# The crosswalk writes names of agencies in capitals.
TITLES = {"city": "POLICE DEPT", "county": "SHERIFF OFFICE", "other": "TASK FORCE"}


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write the agencies, the crosswalk, the offenses and the arrests of a year."""
    agencies = _agencies(world)
    rng = world.rng(f"fbi_nibrs {vintage.year}")
    crime = np.exp(-0.3 * world.advantage("crime"))
    arrest = np.exp(-0.35 * world.advantage("juvenile arrests"))
    counties = world.counties["geoid"]
    level = pd.DataFrame({"crime": crime.to_numpy(), "arrest": arrest.to_numpy()}, index=counties)
    expected = _expected(agencies, level)
    by_group = _expected_by_group(agencies, level["arrest"], world)
    offenses, arrests = _draw(agencies, expected, rng)
    arrests = _with_race(arrests, agencies, by_group, world.rng(f"arrestees {vintage.year}"))
    header, segment, group_a, group_b, crosswalk = (folder / file.name for file in vintage.files)
    _save(_header(agencies, vintage), header)
    _save(offenses.assign(year=vintage.year), segment)
    half = len(arrests) // 2
    _save(arrests[:half].assign(year=vintage.year), group_a)
    _save(arrests[half:].assign(year=vintage.year), group_b)
    _crosswalk(agencies).to_csv(crosswalk, sep="\t", index=False, lineterminator="\r\n")
    _record(world, agencies, expected.join(by_group))


def _save(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, lineterminator="\n")


def _agencies(world: World) -> pd.DataFrame:
    """``ori, name, kind, place, served`` (people by county), ``months``, ``covered_by``."""
    rows: list[dict[str, object]] = []

    def add(kind: str, name: str, served: dict[str, float], **other: object) -> str:
        ori = f"{POSTAL}{len(rows) + 1:05d}00"
        title = f"{name.rsplit(' ', 1)[0]} {TITLES.get(kind, 'CAMPUS POLICE')}".upper()
        base = {
            "ori": ori,
            "name": title,
            "kind": kind,
            "place": "",
            "months": MONTHS,
            "covered_by": "",
        }
        rows.append({**base, "served": served, **other})
        return ori

    left = world.counties.set_index("geoid")["population"].astype(float)
    left[KATSURA] *= 1 - UNLISTED_SHARE
    for place in world.places.itertuples():
        code = place.geoid[2:]
        months = {SILENT: 0, SEVEN_MONTHS: 7}.get(code, MONTHS)
        add("city", place.name, {place.county: float(place.population)}, place=code, months=months)
        left[place.county] -= place.population
    for county, people in TASK_FORCE.items():
        left[county] -= people
    add("other", "Cedar and Elm Counties", {county: float(n) for county, n in TASK_FORCE.items()})
    add("university or college", "State University", {CAMPUS_IN: 0.0})
    names = world.counties.set_index("geoid")["name"]
    sheriffs = {
        county: add("county", names[county], {county: round(people)})
        for county, people in left.items()
        if people
    }
    frame = pd.DataFrame(rows)
    hazel = frame["ori"] == sheriffs[HAZEL]
    frame.loc[hazel, ["months", "covered_by"]] = [0, sheriffs[GINKGO]]
    return frame


def _expected(agencies: pd.DataFrame, level: pd.DataFrame) -> pd.DataFrame:
    """Expected level of crime and of arrests of each agency's reported year, times the people."""
    rows = []
    for agency in agencies.itertuples():
        months = MONTHS if agency.covered_by else agency.months
        people = agency.served if sum(agency.served.values()) else {CAMPUS_IN: 600.0}
        rows.append(
            {
                name: sum(n * level.loc[county, name] for county, n in people.items())
                * months
                / MONTHS
                for name in level
            }
        )
    return pd.DataFrame(rows, index=agencies["ori"])


def _expected_by_group(agencies: pd.DataFrame, level: pd.Series, world: World) -> pd.DataFrame:
    """Level of arrests of each agency's year times the people, by group: adds up to that of all."""
    shares = world.groups.set_index("geoid")[GROUPS]
    risks = shares * pd.Series(RISK)
    mix = risks.div(risks.sum(axis=1), axis=0)
    rows = []
    for agency in agencies.itertuples():
        months = MONTHS if agency.covered_by else agency.months
        people = agency.served if sum(agency.served.values()) else {CAMPUS_IN: 600.0}
        parts = [n * level[county] * mix.loc[county] for county, n in people.items()]
        rows.append(sum(parts) * months / MONTHS)
    return pd.DataFrame(rows, index=agencies["ori"])


def _with_race(
    arrests: pd.DataFrame,
    agencies: pd.DataFrame,
    by_group: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """``arrests`` with race and ethnicity as the agency on the report writes them down."""
    reporter = pd.Series(_reporting(agencies), index=agencies["ori"])
    own = by_group.groupby(reporter.to_numpy()).sum()
    steps = own.div(own.sum(axis=1), axis=0).cumsum(axis=1).loc[arrests["ori"]].to_numpy(float)
    position = (rng.random(len(arrests))[:, None] > steps[:, :-1]).sum(axis=1)
    group = pd.Series(np.array(GROUPS)[position], index=arrests.index)
    careless = agencies.loc[agencies["place"] == CARELESS, "ori"].iloc[0]
    gap = np.where(arrests["ori"] == careless, MOSTLY_LEFT_OUT, LEFT_OUT)
    origin = np.where(group == "Hispanic", "hispanic or latino", "not hispanic or latino")
    draw = rng.random(len(arrests))
    # Some write that they do not know, some nothing.
    origin = np.where(draw < gap, np.where(draw < gap / 2, "unknown", ""), origin)
    return arrests.assign(race_of_arrestee=group.map(RACES), ethnicity_of_arrestee=origin)


def _draw(
    agencies: pd.DataFrame, expected: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    offenses, arrests = [], []
    for label, rate in OFFENSES.items():
        counts = rng.poisson(expected["crime"] * rate)
        offenses.append(pd.DataFrame({"ori": np.repeat(_reporting(agencies), counts)}))
        offenses[-1]["ucr_offense_code"] = label
    for sex, share in (("male", 1 - GIRLS), ("female", GIRLS)):
        for young in (True, False):
            counts = rng.poisson(expected["arrest"] * _arrests(sex) * share * AGES_10_17)
            ages = (10, 18) if young else (18, 60)
            if not young:
                counts = rng.poisson(expected["arrest"] * ADULT_ARRESTS * share)
            frame = pd.DataFrame({"ori": np.repeat(_reporting(agencies), counts)})
            frame["age_of_arrestee"] = rng.integers(ages[0], ages[1], len(frame)).astype(str)
            arrests.append(frame.assign(sex_of_arrestee=sex))
    out = pd.concat(arrests, ignore_index=True)
    unknown = rng.random(len(out)) < 0.004
    adult = out["age_of_arrestee"].astype(int) >= 18
    out.loc[unknown & adult, "age_of_arrestee"] = "unknown"
    order = rng.permutation(len(out))
    return pd.concat(offenses, ignore_index=True), out.iloc[order].reset_index(drop=True)


def _arrests(sex: str) -> float:
    boys = ARRESTS * BOYS_ARRESTS
    return boys if sex == "male" else (ARRESTS - boys * (1 - GIRLS)) / GIRLS


def _reporting(agencies: pd.DataFrame) -> np.ndarray:
    """The agency whose name is on the report."""
    return agencies["ori"].where(agencies["covered_by"] == "", agencies["covered_by"]).to_numpy()


def _header(agencies: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    rows = []
    for agency in agencies.itertuples():
        row: dict[str, object] = dict.fromkeys(HEADER, "")
        row |= {
            "ori": agency.ori,
            "year": vintage.year,
            "state_abbreviation": POSTAL.lower(),
            "agency_indicator": agency.kind,
            "covered_by_ori": str(agency.covered_by).lower(),
            "number_of_months_reported": agency.months,
        }
        for k in range(1, 6):
            row[f"current_population_{k}"] = 0
        for k, (county, people) in enumerate(agency.served.items(), start=1):
            row[f"current_population_{k}"] = int(people)
            if agency.place != NO_COUNTY:
                row[f"fips_county_code_{k}"] = str(int(county[2:]))  # not padded, as there
        rows.append(row)
        rows.append({**row, "year": vintage.year - 1})
    return pd.DataFrame(rows)


def _crosswalk(agencies: pd.DataFrame) -> pd.DataFrame:
    first = agencies["served"].map(lambda served: next(iter(served)))
    return pd.DataFrame(
        {
            "ORI9": agencies["ori"],
            "NAME": agencies["name"],
            "FIPS_ST": STATE,
            "FIPS_COUNTY": first.str[2:],
            "FPLACE": agencies["place"].where(agencies["place"] != "", COUNTY_PLACE),
        }
    )


def _record(world: World, agencies: pd.DataFrame, expected: pd.DataFrame) -> None:
    """True rates: what an endless number of such years would show of the agencies that report.

    Reports are weighted by the people served in each county, including those of covered agencies. Of groups it
    is the rate of arrests with an ethnicity on record.
    """
    shares = world.groups.set_index("geoid")
    reporter = pd.Series(_reporting(agencies), index=agencies["ori"])
    reports = expected.groupby(reporter.to_numpy()).sum()
    served = agencies.set_index("ori")["served"].map(lambda by_county: sum(by_county.values()))
    pool = served.groupby(reporter).sum()
    months = agencies.set_index("ori")["months"].astype(int)
    rows = []
    for agency in agencies.itertuples():
        other = reporter[agency.ori]
        year = months[other] / MONTHS
        areas = list(agency.served.items())
        if agency.place:
            areas.append((STATE + agency.place, served[agency.ori]))
        areas.append((other, served[agency.ori]))  # the agency itself, as a small area
        for geoid, people in areas:
            part = people / pool[other] if pool[other] else 1.0
            counts = reports.loc[other, ["crime", "arrest", *GROUPS]] * part
            rows.append((geoid, *counts, people * year))
    columns = ["geoid", "crime", "arrest", *GROUPS, "people"]
    areas = pd.DataFrame(rows, columns=columns).groupby("geoid", as_index=False).sum()
    areas = areas[areas["people"] > 0]
    for kind in CLASSES:
        rate = sum(r for label, r in OFFENSES.items() if kind in classes_of(label, "demonstration"))
        measure = f"rate_crime_{kind}"
        value = areas["crime"] / areas["people"] * rate * 1e5
        world.record(measure, areas.assign(value=value))
    counties = areas[areas["geoid"].str.len() == 5]
    level = counties["arrest"] / counties["people"] * 1e5
    for label, rate in ((ALL, ARRESTS), ("Male", _arrests("male")), ("Female", _arrests("female"))):
        world.record("rate_juv_arrest", counties.assign(value=level * rate), subgroup=label)
    for group in GROUPS:
        per_person = counties[group] / counties["people"] / counties["geoid"].map(shares[group])
        rate = per_person * ARRESTS * (1 - LEFT_OUT) * 1e5
        world.record("rate_juv_arrest", counties.assign(value=rate), subgroup=group)
