"""Whatever two values are, the difference printed beside them is that of the numbers printed."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.spec.test_sentence_examples import _value

from mobility_analysis.framework.registry import Measure, Unit, registry
from mobility_analysis.insights.differences import (
    MOST_EXTRA,
    difference_words,
    numbers_in_brief,
    print_difference,
    printed_of,
)
from mobility_analysis.insights.findings import Finding, Kind, Method, unjudged
from mobility_analysis.insights.numbers import last_digit, printed, said_times, spoken

ALL_MEASURES = [m for m in registry().measures.values() if m.unit is not Unit.COUNT]
# One measure of each unit and number of decimals, which is what printing depends on.
MEASURES = list({(m.unit, m.decimals, m.for_every): m for m in ALL_MEASURES}.values())
NUMBER = re.compile(r"\u2212?\$?\d[\d,]*(?:\.\d+)?")
LARGEST = {Unit.DOLLARS: 2e6, Unit.SHARE: 1.0, Unit.INDEX_100: 100.0, Unit.AQI: 500.0}


@st.composite
def findings(draw: st.DrawFn) -> tuple[Measure, Finding]:
    """Two values of one measure with an interval around their difference, or with none."""
    measure = draw(st.sampled_from(MEASURES))
    number = st.floats(0, LARGEST.get(measure.unit, 5000.0))
    value, other = draw(number), draw(number)
    near = draw(st.floats(0, 0.02))
    if draw(st.booleans()):
        other = value + (other - value) * near  # hardly apart, as most places are
    difference = value - other
    low, high = draw(st.floats(0, 1)), draw(st.floats(0, 1))
    ends = difference - low * abs(difference) * 2, difference + high * abs(difference) * 2
    lower, upper = ends if draw(st.booleans()) else (None, None)
    row = _value({"measure": measure.id, "value": value})
    blank = unjudged(
        Kind.VERSUS_NATION, row, "00", method=Method.DIFFERENCE_TEST, sentence="", estimate_keys=()
    )
    return measure, replace(
        blank, value=value, compared_value=other, difference=difference, lower=lower, upper=upper
    )


def _read(text: str) -> list[Decimal]:
    """The numbers of a text, as a reader reads them."""
    plain = (found.replace("\u2212", "-") for found in NUMBER.findall(text))
    return [Decimal(found.replace(",", "").replace("$", "")) for found in plain]


@settings(max_examples=500)
@given(findings())
def test_what_a_reader_subtracts_is_what_is_printed(drawn: tuple[Measure, Finding]) -> None:
    measure, finding = drawn
    here, there = numbers_in_brief(finding, measure)
    assume("<" not in here + there and ">" not in here + there)
    words = difference_words(finding, measure)
    subtracted = _read(here)[0] - _read(there)[0]
    if subtracted == 0:
        assert words == "the same when rounded"
        return
    assert _read(words)[0] == abs(subtracted)
    assert (subtracted > 0) == any(side in words for side in ("higher", "more"))


@settings(max_examples=500)
@given(findings())
def test_a_printed_difference_lies_within_its_printed_interval(
    drawn: tuple[Measure, Finding],
) -> None:
    measure, finding = drawn
    shown = printed_of(measure, finding)
    assert shown is not None
    if shown.ends:
        assert shown.ends[0] <= shown.difference <= shown.ends[1]
        assert finding.lower is not None and finding.upper is not None
        # The ends are the computed ones, rounded as finely as the values.
        assert shown.ends == tuple(
            printed(measure, end, shown.extra) for end in (finding.lower, finding.upper)
        )


@settings(max_examples=500)
@given(findings())
def test_a_printed_difference_is_true_to_the_computed_one(drawn: tuple[Measure, Finding]) -> None:
    measure, finding = drawn
    shown = printed_of(measure, finding)
    assert shown is not None and finding.difference is not None
    exact = Decimal(str(finding.difference * said_times(measure)))
    off = abs(shown.difference - exact)
    finest = 1 if measure.unit is Unit.DOLLARS else MOST_EXTRA
    if shown.extra < finest:
        assert off <= max(last_digit(measure, shown.extra) / 2, abs(exact) / 10)
    assert off <= last_digit(measure, shown.extra)


@pytest.mark.parametrize(
    "measure", MEASURES, ids=lambda measure: f"{measure.unit}-{measure.decimals}"
)
def test_usual_numbers_are_printed_as_finely_as_usual(measure: Measure) -> None:
    """Decimals are added where rounding misleads, not as a habit."""
    unit = float(last_digit(measure)) / said_times(measure)
    shown = print_difference(measure, 45 * unit, 22 * unit, 20 * unit, 26 * unit)
    assert (shown.extra, shown.difference) == (0, 23 * last_digit(measure))
    assert spoken(measure, 45 * unit) == spoken(measure, 45 * unit, extra=shown.extra)
