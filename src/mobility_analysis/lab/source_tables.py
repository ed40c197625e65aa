"""Tables of a source's profile: what its tidy tables hold, and which part of the country they cover."""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.universe import Universe
from mobility_analysis.quality.reasons import REASONS

# Columns of codes and row numbers, which are no values.
KEYS = {"year", "geo_vintage", "puma_vintage"}
# Columns that say what a number is about; a sum over them has no meaning.
ITEMS = ["level", "item", "cell", "subgroup", "scale"]
# Levels whose places are known for every year.
KNOWN = [Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE]
QUANTILES = {"lowest": 0.0, "p05": 0.05, "median": 0.5, "p95": 0.95, "highest": 1.0}
NAMED = 5  # of a list that may be long


def number_columns(frame: pd.DataFrame) -> list[str]:
    """Names of the columns that hold values: numbers, without years."""
    return [str(name) for name in frame.select_dtypes("number").columns if name not in KEYS]


def key_columns(frame: pd.DataFrame) -> list[str]:
    """Names of the columns that rows can be chosen by: text and years."""
    text = [str(c) for c in frame.columns if isinstance(frame[c].dtype, pd.StringDtype)]
    return [*text, *(str(name) for name in frame.columns if name in KEYS)]


def table_summary(kind: str, vintage: str, frame: pd.DataFrame) -> dict[str, object]:
    """Rows, columns, years, levels and distinct places of one tidy table."""
    years = frame["year"].dropna() if "year" in frame else pd.Series(dtype=int)
    levels = frame["level"].value_counts() if "level" in frame else pd.Series(dtype=int)
    place = next((column for column in ("geoid", "leaid", "puma") if column in frame), None)
    return {
        "kind": kind,
        "vintage": vintage,
        "rows": len(frame),
        "columns": len(frame.columns),
        "years": ", ".join(str(year) for year in sorted(years.unique())),
        "rows_by_level": ", ".join(f"{level} {count:,}" for level, count in levels.items()),
        "places": frame[place].nunique() if place else None,
        "values": _in_words(number_columns(frame)),
    }


COVERAGE = [
    "kind", "vintage", "level", "year", "boundaries_of", "expected", "present", "with_a_value", "share",
    "others", "lacking",
]  # fmt: skip


def coverage(kind: str, vintage: str, frame: pd.DataFrame, universe: Universe) -> pd.DataFrame:
    """Places of a table beside those that exist, per level and year.

    Returns
    -------
    pandas.DataFrame
        ``expected`` places exist in the year of the table's boundaries; ``present`` of them have a row
        and ``with_a_value`` a number in it; ``others`` are codes in the table that are none of them;
        ``lacking`` names the first that have no row. No rows for tables that are not of such places.
    """
    rows = []
    if {"level", "geoid"} <= set(frame.columns):
        # Population estimates are of each year's July and carry no year of boundaries of their own.
        boundaries = frame["geo_vintage"] if "geo_vintage" in frame else frame["year"]
        years = frame.get("year", boundaries)
        keyed = frame.assign(boundaries_of=boundaries, year=years)
        for level in KNOWN:
            of_level = keyed[keyed["level"] == level.value]
            for (year, shapes_of), group in of_level.groupby(["year", "boundaries_of"]):
                places = universe.of(level, int(shapes_of))
                key = (kind, vintage, level.value, int(year), int(shapes_of))
                rows.append(dict(zip(COVERAGE, key, strict=False)) | _covered(group, places))
    return pd.DataFrame(rows, columns=COVERAGE)


def _covered(group: pd.DataFrame, places: pd.DataFrame) -> dict[str, object]:
    expected, codes = set(places["geoid"]), set(group["geoid"])
    values = number_columns(group.drop(columns="boundaries_of"))
    valued = set(group.loc[group[values].notna().any(axis=1), "geoid"]) if values else set()
    without = places[~places["geoid"].isin(codes)]
    names = [f"{name} ({code})" for code, name in without[["geoid", "name"]].to_numpy()]
    return {
        "expected": len(expected),
        "present": len(codes & expected),
        "with_a_value": len(valued & expected),
        "share": len(codes & expected) / len(expected) if expected else float("nan"),
        "others": len(codes - expected),
        "lacking": _in_words(names),
    }


def _in_words(names: list[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")


def missing_reasons(kind: str, vintage: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Reason codes on the rows of a table, how often, and their sentence."""
    columns = ["kind", "vintage", "code", "meaning", "rows", "share_of_rows"]
    codes = pd.Series(dtype="object")
    if "reason" in frame:
        codes = frame["reason"].dropna()
    elif "reasons" in frame:
        codes = frame["reasons"].explode().dropna()
    counts = codes[codes != ""].value_counts()
    rows = [
        {
            "kind": kind,
            "vintage": vintage,
            "code": code,
            "meaning": _sentence(str(code)),
            "rows": int(count),
            "share_of_rows": count / len(frame),
        }
        for code, count in counts.items()
    ]
    return pd.DataFrame(rows, columns=columns)


def _sentence(code: str) -> str:
    return Missing(code).sentence if code in set(Missing) else REASONS.get(code, "")


def column_summary(vintage: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers, gaps, zeros and quantiles of each numeric column, by what the number is about."""
    by = [column for column in ITEMS if column in frame]
    groups = frame.groupby(by, dropna=False) if by else [((), frame)]
    rows = []
    for names, group in groups:
        about = dict(zip(by, names, strict=True))
        for column in number_columns(frame):
            rows.append(
                {"vintage": vintage} | about | {"column": column} | _describe(group[column])
            )
    return pd.DataFrame(rows)


def _describe(values: pd.Series) -> dict[str, object]:
    known = values.dropna().astype(float)
    quantiles = known.quantile(list(QUANTILES.values())).to_list()
    return {
        "rows": len(values),
        "without": len(values) - len(known),
        "zeros": int((known == 0).sum()),
        "negative": int((known < 0).sum()),
    } | dict(zip(QUANTILES, quantiles, strict=True))
