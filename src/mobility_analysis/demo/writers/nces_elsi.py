"""The demonstration state's schools in the layout of the department's table generator."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mobility_analysis.demo.schools import schools_of
from mobility_analysis.demo.world import STATE_NAME, World
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.education.elsi_schools import COUNTY, LUNCH, PUPILS, YEAR

ELIGIBLE_PER_POOR = 2.4  # pupils eligible for lunch, by odds, for each one in poverty
LINE = 0.75
NOT_REPORTED, NOT_APPLICABLE = "–", "†"
TITLE = f"""ELSI Export

Demonstration data: not a real place

This is a Public School based table with the following filters applied: State(s) (All Years): {STATE_NAME}

"""
NOTES = """Data Source: made-up, in the layout of the Common Core of Data
† indicates that the data are not applicable.
– indicates that the data are missing.
"""


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one file of schools, of which some did not report lunches."""
    rng = world.rng("nces_elsi")
    schools = schools_of(world)
    odds = ELIGIBLE_PER_POOR * 1.6 * schools["poverty"] / (1 - schools["poverty"])
    lunch = rng.binomial(schools["students"], odds / (1 + odds))
    reported = np.arange(len(schools)) % 23 != 0
    high = (lunch > LINE * schools["students"]) & reported
    students = schools["students"].where(reported, 0)
    counties = schools["county"]
    share = students.where(high, 0).groupby(counties).sum() / students.groupby(counties).sum()
    truth = share.rename_axis("geoid").rename("value").reset_index().dropna()
    world.record("share_high_lunch_schools", truth)
    header = (
        f"School Name,State Name [Public School] Latest available year,{COUNTY},{LUNCH},{PUPILS}"
    )
    lines = [header]
    for number, school in enumerate(schools.itertuples()):
        count = str(lunch[number]) if reported[number] else NOT_REPORTED
        lines.append(f"School {number + 1},{STATE_NAME},{school.county},{count},{school.students}")
    lines.append(f"Closed School,{STATE_NAME},{school.county},{NOT_APPLICABLE},0")
    path = folder / vintage.files[0].name
    assert YEAR in header
    text = TITLE + "\n".join(lines) + "\n" + NOTES
    path.write_text(text.replace("\n", "\r\n"), encoding="utf-8-sig", newline="")
