"""Third graders' reading scores in County Health Rankings' measure files, by county and race.

``v159`` is the mean of a county's reading scores in grade levels (3 is a typical third grader), from the
Stanford Education Data Archive of 2019. No standard error is in the file. Whole states are blank because
the archive could not use their tests; single blanks in other states are withheld.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from mobility_analysis.core.io import find_raw, read_delimited, to_number
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.source import Vintage
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.sources._connecticut import keep_filled_connecticut
from mobility_analysis.sources.county_health_rankings._counted_rates import PLACE_COLUMNS, WITHHELD

SCORE, SCORE_BY_RACE = "v159_r2025", "v159_subgroup_r2025"
SCORE_FILES = (f"{SCORE}.csv", f"{SCORE_BY_RACE}.csv")
YEAR, PERIOD = 2019, "2018-2019"
RACES = {
    "aian": "American Indian or Alaska Native, Non-Hispanic",
    "asian": "Asian, Non-Hispanic",
    "black": "Black, Non-Hispanic",
    "hispanic": "Hispanic",
    "white": "White, Non-Hispanic",
}


def read_scores(raw: Path) -> dict[str, pd.DataFrame]:
    """Text tables by file stem, with the producer's column names."""
    columns = {SCORE: ["v159_rawvalue"], SCORE_BY_RACE: [f"v159_race_{race}" for race in RACES]}
    return {
        stem: read_delimited(find_raw(raw, f"{stem}.csv"), columns=[*PLACE_COLUMNS, *names])
        for stem, names in columns.items()
    }


def tidy_scores(
    tables: dict[str, pd.DataFrame],
    vintage: Vintage,
    places: Callable[[pd.DataFrame, str], pd.DataFrame],
) -> pd.DataFrame:
    """``reading_scores``: ``subgroup``, ``score`` (grade levels), ``reason``."""
    groups = [(SCORE, ALL, "v159_rawvalue")]
    groups += [(SCORE_BY_RACE, label, f"v159_race_{race}") for race, label in RACES.items()]
    parts = []
    for stem, subgroup, column in groups:
        part = places(tables[stem], stem).assign(subgroup=subgroup)
        part["score"] = to_number(tables[stem][column], column, WITHHELD).reindex(part.index)
        parts.append(part)
    out = pd.concat(parts, ignore_index=True)
    out, _ = keep_filled_connecticut(out, out["score"].notna(), YEAR, vintage.id)
    out["reason"] = _why_blank(out)
    # The list of counties is that of the release, apart from Connecticut's old counties.
    return out.assign(year=YEAR, period=PERIOD, geo_vintage=2021).reset_index(drop=True)


def _why_blank(scores: pd.DataFrame) -> pd.Series:
    """Of a state without any score none is published; elsewhere a blank is withheld."""
    blank = scores["score"].isna()
    of_state = blank.groupby(scores["geoid"].str[:2]).transform("all")
    why = pd.Series(pd.NA, index=scores.index, dtype="object")
    why = why.mask(blank, Missing.SUPPRESSED_BY_SOURCE.value)
    return why.mask(of_state, Missing.NOT_FOR_STATE.value)
