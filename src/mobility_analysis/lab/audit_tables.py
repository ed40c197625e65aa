"""Tables of an audit: how the places' values of one measure and period are graded, missing, extreme."""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.geography.universe import states
from mobility_analysis.insights.outliers import OrdinaryRange
from mobility_analysis.quality.grading import NO_VALUE, WORDS
from mobility_analysis.quality.reasons import REASONS

NAMED_STATES = 3


def grade_counts(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Estimates by grade and without a value, and the share that is usable, per group of ``by``."""
    words = rows["grade"].map(WORDS).where(rows["value"].notna(), NO_VALUE)
    counts = rows.assign(quality=words).groupby([*by, "quality"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=[*WORDS.values(), NO_VALUE], fill_value=0)
    counts = counts.rename_axis(columns=None)
    total = counts.sum(axis=1)
    usable_number = counts[WORDS[1]] + counts[WORDS[2]]
    return counts.assign(total=total, usable_share=usable_number / total).reset_index()


def reason_counts(rows: pd.DataFrame, things: str) -> pd.DataFrame:
    """How often each reason led to a grade, by grade and then the most frequent first."""
    long = rows[rows["value"].notna()].explode("reasons").dropna(subset=["reasons"])
    counts = long.groupby(["grade", "reasons"]).size().rename(things).reset_index()
    counts["quality"], counts["why"] = counts["grade"].map(WORDS), counts["reasons"].map(REASONS)
    counts = counts.sort_values(["grade", things], ascending=[True, False], ignore_index=True)
    return counts[["quality", "reasons", "why", things]]


def missing_counts(rows: pd.DataFrame, things: str) -> pd.DataFrame:
    """Why values are absent, how often, and in which states most."""
    absent = rows[rows["value"].isna()]
    found = [
        {
            "reason": reason,
            "why": Missing(reason).sentence,
            things: len(group),
            "most_in": _most_in(group["geoid"]),
        }
        for reason, group in absent.groupby("missing_reason")
    ]
    table = pd.DataFrame(found, columns=["reason", "why", things, "most_in"])
    return table.sort_values(things, ascending=False, ignore_index=True)


def _most_in(geoids: pd.Series) -> str:
    """The states with most of the places, as in "TX 40, GA 30, KS 12"."""
    postal = geoids.str[:2].map(states().set_index("fips")["postal"])
    counts = postal.value_counts().head(NAMED_STATES)
    return ", ".join(f"{name} {count}" for name, count in counts.items())


EXTREME = [
    "geoid", "place", "value", "lower", "upper", "distance", "may_be_chance", "quality", "why",
]  # fmt: skip


def extreme_rows(table: pd.DataFrame, ordinary: OrdinaryRange | None) -> pd.DataFrame:
    """Places outside the ordinary range, the farthest first; none where there is no such range.

    Parameters
    ----------
    table
        One row per place: ``geoid``, ``place``, ``value``, ``lower``, ``upper``, ``quality``, ``why``.

    Returns
    -------
    pandas.DataFrame
        ``distance`` from the median is in scaled median absolute deviations. ``may_be_chance`` says
        that the 95 percent interval reaches back into the ordinary range; empty without an interval.
    """
    rows = table.dropna(subset=["value"])
    if ordinary is None:
        return rows.iloc[:0].reindex(columns=EXTREME)
    reaches = (rows["lower"] <= ordinary.upper) & (rows["upper"] >= ordinary.lower)
    has_interval = rows["lower"].notna() & rows["upper"].notna()
    rows = rows.assign(
        distance=ordinary.distance(rows["value"].to_numpy(float)),
        may_be_chance=reaches.astype("boolean").where(has_interval),
    )
    outside = rows[(rows["value"] < ordinary.lower) | (rows["value"] > ordinary.upper)]
    order = outside.sort_values("distance", key=abs, ascending=False, kind="stable")
    return order[EXTREME].reset_index(drop=True)


WEAK = ["geoid", "place", "value", "lower", "upper", "width", "why"]


def weak_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Values not to be acted on, the widest interval first, those without an interval last."""
    weak = table[table["grade"] == DO_NOT_ACT]
    weak = weak.assign(width=weak["upper"] - weak["lower"])
    order = weak.sort_values(["width", "geoid"], ascending=[False, True], na_position="last")
    return order[WEAK].reset_index(drop=True)
