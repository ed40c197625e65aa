"""The reader's note of a place: revisions, new years, qualities, what came and went, verdicts, peers."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from tests.made_up_run import row

from mobility_analysis.framework.estimate import conform
from mobility_analysis.insights.age import with_age
from mobility_analysis.insights.findings import Finding, Kind, Method, Verdict
from mobility_analysis.insights.place_changes import (
    ChangeKind,
    PlaceChanges,
    finding_changes,
    peer_change,
    value_changes,
)

EMPLOYED, BIRTHS = "share_employed", "share_low_birth_weight"


def rows(*of: dict) -> pd.DataFrame:
    return with_age(conform(pd.DataFrame(list(of))), "2025-06-01")


def of(measure: str, value: float | None, **more: object) -> dict:
    return row(measure, "county", "99001", value, **more)


BEFORE = rows(of(EMPLOYED, 0.80, se=0.01), of(BIRTHS, 0.08, se=0.002))


@pytest.mark.parametrize(
    ("now", "kind", "words"),
    [
        ((of(EMPLOYED, 0.83, se=0.01), of(BIRTHS, 0.08, se=0.002)), ChangeKind.REVISED,
         "2019\u20132023: 80.0% before, 83.0% now."),
        ((of(EMPLOYED, 0.80, se=0.01), of(BIRTHS, 0.08, se=0.002), of(BIRTHS, 0.07, se=0.002, period="2023")),
         ChangeKind.NEW_PERIOD, "2023: 7.00%."),
        ((of(EMPLOYED, 0.80, se=0.01), of(BIRTHS, 0.08, se=0.002), of(BIRTHS, 0.07, se=0.002, period="2019")),
         ChangeKind.COME, "2019 (7.00%)."),
        ((of(EMPLOYED, 0.80, se=0.01), of(BIRTHS, 0.08, se=0.002), of(EMPLOYED, 0.7, se=0.01, subgroup="Hispanic")),
         ChangeKind.COME, "2019\u20132023. For groups: Hispanic."),
        ((of(EMPLOYED, 0.80, se=0.01, grade=2, reasons=["wide_interval"]), of(BIRTHS, 0.08, se=0.002)),
         ChangeKind.GRADE, "2019\u20132023: strong before, use with care now. The margin of error is wide."),
        ((of(EMPLOYED, 0.80, se=0.01),), ChangeKind.GONE, "2022 (8.00%). This run has no row for it."),
        ((of(EMPLOYED, 0.80, se=0.01), of(BIRTHS, None, missing_reason="suppressed_by_source")), ChangeKind.GONE,
         "2022 (8.00%). The agency withholds this value to protect the few people behind it."),
    ],
)  # fmt: skip
def test_a_change_of_a_value_is_told_in_words(
    now: tuple[dict, ...], kind: ChangeKind, words: str
) -> None:
    lines, within = value_changes(BEFORE, rows(*now))
    assert [(line.kind, line.words) for line in lines] == [(kind, words)]
    assert within == 0


def test_what_moves_within_its_interval_is_counted_and_not_listed() -> None:
    lines, within = value_changes(
        BEFORE, rows(of(EMPLOYED, 0.81, se=0.01), of(BIRTHS, 0.08, se=0.002))
    )
    assert (lines, within) == ([], 1)


def test_a_measure_of_an_earlier_version_stops_nothing() -> None:
    old = BEFORE.assign(measure=BEFORE["measure"].replace(BIRTHS, "share_of_long_ago"))
    lines, _ = value_changes(old, BEFORE)
    assert [line.kind for line in lines] == [ChangeKind.COME]


def finding(verdict: Verdict, kind: Kind = Kind.VERSUS_STATE, versus: str = "99") -> Finding:
    return Finding(
        kind, EMPLOYED, "99001", versus, verdict, 0.1, None, None, None, None, None,
        Method.DIFFERENCE_TEST, "", (),
    )  # fmt: skip


def test_a_verdict_that_turned_says_beside_whom() -> None:
    (line,) = finding_changes(
        [finding(Verdict.SIMILAR)], [finding(Verdict.WORSE)], {"99": "the state"}
    )
    assert line.words == "Beside the state: similar before, worse now."
    assert not finding_changes([finding(Verdict.WORSE)], [finding(Verdict.WORSE)], {})


def test_a_comparison_that_came_with_its_value_is_not_told_again() -> None:
    lacking = replace(finding(Verdict.CANNOT_TELL), method=Method.NO_VALUE)
    assert not finding_changes([lacking], [finding(Verdict.WORSE)], {})
    assert not finding_changes([finding(Verdict.WORSE)], [lacking], {})


def test_the_turned_verdicts_of_a_measure_are_one_line() -> None:
    before = [finding(Verdict.SIMILAR), finding(Verdict.SIMILAR, Kind.VERSUS_NATION, "00")]
    now = [finding(Verdict.WORSE), finding(Verdict.WORSE, Kind.VERSUS_NATION, "00")]
    (line,) = finding_changes(before, now, {"99": "the state", "00": "the nation"})
    assert line.words.count("similar before, worse now.") == 2


def test_a_change_over_time_is_matched_whatever_year_it_starts_from() -> None:
    before = finding(Verdict.NO_CHANGE, Kind.TREND, "2009-2013")
    now = finding(Verdict.IMPROVED, Kind.TREND, "2014-2018")
    (line,) = finding_changes([before], [now], {})
    assert line.words == "Over time: no clear change before, improved now."


def test_other_peers_are_told_and_another_order_is_not() -> None:
    assert not peer_change(["Birch", "Cedar"], ["Cedar", "Birch"])
    (line,) = peer_change(["Birch", "Cedar"], ["Cedar", "Elm"])
    assert line.words == "Birch, Cedar before; Cedar, Elm now."


def test_the_summary_counts_each_kind() -> None:
    lines, _ = value_changes(BEFORE, rows(of(EMPLOYED, 0.83, se=0.01)))
    note = PlaceChanges("2025-01-01", "2026-01-01", tuple(lines))
    assert note.summary == (
        "Since the run of 2025-01-01: revised: another number for the same years (1); not there any more (1)."
    )
    assert "nothing that a reader would notice" in PlaceChanges("", "2026-01-01", ()).summary
