"""One vocabulary: found, suggested, similar, by a rule, not to be told."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from tests.unit.insights.test_choose import TESTED
from tests.unit.insights.test_compare import PEER, row

from mobility_analysis.framework.estimate import conform
from mobility_analysis.insights.compare import compare
from mobility_analysis.insights.findings import Certainty, Finding, Verdict
from mobility_analysis.insights.selection import Selection


def _family(gap: float) -> dict[str, Finding]:
    """Seven measures of equal values but one, which is ``gap`` standard errors of a difference apart."""
    rows = []
    for measure in TESTED:
        apart = gap * 0.01 * 2**0.5 if measure == "share_employed" else 0.0
        rows += [row(measure, "99001", 0.5 + apart, 0.01), row(measure, "99003", 0.5, 0.01)]
    selection = Selection(conform(pd.DataFrame(rows)))
    return {each.measure: each for each in compare(selection, "99001", [PEER], TESTED)}


@pytest.mark.parametrize(
    ("gap", "verdict", "suggested", "words"),
    [
        (1.5, Verdict.SIMILAR, None, "Similar"),
        (2.2, Verdict.SIMILAR, Verdict.BETTER, "The data suggest better"),
        (3.5, Verdict.BETTER, None, "Better"),
    ],
)
def test_what_only_the_uncorrected_test_finds_is_suggested(
    gap: float, verdict: Verdict, suggested: Verdict | None, words: str
) -> None:
    found = _family(gap)["share_employed"]
    assert (found.verdict, found.suggested, found.verdict_words) == (verdict, suggested, words)


def test_from_the_other_side_the_suggestion_turns_too() -> None:
    found = _family(2.2)["share_employed"].seen_from_the_other_side
    assert found.verdict_words == "The data suggest worse"
    assert found.short_verdict == "Perhaps worse"


@pytest.mark.parametrize(
    ("certainty", "p_adjusted", "words"),
    [
        (Certainty.ROBUST, 1e-9, "Robust"),
        (Certainty.POSSIBLE, 2e-25, "Use with care"),
        (Certainty.POSSIBLE, 0.2, "The data suggest"),
        (Certainty.POSSIBLE, None, "By a rule"),
        (Certainty.CANNOT_TELL, 0.9, "Similar"),
    ],
)
def test_a_gap_says_what_it_rests_on(
    certainty: Certainty, p_adjusted: float | None, words: str
) -> None:
    found = replace(_family(1.5)["share_employed"], certainty=certainty, p_adjusted=p_adjusted)
    assert found.certainty_words == words


def test_what_cannot_be_compared_is_not_similar() -> None:
    found = _family(1.5)["share_employed"]
    untold = replace(
        found, certainty=Certainty.CANNOT_TELL, p_value=None, verdict=Verdict.CANNOT_TELL
    )
    assert untold.certainty_words == "Cannot tell"
