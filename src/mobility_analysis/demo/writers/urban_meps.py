"""The demonstration state's schools in the layout of the Education Data Portal's files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.schools import schools_of
from mobility_analysis.demo.world import GROUPS, STATE, World
from mobility_analysis.framework.source import Vintage

LINE = 0.20
ERROR = 0.025  # the model's standard error of a school's share
CODES = {
    "White, Non-Hispanic": 1,
    "Black, Non-Hispanic": 2,
    "Hispanic": 3,
    "Asian, Non-Hispanic": 4,
    "Other Races and Ethnicities": 7,
}
LABELS = {"Other Races and Ethnicities": "Two or More Races, Non-Hispanic"}
WITHOUT_ESTIMATE = 29  # every so many schools


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write the files of schools of one fall."""
    fall = int(vintage.id[:4])
    rng = world.rng("urban_meps")
    schools = schools_of(world)
    schools["has_estimate"] = np.arange(len(schools)) % WITHOUT_ESTIMATE != 0
    # The model's value is the expected one, and the true value is drawn around it.
    noise = rng.normal(scale=ERROR, size=len(schools))
    _record(world, schools, np.clip(schools["poverty"] + noise, 0, 1))
    meps, enrollment, directory = (folder / file.name for file in vintage.files)
    shown = schools["has_estimate"]
    fixed = {"year": fall, "ncessch": schools["school"], "leaid": schools["school"].str[:7]}
    pd.DataFrame(
        {
            **fixed,
            "fips": STATE,
            "meps_poverty_pct": (schools["poverty"] * 100).round(2).astype(str).where(shown, ""),
            "meps_poverty_se": pd.Series(str(ERROR * 100), schools.index).where(shown, ""),
        }
    ).to_csv(meps, index=False)
    pd.DataFrame(
        {**fixed, "county_code": schools["county"], "enrollment": schools["students"]}
    ).to_csv(directory, index=False)
    _enrollment(schools, fixed).to_csv(enrollment, index=False)


def _enrollment(schools: pd.DataFrame, fixed: dict[str, int | pd.Series]) -> pd.DataFrame:
    """All grades (99) and one grade, both sexes (99) and each; races and all (99)."""
    parts = []
    for group, code in [*CODES.items(), ("students", 99)]:
        count = schools[group]
        girls = count // 2
        for sex, number in ((1, count - girls), (2, girls), (99, count)):
            parts.append(
                pd.DataFrame({**fixed, "grade": 99, "race": code, "sex": sex, "enrollment": number})
            )
    one_grade = parts[-1].assign(grade=3, enrollment=-1)
    return pd.concat([*parts, one_grade], ignore_index=True)


def _record(world: World, schools: pd.DataFrame, poverty: pd.Series) -> None:
    """Pupils of schools with an estimate, by whether the school's true poverty is above the line."""
    known = schools[schools["has_estimate"]]
    poor = poverty[known.index] >= LINE
    for group in ("students", *GROUPS):
        share = (
            known[group].where(poor, 0).groupby(known["county"]).sum()
            / known[group].groupby(known["county"]).sum()
        )
        label = "All" if group == "students" else LABELS.get(group, group)
        truth = share.rename_axis("geoid").rename("value").reset_index().dropna()
        world.record("share_meps20", truth, subgroup=label)
