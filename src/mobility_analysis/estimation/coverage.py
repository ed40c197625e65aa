"""Counts reported by agencies that serve only a part of the residents: rates, coverage, reasons.

Coverage is the share of residents whose police agency reported, an agency that reported seven months
counting for seven twelfths of the people it serves. A rate is divided by the people whose agencies reported, not
by all residents, so that missing reports do not look like safety.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.build import counted_rate
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.joint_police import areas_of_joint_police

COVERAGE_STRONG = 0.95
COVERAGE_CARE = 0.80
COVERAGE_SHOWN = 0.50
LARGEST_YEAR_GAP = 1  # between a city's residents and the year of the counts
FEWEST_RESIDENTS = 30
PER = 100_000
# What a rate is made of, beside the columns of its place.
COUNTS = ["numerator", "denominator", "covered", "residents"]
JOINT = "police_of_larger_area"


def with_residents(frame: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with ``residents`` where its source has none; cities without a known number are left out.

    Counties in which no agency is listed get a row of zeros, so that they count in the state's coverage.
    Where the population is of other boundaries (Connecticut) ``residents`` stays empty. A city may be
    counted in the year before or after.
    """
    if "residents" not in frame:
        frame = frame.assign(residents=np.nan)
    key = ["level", "geoid", "year"]
    known = _with_nearby_years(population[[*key, "population"]], key)
    out = frame.merge(known, on=key, how="left")
    out["residents"] = out["residents"].fillna(out.pop("population"))
    unlisted = _unlisted(out, known)
    out = pd.concat([out, unlisted], ignore_index=True) if len(unlisted) else out
    return out[(out["level"] != Level.PLACE.value) | out["residents"].notna()]


def _with_nearby_years(known: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """``known``, followed by the cities' residents of the years beside those they are known for."""
    cities = known[known["level"] == Level.PLACE.value]
    nearby = [
        cities.assign(year=cities["year"] + gap) for gap in (-LARGEST_YEAR_GAP, LARGEST_YEAR_GAP)
    ]
    return pd.concat([known, *nearby], ignore_index=True).drop_duplicates(key)


def _unlisted(frame: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Counties of the population's list without a row, as zeros; per snapshot, state and group."""
    county = frame[frame["level"] == Level.COUNTY.value]
    has_unknown = county["residents"].isna().groupby(county["geoid"].str[:2]).any()
    other_boundaries = set(has_unknown.index[has_unknown])
    fixed = [c for c in ("snapshot", "geo_vintage", "year", "period", "subgroup") if c in frame]
    counts = [c for c in frame.columns if c not in {*fixed, "level", "geoid", "residents"}]
    listed = known[known["level"] == Level.COUNTY.value].rename(columns={"population": "residents"})
    parts = []
    for keys, group in county.groupby(fixed, dropna=False):
        values = dict(zip(fixed, keys, strict=True))
        states = set(group["geoid"].str[:2]) - other_boundaries
        rows = listed[
            (listed["year"] == values["year"])
            & listed["geoid"].str[:2].isin(states)
            & ~listed["geoid"].isin(group["geoid"])
        ]
        parts.append(rows.assign(**values, **dict.fromkeys(counts, 0.0)))
    return pd.concat(parts, ignore_index=True) if parts else frame.iloc[:0]


def reported_rate(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Events per 100,000 of the people behind them, with the reason code of their coverage.

    ``frame`` has the place columns, ``numerator``, ``denominator``, ``covered``, ``residents``,
    ``snapshot``; optionally ``subgroup``, ``served`` (all people the place's agencies serve, wherever
    they live) and ``notes`` (lists of further codes). Below half of the residents covered, or where most
    people served live elsewhere, there is no value. Counties with one police department for several get
    the value of the area it serves, which ``borrowed_from`` names.
    """
    frame = _of_joint_police(frame)
    coverage = (frame["covered"] / frame["residents"].where(frame["residents"] > 0)).clip(upper=1)
    served = frame["served"] if "served" in frame else pd.Series(np.nan, index=frame.index)
    own = (frame["residents"] / served.where(served > 0)).fillna(1.0)
    # A number that other places of the file have was not published; one that no place has is not collected.
    is_collected = frame.groupby("snapshot")["numerator"].transform("count") > 0
    missing = np.select(
        [
            frame["residents"].isna(),
            frame["residents"] < FEWEST_RESIDENTS,
            coverage < COVERAGE_SHOWN,
            own < COVERAGE_SHOWN,
            frame["numerator"].isna() & is_collected,
            frame["numerator"].isna(),
        ],
        [
            Missing.GEOGRAPHY_CHANGED.value,
            Missing.TOO_FEW_RECORDS.value,
            Missing.AGENCIES_SILENT.value,
            Missing.SERVES_OTHERS.value,
            Missing.NOT_PUBLISHED.value,
            Missing.NOT_COLLECTED.value,
        ],
        "",
    )
    out = frame.assign(reasons=_reasons(frame, coverage, own), missing_reason=missing)
    out["missing_reason"] = out["missing_reason"].replace("", None).astype("object")
    absent = out["missing_reason"].notna()
    out["borrowed_from"] = out["borrowed_from"].mask(absent)
    out["reasons"] = out["reasons"].where(~absent, pd.Series([[]] * len(out), index=out.index))
    out.loc[absent, ["numerator", "denominator"]] = np.nan
    return counted_rate(out, measure, per=PER, route=Route.ADMINISTRATIVE)


def _of_joint_police(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with the counts of the whole area in each county that one department serves with others.

    Rows without a county's own code are left alone; a sum lacks a county where the file does.
    """
    is_county = frame["level"] == Level.COUNTY.value
    area = frame["geoid"].where(is_county).map(areas_of_joint_police())
    out = frame.assign(borrowed_from=area.astype("object").where(area.notna(), None))
    if area.isna().all():
        return out
    keys = [area, *(frame[c] for c in ("snapshot", "year", "subgroup") if c in frame)]
    for column in ("numerator", "denominator", "covered", "residents"):
        counts = frame[column].astype(float)
        whole = counts.groupby(keys).transform(lambda parts: parts.sum(skipna=False))
        out[column] = counts.where(area.isna(), whole)
    out["notes"] = [
        [*(own if isinstance(own, list) else []), *([JOINT] if joint else [])]
        for own, joint in zip(out.get("notes", [None] * len(out)), area.notna(), strict=True)
    ]
    return out


def _reasons(frame: pd.DataFrame, coverage: pd.Series, own: pd.Series) -> list[list[str]]:
    notes = frame["notes"] if "notes" in frame else [None] * len(frame)
    beyond = np.select(
        [own >= COVERAGE_STRONG, own >= COVERAGE_CARE],
        ["", "serves_some_others"],
        "serves_many_others",
    )
    return [
        [code, *([other] if other else []), *(more if isinstance(more, list) else [])]
        for code, other, more in zip(_codes(coverage), beyond, notes, strict=True)
    ]


def _codes(coverage: pd.Series) -> np.ndarray:
    return np.select(
        [coverage >= COVERAGE_STRONG, coverage >= COVERAGE_CARE],
        ["agencies_nearly_all", "agencies_most"],
        "agencies_half",
    )
