"""One function gives every grade, with its reasons."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.quality.reasons import EXPLAIN_ABSENCE, REASONS
from mobility_analysis.quality.rubrics import RUBRICS

WORDS = {1: "Strong", 2: "Use with care", 3: "Do not act on this"}
NO_VALUE = "No value"
# Short names, by which pages look each up; ``None`` stands for a value that is not there.
GRADE_CLASS = {1: "strong", 2: "care", 3: "weak", None: "missing"}


def grade(estimates: pd.DataFrame, rubric_of: Mapping[str, str]) -> pd.DataFrame:
    """Fill ``grade`` and ``reasons``; rows without a value get neither, and keep only what says why.

    Parameters
    ----------
    estimates
        Rows of the estimates contract.
    rubric_of
        Rubric name by measure id. Reasons a metric already put on a row are kept, after the rubric's;
        a reason a metric adds never raises a grade.

    Raises
    ------
    SettingsError
        A measure names no rubric or an unknown one.
    """
    out = estimates.copy()
    valued = out["value"].notna()
    for measure in out["measure"].unique():
        name = rubric_of.get(measure, "")
        if name not in RUBRICS:
            raise SettingsError(
                f"Measure {measure} has no rubric called {name!r}.",
                f"Use one of: {', '.join(RUBRICS)}.",
            )
        rows = out.index[valued & (out["measure"] == measure)]
        if rows.empty:
            continue
        grades, reasons = RUBRICS[name](out.loc[rows])
        out.loc[rows, "grade"] = grades.astype("Int64")
        kept = out.loc[rows, "reasons"]
        out.loc[rows, "reasons"] = pd.Series(
            [
                [*new, *(code for code in old if code not in new)]
                for new, old in zip(reasons, kept, strict=True)
            ],
            index=rows,
            dtype="object",
        )
    out.loc[~valued, "grade"] = pd.NA
    out.loc[~valued, "reasons"] = out.loc[~valued, "reasons"].map(_explaining)
    return out


def _explaining(codes: object) -> list[str]:
    """The codes of a row without a value that explain why it has none."""
    return [code for code in codes if code in EXPLAIN_ABSENCE] if isinstance(codes, list) else []


def explain(codes: list[str]) -> str:
    """Reason codes as sentences for a reader."""
    return " ".join(REASONS[code] for code in codes)


def usable(estimates: pd.DataFrame) -> pd.Series:
    """True where a value may enter a ranking, a comparison or a sentence: valued, not grade 3."""
    return estimates["value"].notna() & (estimates["grade"].fillna(3) < 3)
