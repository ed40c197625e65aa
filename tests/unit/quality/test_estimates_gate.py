"""The gate over the estimates: each kind of bad row fails under its own name."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.some_expectations import write_expectations_without_others

from mobility_analysis.core.errors import GateFailed
from mobility_analysis.core.paths import project_root
from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.completing import complete
from mobility_analysis.geography.universe import Universe
from mobility_analysis.quality.estimate_checks import prepare
from mobility_analysis.quality.estimate_suite import estimates_suite_text
from mobility_analysis.quality.gates import check_estimates
from mobility_analysis.quality.outcomes import GateResult
from mobility_analysis.quality.whole_suite import NAME

EXPECTATIONS = project_root() / "expectations"
REGIONS = [f"09{number}" for number in range(110, 200, 10)]
OHIO = [f"39{number:03d}" for number in range(1, 17, 2)]
UNIVERSE = Universe(
    pd.DataFrame(
        {
            "level": "county",
            "geoid": [*REGIONS, *OHIO, "48301"],
            "name": "a county",
            "year": 2023,
        }
    )
)
LEVELS = [Level.NATION, Level.STATE, Level.COUNTY]


def _row(level: str, geoid: str, value: float, **other: object) -> dict[str, object]:
    base = {
        "measure": "share_employed",
        "level": level,
        "geoid": geoid,
        "geo_vintage": 2021,
        "year": 2021,
        "period": "2017-2021",
        "subgroup_type": "all",
        "subgroup": "All",
        "scheme": "residents",
        "value": value,
        "lower": value - 0.01,
        "upper": value + 0.01,
        "se": 0.005,
        "interval_kind": "sampling",
        "ci_method": "acs_proportion_wilson_effective_n",
        "numerator": value * 1000,
        "denominator": 1000.0,
        "grade": 1,
        "reasons": ["precise"],
        "route": "acs_table",
        "sources": ["census_acs@2021"],
    }
    return base | other


def _estimates() -> pd.DataFrame:
    """Valid: the county list of 2021, so Connecticut's regions of today are absent and say so."""
    counties = [_row("county", code, 0.7 + 0.0137 * i) for i, code in enumerate(OHIO)]
    people = 1000.0 * len(counties)
    hits = sum(float(str(row["numerator"])) for row in counties)
    total = {"numerator": hits, "denominator": people}
    rows = [
        _row("nation", "00", hits / people, **total),
        _row("state", "39", hits / people, **total),
        *counties,
    ]
    for group, part in (("Female", 0.5), ("Male", 0.5)):
        rows += [
            row
            | {
                "subgroup": group,
                "subgroup_type": "gender",
                "denominator": float(str(row["denominator"])) * part,
                "numerator": float(str(row["numerator"])) * part,
            }
            for row in rows[:10]
        ]
    return conform(complete(conform(pd.DataFrame(rows)), UNIVERSE, LEVELS))


VALID = _estimates()
BROKEN = VALID.index[(VALID["geoid"] == "39003") & (VALID["subgroup"] == "All")][0]


def _twice(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame, frame.loc[[BROKEN]]], ignore_index=True)


