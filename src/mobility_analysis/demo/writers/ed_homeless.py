"""The demonstration state's homeless students, in ED Data Express's long layout.

The awkward cases: counts of 0 to 2 withheld (``S``), races withheld in pairs, a county without any row
(Ginkgo), one with six students (Hazel), a district without enrollment, one unknown to the directory.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import STATE_NAME, World
from mobility_analysis.framework.source import Vintage
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.sources.education.homeless_students import SUBGROUPS, SUPPRESSED

HEADER = [
    "School Year", "State", "NCES LEA ID", "LEA", "School", "NCES SCH ID", "Data Group",
    "Data Description", "Value", "Numerator", "Denominator", "Population", "Subgroup",
    "Characteristics", "Age/Grade", "Academic Subject", "Outcome", "Program Type",
]  # fmt: skip
UNREPORTED_COUNTY = "99013"
FIXED_COUNTS = {"99015": 6, "99017": 1}
# Districts that test awkward cases; the first and the last are in the directory, too.
WITHOUT_COUNTY, NOT_IN_DIRECTORY, WITHOUT_ENROLLMENT = "9999901", "9999902", "9999903"
WITHOUT_ENROLLMENT_COUNTY = "99001"
# How the demonstration's "Other Races and Ethnicities" split.
OTHER_RACES = {
    "American Indian or Alaska Native": 0.2,
    "Native Hawaiian or Other Pacific Islander": 0.1,
    "Two or more races": 0.7,
}
FEW_IN_LAST_DISTRICT = ("99007", "99510")
LARGEST_WITHHELD = 2


@dataclass(frozen=True)
class District:
    """A district's true counts: everyone, and by the agency's race labels."""

    leaid: str
    name: str
    county: str
    students: int
    total: int
    races: dict[str, int]


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one long file of school districts, with small counts withheld."""
    districts = true_counts(world)
    _record(world, districts)
    lines = [",".join(_quote(name) for name in HEADER)]
    for district in districts:
        for subgroup, value in _cells(district).items():
            lines.append(_line(vintage, district, value, subgroup=subgroup))
        if district.total > LARGEST_WITHHELD:  # where they sleep: rows with a blank subgroup
            lines.append(_line(vintage, district, str(district.total), situation="Doubled-up"))
    (folder / vintage.files[0].name).write_text("\n".join(lines) + "\n", encoding="ascii")


def true_counts(world: World) -> list[District]:
    """The districts that report, with what an open file would say."""
    rng = world.rng("ed_homeless")
    share = world.share(0.028, -0.5).set_index("geoid")["value"]
    frame = world.districts[world.districts["county"] != UNREPORTED_COUNTY].copy()
    drawn = pd.Series(rng.binomial(frame["students"], frame["county"].map(share)), frame.index)
    frame["total"] = frame["county"].map(FIXED_COUNTS).fillna(drawn).astype(int)
    last = ~frame["county"].duplicated(keep="last")
    frame.loc[last & frame["county"].isin(FEW_IN_LAST_DISTRICT), "total"] = LARGEST_WITHHELD
    rows = [
        *frame[["leaid", "name", "county", "students", "total"]].to_numpy().tolist(),
        [WITHOUT_COUNTY, "Demonstration Virtual School", "", 900, 31],
        [NOT_IN_DIRECTORY, "Closed District", "", 0, 4],
        [WITHOUT_ENROLLMENT, "Shelter School", WITHOUT_ENROLLMENT_COUNTY, 0, 17],
    ]
    return [
        District(leaid, name, county, students, total, _races(world, rng, county, total))
        for leaid, name, county, students, total in rows
    ]


def _races(world: World, rng: np.random.Generator, county: str, total: int) -> dict[str, int]:
    """``total`` students by the agency's race labels, in the county's proportions."""
    row = world.groups.set_index("geoid").loc[county or WITHOUT_ENROLLMENT_COUNTY]
    shares = {str(group): float(share) for group, share in row.to_dict().items()}
    weights = {agency: shares[ours] for agency, ours in SUBGROUPS.items() if ours in shares}
    rest = shares["Other Races and Ethnicities"]
    weights |= {agency: part * rest for agency, part in OTHER_RACES.items()}
    drawn = rng.multinomial(total, np.array(list(weights.values())) / sum(weights.values()))
    return {label: int(count) for label, count in zip(weights, drawn, strict=True)}


def _record(world: World, districts: list[District]) -> None:
    known = pd.DataFrame([asdict(district) for district in districts if district.county])
    enrolled = known[known["students"] > 0].groupby("county")[["total", "students"]].sum()
    _keep(world, "share_homeless", enrolled["total"] / enrolled["students"], ALL)
    _keep(world, "count_homeless", known.groupby("county")["total"].sum(), ALL)
    races = pd.DataFrame(known["races"].tolist(), index=known["county"])
    by_county = races.groupby(level=0).sum()
    for agency, ours in SUBGROUPS.items():
        if ours != ALL:
            _keep(world, "count_homeless", by_county[agency], ours)


def _keep(world: World, measure: str, values: pd.Series, subgroup: str) -> None:
    frame = pd.DataFrame({"geoid": values.index, "value": values.to_numpy(dtype=float)})
    world.record(measure, frame, subgroup)


def _cells(district: District) -> dict[str, str]:
    """The district's published cells: zero has no row, 1 and 2 are ``S``, and races go in pairs."""
    races = {name: n for name, n in district.races.items() if n > 0}
    withheld = {name for name, n in races.items() if n <= LARGEST_WITHHELD}
    open_races = sorted((n, name) for name, n in races.items() if name not in withheld)
    if len(withheld) == 1 and open_races:  # otherwise it could be computed from the total
        withheld.add(open_races[0][1])
    cells = {
        "All Students in LEA": SUPPRESSED
        if district.total <= LARGEST_WITHHELD
        else str(district.total)
    }
    return cells | {name: SUPPRESSED if name in withheld else str(n) for name, n in races.items()}


def _line(
    vintage: Vintage, district: District, value: str, *, subgroup: str = "", situation: str = ""
) -> str:
    cells = {
        "School Year": vintage.period,
        "State": STATE_NAME.upper(),
        "NCES LEA ID": district.leaid,
        "LEA": district.name,
        "Data Group": "655",
        "Data Description": "Homeless Students Enrolled",
        "Value": value,
        "Population": "Homeless Students",
        "Subgroup": subgroup,
        "Characteristics": situation,
        "Age/Grade": "Kindergarten through 12th grade",
    }
    return ",".join(_quote(cells.get(name, "")) for name in HEADER)


def _quote(text: str) -> str:
    """The agency quotes cells with blanks or commas."""
    return f'"{text}"' if " " in text or "," in text else text
