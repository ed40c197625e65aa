"""The gate where every row is good by itself: wholes and parts, order, and the scale of a column."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobility_analysis.core.paths import project_root
from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Unit, registry
from mobility_analysis.framework.subgroups import BY_LABEL
from mobility_analysis.geography.universe import Universe
from mobility_analysis.quality.gates import check_estimates
from mobility_analysis.quality.number_checks import number_checks
from mobility_analysis.quality.plausible import PLAUSIBLE, middle_limits, value_limits
from mobility_analysis.quality.suites import read_suite
from mobility_analysis.quality.whole_checks import EVERYONE, whole_tables

EXPECTATIONS = project_root() / "expectations"
OHIO = [f"39{number:03d}" for number in range(1, 25, 2)]
UNIVERSE = Universe(
    pd.DataFrame({"level": "county", "geoid": OHIO, "name": "a county", "year": 2023})
)
GROUPS = (
    "Everyone's value lies between the smallest and the largest of the groups that are everyone."
)
RANGE = (
    "A nation's or state's value lies between the smallest and the largest of its counties, and a count "
    "is not less than theirs together."
)
NEAR = (
    "A nation's or state's value is that of its counties taken together, where they hold nearly all of "
    "its people."
)
HOLDS = "The denominators of the counties do not add up to more than their nation's or state's."
ORDER = "The 20th percentile of income is not above the 50th, nor the 50th above the 80th."
MIDDLE = "The middle one of all counties has a value as that measure has in this country."
PER = {Unit.PER_100K: 1e5, Unit.PER_10K: 1e4}


def _row(measure: str, geoid: str, value: float, **more: object) -> dict[str, object]:
    level = {"00": "nation", "39": "state"}.get(geoid, "county")
    group = BY_LABEL[str(more.pop("subgroup", "All"))]
    return {
        "measure": measure, "level": level, "geoid": geoid, "geo_vintage": 2023, "year": 2023,
        "period": "2019-2023", "subgroup_type": group.type.value, "subgroup": group.label,
        "scheme": group.scheme.value, "value": value, "interval_kind": "none", "grade": 2,
        "ci_method": "none_error_not_published", "reasons": ["no_margin_published"],
        "route": "acs_table", "sources": ["census_acs@2023"],
    } | more  # fmt: skip


def _ratio(measure: str, geoid: str, hits: float, people: float, **more: object) -> dict:
    per = PER.get(registry().measures[measure].unit, 1.0)
    return _row(measure, geoid, hits / people * per, numerator=hits, denominator=people, **more)


def _shares() -> list[dict]:
    """Employment of women and men in twelve counties, their state and their nation."""
    rows = []
    counts = {
        group: [(1000.0 + 10 * i, (1000.0 + 10 * i) * (base + 0.01 * i)) for i in range(len(OHIO))]
        for group, base in (("Female", 0.6), ("Male", 0.7))
    }
    counts["All"] = [
        (f[0] + m[0], f[1] + m[1]) for f, m in zip(counts["Female"], counts["Male"], strict=True)
    ]
    for group, pairs in counts.items():
        people, hits = (sum(column) for column in zip(*pairs, strict=True))
        for geoid in ("00", "39"):
            rows.append(_ratio("share_employed", geoid, hits, people, subgroup=group))
        for geoid, (size, number) in zip(OHIO, pairs, strict=True):
            rows.append(_ratio("share_employed", geoid, number, size, subgroup=group))
    return rows


def _incomes() -> list[dict]:
    places = ["00", "39", *OHIO]
    steps = [6, 6, *range(len(OHIO))]
    return [
        _row(f"pctl_income_{name}", geoid, level + 500.0 * step)
        for name, level in ((20, 27_000.0), (50, 60_000.0), (80, 120_000.0))
        for geoid, step in zip(places, steps, strict=True)
    ]


def _others() -> list[dict]:
    homeless = [_row("count_homeless", geoid, 100.0 + i) for i, geoid in enumerate(OHIO)]
    total = sum(float(row["value"]) for row in homeless)
    homeless += [_row("count_homeless", geoid, total) for geoid in ("00", "39")]
    physicians = [
        _ratio("ratio_population_pc_physician", geoid, 20_000.0, 10.0 + i)
        for i, geoid in enumerate(OHIO)
    ]
    doctors = sum(10.0 + i for i in range(len(OHIO)))
    physicians += [
        _ratio("ratio_population_pc_physician", geoid, 20_000.0 * len(OHIO), doctors)
        for geoid in ("00", "39")
    ]
    debt = [_row("share_debt_coll", geoid, 0.2 + 0.01 * i) for i, geoid in enumerate(OHIO)]
    debt += [_row("share_debt_coll", geoid, 0.25) for geoid in ("00", "39")]
    return [*homeless, *physicians, *debt]


VALID = conform(pd.DataFrame([*_shares(), *_incomes(), *_others()]))


def _failed(frame: pd.DataFrame) -> dict[str, str]:
    levels = (Level.NATION, Level.STATE, Level.COUNTY)
    result = check_estimates(frame, EXPECTATIONS, UNIVERSE, levels=levels)
    return {outcome.must: outcome.sentences() for outcome in result.failed}


def test_numbers_that_fit_pass() -> None:
    assert _failed(VALID) == {}


def _of(frame: pd.DataFrame, measure: str, geoid: str = "", group: str = "All") -> pd.Series:
    here = (frame["measure"] == measure) & (frame["subgroup"] == group)
    return here & (frame["geoid"] == geoid) if geoid else here


def _all_outside_groups(frame: pd.DataFrame) -> None:
    row = _of(frame, "share_employed", OHIO[3])
    frame.loc[row, "value"] = 0.95
    frame.loc[row, "numerator"] = 0.95 * frame.loc[row, "denominator"]


def _nation_of_another_column(frame: pd.DataFrame) -> None:
    row = _of(frame, "share_employed", "00")
    frame.loc[row, "value"] = 0.75
    frame.loc[row, "numerator"] = 0.75 * frame.loc[row, "denominator"]


def _nation_a_hundredth(frame: pd.DataFrame) -> None:
    row = _of(frame, "share_employed", "00")
    frame.loc[row, ["value", "numerator"]] /= 100


def _state_without_counts(frame: pd.DataFrame) -> None:
    frame.loc[_of(frame, "share_debt_coll", "39"), "value"] = 0.55


def _income_of_the_nation(frame: pd.DataFrame) -> None:
    frame.loc[_of(frame, "pctl_income_50", "00"), "value"] = 99_000.0


def _count_below_its_counties(frame: pd.DataFrame) -> None:
    frame.loc[_of(frame, "count_homeless", "39"), "value"] = 90.0


def _ratio_upside_down(frame: pd.DataFrame) -> None:
    row = _of(frame, "ratio_population_pc_physician", "00")
    frame.loc[row, "value"] *= 3
    frame.loc[row, "numerator"] *= 3


def _denominator_of_another_table(frame: pd.DataFrame) -> None:
    row = _of(frame, "share_employed", "39", "Male")
    frame.loc[row, ["numerator", "denominator"]] /= 10


def _percentiles_swapped(frame: pd.DataFrame) -> None:
    rows = frame["measure"].isin(["pctl_income_20", "pctl_income_50"])
    other = {"pctl_income_20": "pctl_income_50", "pctl_income_50": "pctl_income_20"}
    frame.loc[rows, "measure"] = frame.loc[rows, "measure"].map(other)


def _a_column_in_percent_of_percent(frame: pd.DataFrame) -> None:
    frame.loc[_of(frame, "share_debt_coll"), "value"] /= 100


def _a_column_in_thousands(frame: pd.DataFrame) -> None:
    frame.loc[frame["measure"].str.startswith("pctl"), "value"] /= 1000


def _a_ratio_of_a_billion(frame: pd.DataFrame) -> None:
    frame.loc[_of(frame, "ratio_population_pc_physician", OHIO[0]), "value"] = 1e9


FAULTS: dict[str, tuple[Callable[[pd.DataFrame], None], str]] = {
    "everyone outside the groups": (_all_outside_groups, GROUPS),
    "nation of another column": (_nation_of_another_column, NEAR),
    "nation a hundredth": (_nation_a_hundredth, RANGE),
    "state outside its counties, no counts": (_state_without_counts, RANGE),
    "percentile outside its counties": (_income_of_the_nation, RANGE),
    "count below its counties": (_count_below_its_counties, RANGE),
    "ratio three times too large": (_ratio_upside_down, NEAR),
    "denominator of another table": (_denominator_of_another_table, HOLDS),
    "percentiles swapped": (_percentiles_swapped, ORDER),
    "column a hundredth": (_a_column_in_percent_of_percent, MIDDLE),
    "column in thousands": (_a_column_in_thousands, MIDDLE),
    "ratio of a billion": (
        _a_ratio_of_a_billion,
        "ratio_population_pc_physician is 10 to 1,000,000.",
    ),
}


COLUMNS = {
    GROUPS: ("groups", "ok_between_groups"),
    RANGE: ("wholes", "ok_within_counties"),
    NEAR: ("wholes", "ok_near_counties"),
    HOLDS: ("wholes", "ok_holds_counties"),
    ORDER: ("percentiles", "ok_percentiles_in_order"),
    MIDDLE: ("middles", "ok_middle_plausible"),
}


def _broken(frame: pd.DataFrame) -> set[str]:
    """The words of what does not hold, without the seconds that the gate itself takes."""
    tables = whole_tables(_prepared(frame))
    return {must for must, (table, column) in COLUMNS.items() if not tables[table][column].all()}


@pytest.mark.parametrize("case", [name for name, (_, must) in FAULTS.items() if must in COLUMNS])
def test_a_planted_fault_is_found(case: str) -> None:
    plant, must = FAULTS[case]
    frame = VALID.copy(deep=True)
    assert _broken(frame) == set()
    plant(frame)
    assert must in _broken(frame)


def test_the_gate_names_every_planted_fault() -> None:
    frame = VALID.copy(deep=True)
    for plant, _ in FAULTS.values():
        plant(frame)
    failed = _failed(frame)
    for _, must in FAULTS.values():
        assert must in failed
        assert "For example:" in failed[must] and "Because:" in failed[must]
        assert "ok_" not in failed[must] and "expect_" not in failed[must]


def test_a_group_borrowed_from_a_larger_area_says_nothing_of_the_place() -> None:
    frame = VALID.copy(deep=True)
    _all_outside_groups(frame)
    frame.loc[_of(frame, "share_employed", OHIO[3], "Male"), "borrowed_from"] = "3900100"
    assert GROUPS not in _broken(frame)


def test_people_of_counties_without_a_value_explain_a_nation_beyond_the_others() -> None:
    frame = VALID.copy(deep=True)
    numbers = ["value", "numerator", "denominator"]
    lost = _of(frame, "share_employed", OHIO[-1]) | _of(frame, "share_employed", OHIO[-2])
    frame.loc[lost, numbers] = np.nan
    frame.loc[lost, ["grade"]] = pd.NA
    frame.loc[lost, "missing_reason"] = "no_source_row"
    assert not {RANGE, NEAR, HOLDS} & _broken(frame)


def test_every_measure_has_limits_and_a_reason() -> None:
    assert list(PLAUSIBLE) and set(PLAUSIBLE) == set(registry().measures)
    for measure in registry().measures.values():
        assert np.isfinite(value_limits(measure)).all(), measure.id
        limits = PLAUSIBLE[measure.id]
        if (limits.least, limits.most) != (None, None) and measure.unit is not Unit.SHARE:
            assert limits.why.endswith("."), measure.id
    for name, (least, most) in middle_limits().items():
        low, high = value_limits(registry().measures[name])
        assert low <= least < most <= high, name


def test_every_new_check_stops_a_run() -> None:
    suite = read_suite(EXPECTATIONS / "estimates.yaml")
    tables = {table.match: table for table in suite.tables}
    for name in whole_tables(_prepared(VALID)):
        assert all(entry.severity == "critical" for entry in tables[name].expectations)
    shown = {str(entry.kwargs.get("column")) for entry in tables["estimates"].expectations}
    assert set(number_checks(_prepared(VALID))) <= shown


def test_groups_that_are_everyone_are_defined() -> None:
    assert {label for labels in EVERYONE.values() for label in labels} <= set(BY_LABEL)


def _prepared(frame: pd.DataFrame) -> pd.DataFrame:
    named = frame["sources"].map(" ".join)
    return frame.assign(
        measure=frame["measure"].astype("category"),
        subgroup=frame["subgroup"].astype("category"),
        state=frame["geoid"].str[:2],
        source_ids=named.astype("category"),
    )


COUNTS = st.lists(st.tuples(st.integers(1, 5_000), st.floats(0, 1)), min_size=2, max_size=2)


@settings(max_examples=20)  # an example takes half a second
@given(st.lists(COUNTS, min_size=2, max_size=12))
def test_counts_that_add_up_never_fail(counties: list[list[tuple[int, float]]]) -> None:
    """Whatever the counties and groups: sums of whole counts are always between their parts."""
    rows = []
    sums = dict.fromkeys(("Female", "Male", "All"), (0.0, 0.0))
    for geoid, groups in zip(OHIO, counties, strict=False):
        pairs = {
            name: (float(size), float(round(size * share)))
            for name, (size, share) in zip(("Female", "Male"), groups, strict=True)
        }
        pairs["All"] = tuple(map(sum, zip(*pairs.values(), strict=True)))
        for name, (size, hits) in pairs.items():
            rows.append(_ratio("share_employed", geoid, hits, size, subgroup=name))
            sums[name] = (sums[name][0] + size, sums[name][1] + hits)
    for name, (size, hits) in sums.items():
        rows.append(_ratio("share_employed", "00", hits, size, subgroup=name))
    frame = _prepared(conform(pd.DataFrame(rows)))
    tables = whole_tables(frame)
    assert tables["groups"]["ok_between_groups"].all()
    for name in ("ok_within_counties", "ok_near_counties", "ok_holds_counties"):
        assert tables["wholes"][name].all(), name
    assert all(column.all() for column in number_checks(frame).values())
