"""Whatever numbers two files put side by side, a comparison answers, in words or in numbers, and never raises."""

from __future__ import annotations

import math

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.subgroups import BY_LABEL
from mobility_analysis.insights.compare import Reference, compare
from mobility_analysis.insights.count_tests import EVENTS, PHYSICIANS, SHARES
from mobility_analysis.insights.findings import Kind, Method
from mobility_analysis.insights.groups import group_gaps
from mobility_analysis.insights.selection import Selection
from mobility_analysis.insights.testing import holm
from mobility_analysis.insights.trends import trends

MEASURES = {
    SHARES: "share_low_birth_weight",
    EVENTS: "rate_juv_arrest",
    PHYSICIANS: "ratio_population_pc_physician",
    "acs_table": "share_employed",
}
GROUPS = {
    SHARES: ("Black, Non-Hispanic", "Hispanic"),
    EVENTS: ("Female", "Male"),
    PHYSICIANS: ("Female", "Male"),
    "acs_table": ("Female", "Male"),
}
# Small counts, those of two files that do not belong together, and whatever a float can be.
NUMBERS = st.one_of(
    st.sampled_from([0.0, 1.0, 782.6, 965.0, 1e-320, 1e10, 1e300, -5.0]),
    st.integers(0, 2_000).map(float),
    st.floats(allow_nan=False, allow_infinity=False),
)
MAYBE = st.one_of(st.none(), NUMBERS)
PLAIN_TESTS = (Method.DIFFERENCE_TEST, Method.TEST_WITH_EVERYONE)


@st.composite
def rows(draw: st.DrawFn, method: str) -> pd.DataFrame:
    """A county, its state and its groups, in two periods; every number drawn on its own."""
    out = []
    for year, period in ((2018, "2018"), (2023, "2023")):
        for level, geoid in (("county", "99001"), ("state", "99")):
            for group in ("All", *GROUPS[method]):
                kind = BY_LABEL[group]
                out.append(
                    {
                        "measure": MEASURES[method], "level": level, "geoid": geoid,
                        "geo_vintage": year, "year": year, "period": period,
                        "subgroup_type": kind.type.value, "subgroup": group,
                        "scheme": kind.scheme.value, "value": draw(NUMBERS),
                        "lower": draw(MAYBE), "upper": draw(MAYBE), "se": draw(MAYBE),
                        "interval_kind": "sampling", "ci_method": method,
                        "numerator": draw(MAYBE), "denominator": draw(MAYBE), "grade": 1,
                        "reasons": [], "sources": ["a@1"],
                    }
                )  # fmt: skip
    return conform(pd.DataFrame(out))


@settings(max_examples=300)
@given(st.sampled_from(list(MEASURES)).flatmap(rows))
def test_no_numbers_make_a_comparison_raise(frame: pd.DataFrame) -> None:
    selection, measures = Selection(frame), [str(frame["measure"].iloc[0])]
    state = Reference(Kind.VERSUS_STATE, "99", "the state")
    found = [
        *compare(selection, "99001", [state], measures),
        *group_gaps(selection, "99001", measures),
        *trends(selection, "99001", measures),
    ]
    assert found
    for finding in found:
        assert finding.sentence
        if finding.p_value is not None:
            assert 0 <= finding.p_value <= 1, finding
            assert finding.method in PLAIN_TESTS
        for end in (finding.lower, finding.upper):
            assert end is None or not math.isnan(end), finding


@given(st.lists(st.floats(0, 1), max_size=40))
def test_holms_correction_is_the_librarys(p_values: list[float]) -> None:
    expected = list(multipletests(p_values, method="holm")[1]) if p_values else []
    assert holm(p_values) == expected
