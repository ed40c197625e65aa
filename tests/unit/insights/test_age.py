"""How old a number is, and what that does to its grade."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.framework.estimate import conform
from mobility_analysis.insights.age import HISTORY_REASON, OLD_REASON, age_of, with_age
from mobility_analysis.insights.compare import Reference, compare
from mobility_analysis.insights.findings import Kind, Method
from mobility_analysis.insights.selection import Selection
from mobility_analysis.insights.sentences import sentence

DAY = "2026-11-29"


@pytest.mark.parametrize(
    ("period", "day", "years", "since_middle"),
    [
        ("2019-2023", DAY, 2, 5.4),  # middle of 2021 to the end of November 2026
        ("2021", DAY, 4, 5.4),
        ("2020", DAY, 5, 6.4),
        ("2018", "2026-12-31", 7, 8.5),
        ("2018", "2027-01-01", 8, 8.5),
        ("2017-2018", DAY, 7, 8.9),
        ("2026", DAY, 0, 0.4),
        ("2027", DAY, 0, 0.0),
    ],
)
def test_age_counts_from_the_end_and_from_the_middle(
    period: str, day: str, years: int, since_middle: float
) -> None:
    found = age_of(period, day)
    assert (found.years, found.since_middle) == (years, pytest.approx(since_middle, abs=0.05))


def test_a_period_without_a_year_is_refused() -> None:
    with pytest.raises(ValueError, match="No year"):
        age_of("last spring", DAY)


def _row(period: str, geoid: str = "99001", grade: int | None = 1) -> dict:
    return {
        "measure": "share_employed", "level": {2: "nation", 5: "county"}[len(geoid)],
        "geoid": geoid, "year": int(period[-4:]), "period": period, "subgroup_type": "all",
        "subgroup": "All", "scheme": "residents", "value": 0.8 if grade else None, "se": 0.01,
        "grade": grade, "reasons": ["precise"] if grade else [],
        "missing_reason": None if grade else "no_source_row",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("period", "before", "after", "why"),
    [
        ("2021", 1, 1, None),
        ("2020", 1, 2, OLD_REASON),
        ("2020", 3, 3, OLD_REASON),
        ("2018", 1, 2, OLD_REASON),
        ("2017", 1, 2, HISTORY_REASON),
        ("2017", 2, 2, HISTORY_REASON),
    ],
)
def test_an_old_value_is_at_best_to_be_used_with_care(
    period: str, before: int, after: int, why: str | None
) -> None:
    rows = with_age(conform(pd.DataFrame([_row(period, grade=before)])), DAY)
    assert rows.loc[0, "grade"] == after
    assert rows.loc[0, "reasons"] == ["precise", *([why] if why else [])]


def test_an_absence_has_no_age_to_explain() -> None:
    rows = with_age(conform(pd.DataFrame([_row("2012", grade=None)])), DAY)
    assert rows.loc[0, "reasons"] == []
    assert pd.isna(rows.loc[0, "grade"])


def test_history_is_compared_with_nobody_and_says_what_it_is() -> None:
    frame = with_age(conform(pd.DataFrame([_row("2012"), _row("2012", "00")])), DAY)
    selection = Selection(frame)
    nation = Reference(Kind.VERSUS_NATION, "00", "the United States")
    (finding,) = compare(selection, "99001", [nation], ["share_employed"])
    assert finding.method is Method.HISTORY and finding.difference is None
    value = selection.latest("share_employed", "99001")
    assert value is not None and value.age_words == "13 years old"
    said = sentence(value, "Alder County")
    assert said.startswith("The newest number at hand is of 2012: history, not today.")