def _without(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(index=BROKEN)


def _without_all(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["subgroup"] != "All"]


def _value_of_old_boundaries(frame: pd.DataFrame) -> pd.DataFrame:
    frame.loc[frame["geoid"] == "09110", "missing_reason"] = "no_source_row"
    return frame


NOT_NEGATIVE = "Numerator, denominator, n and standard error are not negative."

# One broken row each. A row may break more than its own expectation.
BAD_ROWS: dict[str, tuple[dict[str, object], str]] = {
    "lost leading zero": ({"geoid": "3903"}, "Codes of level county have 5 digits."),
    "sentinel left in": (
        {"numerator": -666666666.0},
        "No number is one of the Census Bureau's codes for a missing value.",
    ),
    "share above 1": ({"value": 1.2, "upper": 1.3}, "share_employed is 0 to 1."),
    "bound above 1": ({"upper": 1.3}, "Bounds lie where the measure's values can lie."),
    "bounds out of order": (
        {"lower": 0.99},
        "The lower bound, the value and the upper bound are in this order.",
    ),
    "one bound": ({"upper": np.nan}, "An interval has both its ends."),
    "no width": ({"lower": 0.7, "value": 0.7, "upper": 0.7}, "An interval has some width."),
    "kind without bounds": (
        {"lower": np.nan, "upper": np.nan},
        "The kind of interval is `none` exactly where there are no bounds.",
    ),
    "missing without a reason": (
        {"value": np.nan, "lower": np.nan, "upper": np.nan, "se": np.nan, "grade": pd.NA},
        "A missing value says why, and only a missing one does.",
    ),
    "bounds of nothing": (
        {"value": np.nan, "grade": pd.NA, "missing_reason": "undefined"},
        "A missing value has no bounds and no standard error.",
    ),
    "value without grade": ({"grade": pd.NA}, "A value has a grade, and only a value has one."),
    "unknown grade": ({"grade": 4}, "Grades are 1, 2 or 3."),
    "no explanation": ({"reasons": []}, "A graded value gives the reasons of its grade."),
    "unknown reason": ({"reasons": ["hm"]}, "Every reason of a grade has a sentence for readers."),
    "unknown group": ({"subgroup": "Everybody"}, "Groups are defined."),
    "group of another scheme": (
        {"scheme": "neighborhoods"},
        "Group, kind of group and scheme are defined together.",
    ),
    "unknown measure": ({"measure": "share_lucky"}, "Measures are in the registry."),
    "unknown missing reason": ({"missing_reason": "lost"}, "Reasons are known."),
    "place of no list": (
        {"geoid": "39999"},
        "The place exists in the source's list of places, or in today's.",
    ),
    "unknown state": ({"geoid": "72001"}, "The first two digits are a state of this run."),
    "infinite": ({"denominator": np.inf}, "No number is infinite."),
    "no source": ({"sources": []}, "Every row names its sources."),
    "negative sample": ({"n": -5.0}, NOT_NEGATIVE),
    "negative numerator": ({"numerator": -700.0}, NOT_NEGATIVE),
    "negative denominator": ({"denominator": -1000.0}, NOT_NEGATIVE),
    "negative standard error": ({"se": -0.005}, NOT_NEGATIVE),
    "more than all": (
        {"numerator": 1200.0},
        "The numerator of a share is not larger than its denominator.",
    ),
    "percent over people": (
        {"denominator": 100_000.0},
        "A value is its numerator over its denominator, where it has both.",
    ),
    "error of another unit": (
        {"se": 0.05},
        "The standard error fits the width of the interval.",
    ),
    "error without its root": (
        {"se": 0.0005},
        "The standard error fits the width of the interval.",
    ),
}
BAD_TABLES = {
    "duplicate key": (_twice, "There is one row per measure, place, year, period and group."),
    "incomplete universe": (
        _without,
        "Every place of the year's list has a row, valued or with a reason.",
    ),
    "changed place without its reason": (
        _value_of_old_boundaries,
        "A place of today that the source's list does not know is missing for that reason.",
    ),
    "no row for everyone": (_without_all, "All people together are there beside the groups."),
}


def test_good_estimates_pass() -> None:
    result = check_estimates(VALID, EXPECTATIONS, UNIVERSE)
    assert result.failed == ()
    result.raise_if_failed()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that is asked of rows of the one measure; what is asked of others alone would take half of the time."""
    return write_expectations_without_others(tmp_path_factory.mktemp("asked"), "share_employed")


@pytest.fixture(scope="module")
def all_broken() -> GateResult:
    """Every kind of bad row at once, each in a row of its own."""
    records = VALID.to_dict("records")
    valued = VALID[VALID["value"].notna()].sort_values("level", kind="stable")
    rows = valued.index  # counties first
    assert len(rows) >= len(BAD_ROWS)
    for row, (cells, _) in zip(rows, BAD_ROWS.values(), strict=False):
        records[row].update(cells)
    return check_estimates(conform(pd.DataFrame(records)), EXPECTATIONS, UNIVERSE)


@pytest.mark.parametrize("case", BAD_ROWS)
def test_each_kind_of_bad_row_is_named(all_broken: GateResult, case: str) -> None:
    _, must = BAD_ROWS[case]
    assert must in {outcome.must for outcome in all_broken.failed}
    with pytest.raises(GateFailed) as caught:
        all_broken.raise_if_failed()
    text = str(caught.value)
    assert must in text
    assert "Nothing was published" in text
    assert "expect_" not in text and "ok_" not in text


@pytest.mark.parametrize("case", BAD_TABLES)
def test_each_kind_of_bad_table_is_named_alone(asked: Path, case: str) -> None:
    change, must = BAD_TABLES[case]
    result = check_estimates(change(VALID.copy(deep=True)), asked, UNIVERSE)
    assert [outcome.must for outcome in result.failed] == [must]
    assert result.failed[0].sample


def test_a_sample_names_the_place_that_lacks_its_row(asked: Path) -> None:
    (failure,) = check_estimates(_without(VALID.copy()), asked, UNIVERSE).failed
    assert failure.sample[0]["lacking"] == "39003"


def test_values_repeated_across_counties_warn_and_do_not_stop(asked: Path) -> None:
    frame = VALID.copy()
    rows = frame["value"].notna()
    frame.loc[rows, ["value", "lower", "upper"]] = [0.71234, 0.70, 0.72]
    frame["numerator"] = 0.71234 * frame["denominator"]
    result = check_estimates(frame, asked, UNIVERSE)
    result.raise_if_failed()
    assert [warning.table for warning in result.warnings] == ["repeats"]


def test_groups_that_do_not_add_up_warn(asked: Path) -> None:
    frame = VALID.copy()
    frame.loc[frame["subgroup"] == "Male", ["numerator", "denominator"]] *= 2
    result = check_estimates(frame, asked, UNIVERSE)
    result.raise_if_failed()
    assert "partitions" in {warning.table for warning in result.warnings}


def test_a_state_without_any_value_warns() -> None:
    frame = VALID.copy()
    ohio = frame["geoid"].isin(OHIO)
    more = frame[ohio & (frame["subgroup"] == "All")]
    others = [
        more.assign(geoid=[f"{state}{code[2:]}" for code in more["geoid"]])
        for state in ("40", "41", "42", "44", "45")
    ]
    frame.loc[ohio, ["value", "lower", "upper", "se"]] = np.nan
    states = prepare(pd.concat([frame, *others]), UNIVERSE)["states"].set_index("state")
    assert states.loc["39", "above_nation"] > 0.5
    assert states.loc["40", "above_nation"] < 0


NAMED = "Names of places hold letters, digits, spaces and the punctuation of names, at most 100."


@pytest.mark.parametrize(
    "name",
    [
        "Do\u00f1a Ana County", "St. Mary's County", "Nashville-Davidson (balance)",
        "LaSalle Parish", "O\u02bbahu", "\u0391\u03b8\u03ae\u03bd\u03b1 2", "Lynchburg city/County",
    ],
)  # fmt: skip
def test_names_of_any_script_are_names(name: str) -> None:
    assert re.match(NAME, name)


@pytest.mark.parametrize(
    "name",
    [
        "<img src=http://evil.example/x.png>", "![x](http://evil.example/x.png)", "A\nB", "A\n", "",
        "[click](x)", "=HYPERLINK(1)", " County", "A" * 101, "A_B", "A`B`", "http://x", "A\u202eB",
    ],
)  # fmt: skip
def test_anything_else_is_none(name: str) -> None:
    assert not re.match(NAME, name)


def test_a_name_that_is_none_is_named_with_its_row(asked: Path) -> None:
    trap = "![x](http://evil.example/x.png)"
    places = pd.DataFrame(
        {"level": "county", "geoid": [*REGIONS, *OHIO, "48301"], "name": "a county", "year": 2023}
    )
    places.loc[places["geoid"] == "39003", "name"] = trap
    (failure,) = check_estimates(VALID, asked, Universe(places)).failed
    assert failure.must == NAMED
    assert "geoid = '39003'" in failure.sentences() and trap in failure.sentences()


def test_the_committed_expectations_are_those_of_the_registry() -> None:
    committed = (EXPECTATIONS / "estimates.yaml").read_text(encoding="utf-8")
    assert committed == estimates_suite_text(), (
        "stale: run python -m mobility_analysis.quality.estimate_suite"
    )


SHARES = st.floats(0, 1)


# Many rows at once: to prepare them takes as long as to prepare one.
@settings(max_examples=6)
@given(st.lists(st.tuples(SHARES, SHARES, SHARES), min_size=1, max_size=60))
def test_bounds_are_in_order_exactly_when_they_are(rows: list[tuple[float, float, float]]) -> None:
    frame = VALID.loc[[BROKEN] * len(rows)].reset_index(drop=True)
    frame[["lower", "value", "upper"]] = rows
    checked = prepare(frame, UNIVERSE)["estimates"]
    for (lower, value, upper), row in zip(rows, checked.itertuples(), strict=True):
        assert row.ok_bounds_ordered == (lower <= value + 1e-9 and value <= upper + 1e-9)
        assert row.ok_interval_has_width == (upper > lower)


@settings(max_examples=10)
@given(st.sets(st.sampled_from(range(len(VALID))), max_size=8), st.randoms())
def test_rows_taken_away_are_counted_whatever_the_order(taken: set[int], random: object) -> None:
    order = list(range(len(VALID)))
    random.shuffle(order)
    kept = VALID.iloc[[position for position in order if position not in taken]]
    series = prepare(kept, UNIVERSE, tuple(LEVELS))["series"]
    assert series["places_lacking"].sum() == len(taken)
