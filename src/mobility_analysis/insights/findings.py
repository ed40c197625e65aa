"""A finding: the result of one comparison, with everything it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pandas as pd

from mobility_analysis.framework.registry import Direction, registry
from mobility_analysis.insights.numbers import OpenEnd

if TYPE_CHECKING:
    from mobility_analysis.insights.selection import Value


class Kind(StrEnum):
    """What a finding compares."""

    VERSUS_NATION = "versus_nation"
    VERSUS_TYPICAL = "versus_typical"
    VERSUS_STATE = "versus_state"
    VERSUS_PEER = "versus_peer"
    GROUP_GAP = "group_gap"
    TREND = "trend"


OF_PLACES = (Kind.VERSUS_NATION, Kind.VERSUS_STATE, Kind.VERSUS_PEER)


class Verdict(StrEnum):
    """What a finding says; words for readers are in :attr:`words`."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    SIMILAR = "similar"
    IMPROVED = "improved"
    WORSENED = "worsened"
    NO_CHANGE = "no_clear_change"
    CANNOT_TELL = "cannot_tell"

    @property
    def words(self) -> str:
        """The verdict in words for readers."""
        return _WORDS[self]

    @property
    def opposite(self) -> Verdict:
        """The verdict with the two places exchanged."""
        return _OPPOSITES.get(self, self)


_OPPOSITES = {
    Verdict.BETTER: Verdict.WORSE,
    Verdict.WORSE: Verdict.BETTER,
    Verdict.HIGHER: Verdict.LOWER,
    Verdict.LOWER: Verdict.HIGHER,
}

_WORDS = {
    Verdict.BETTER: "Better",
    Verdict.WORSE: "Worse",
    Verdict.HIGHER: "Higher",
    Verdict.LOWER: "Lower",
    Verdict.SIMILAR: "Similar",
    Verdict.IMPROVED: "Improved",
    Verdict.WORSENED: "Worsened",
    Verdict.NO_CHANGE: "No clear change",
    Verdict.CANNOT_TELL: "Cannot tell",
}

# Where only the test without correction for the number of tests finds a difference.
_SUGGESTED = {
    Verdict.BETTER: "The data suggest better",
    Verdict.WORSE: "The data suggest worse",
    Verdict.HIGHER: "The data suggest higher",
    Verdict.LOWER: "The data suggest lower",
    Verdict.IMPROVED: "The data suggest it improved",
    Verdict.WORSENED: "The data suggest it worsened",
}

ALPHA = 0.05
HARDLY_APART = "Hardly apart"
NO_JUDGMENT = "no judgment: not all police agencies reported"


class Certainty(StrEnum):
    """How sure a gap between groups is (:mod:`insights.groups` has the rule)."""

    ROBUST = "robust"
    POSSIBLE = "possible"
    CANNOT_TELL = "cannot_tell"


class Method(StrEnum):
    """How a verdict was reached, with the sentence a reader sees."""

    DIFFERENCE_TEST = "difference_test_holm"
    BOUNDS = "bounds_do_not_overlap"
    BOUNDS_CLOSE = "bounds_hardly_apart"
    FIXED_RULE = "fixed_rule"
    NO_VALUE = "no_value"
    GRADE = "graded_do_not_act"
    SAME_AREA = "same_source_area"
    OPEN_END = "open_end"
    TEST_WITH_EVERYONE = "difference_test_with_everyone_holm"
    LARGER_AREA = "value_of_a_larger_area"
    OTHER_SOURCE = "everyone_from_another_source"
    NO_SIZES = "sizes_not_published"
    BREAK = "break_of_series"
    OVERLAP = "periods_overlap"
    DOLLARS = "dollars_of_different_years"
    SOURCES = "values_of_different_sources"
    DEFINITIONS = "different_definitions"
    NOT_CERTIFIED = "votes_not_certified"
    IMPOSSIBLE = "numbers_do_not_fit"
    HISTORY = "older_than_eight_years"

    @property
    def words(self) -> str:
        """The method in words for readers."""
        return _METHODS[self]

    @property
    def is_tested(self) -> bool:
        """The verdict rests on a p-value, so it is corrected for the number of tests."""
        return self in (Method.DIFFERENCE_TEST, Method.TEST_WITH_EVERYONE)


_METHODS = {
    Method.DIFFERENCE_TEST: "tested difference",
    Method.BOUNDS: "lowest and highest possible values compared",
    Method.BOUNDS_CLOSE: (
        "the possible values do not overlap, but are too close to be called different"
    ),
    Method.FIXED_RULE: "by a rule, since no margins are published",
    Method.NO_VALUE: "a value is missing",
    Method.GRADE: "a value is too weak to compare",
    Method.SAME_AREA: "both values describe the same area",
    Method.OPEN_END: "how far beyond the printed amount a value lies is not published",
    Method.TEST_WITH_EVERYONE: "tested against everyone, this group included",
    Method.LARGER_AREA: "the value describes a larger area",
    Method.OTHER_SOURCE: "the value for everyone comes from another source",
    Method.NO_SIZES: "how many people stand behind the values is not published",
    Method.BREAK: "the series breaks in between",
    Method.OVERLAP: "the periods overlap",
    Method.DOLLARS: "amounts of different years are not in the same dollars",
    Method.SOURCES: "the two values come from different sources",
    Method.DEFINITIONS: "the two values are counted by different definitions",
    Method.HISTORY: "the value is older than eight years",
    Method.NOT_CERTIFIED: "votes were counted before they were certified, and late ones may be lacking",
    Method.IMPOSSIBLE: "the numbers behind a value do not fit together",
}


@dataclass(frozen=True)
class Finding:
    """One comparison: of a place with another, of a group with everyone else, or of two years.

    ``difference`` is ``value`` (the place, the group, the last period) minus ``compared_value`` (the
    other place, everyone else, the first period), in the measure's unit (shares 0 to 1), with its 95
    percent interval. ``versus`` is the other place's code, "everyone else" or "everyone", or the first
    period. ``standardised`` is the difference in typical distances between counties. ``group`` and
    ``certainty`` are of gaps between groups only. ``value_end`` and ``compared_end`` are set where the source
    prints only that the value is so much or more (or less). ``is_judged``: whether higher or lower is better.
    ``nation_difference`` is the nation's change between the same two periods, of changes over time only.
    ``suggested`` is the verdict of a test without correction where the corrected one finds nothing.
    ``count_change`` is how many more (below 0: fewer) people, households or events there would be if the group's value
    were that of everyone else, with its interval and in words (:mod:`insights.how_many`); of gaps only.
    """

    kind: Kind
    measure: str
    geoid: str
    versus: str
    verdict: Verdict
    difference: float | None
    lower: float | None
    upper: float | None
    p_value: float | None
    p_adjusted: float | None
    standardised: float | None
    method: Method
    sentence: str
    estimate_keys: tuple[str, ...]
    group: str = ""
    certainty: Certainty | None = None
    value: float | None = None
    compared_value: float | None = None
    value_end: OpenEnd | None = None
    compared_end: OpenEnd | None = None
    is_judged: bool = True
    nation_difference: float | None = None
    suggested: Verdict | None = None
    count_change: float | None = None
    count_lower: float | None = None
    count_upper: float | None = None
    count_sentence: str = ""

    @property
    def is_at_least(self) -> bool:
        """Whether the difference is the smallest there can be: a value beyond its printed end is farther."""
        return self.value_end is not None or self.compared_end is not None

    @property
    def verdict_words(self) -> str:
        """The verdict as printed; of ranges that do not overlap it is the rule that finds no difference."""
        if self.suggested is not None:
            return _SUGGESTED[self.suggested]
        return HARDLY_APART if self.method is Method.BOUNDS_CLOSE else self.verdict.words

    @property
    def short_verdict(self) -> str:
        """The verdict in a narrow column: "Perhaps better" is what the data only suggest."""
        if self.suggested is not None:
            return f"Perhaps {self.suggested.words.lower()}"
        return self.verdict_words

    @property
    def seen_from_the_other_side(self) -> Finding:
        """The finding with the verdicts of the two places exchanged."""
        suggested = self.suggested.opposite if self.suggested is not None else None
        return replace(self, verdict=self.verdict.opposite, suggested=suggested)

    @property
    def certainty_words(self) -> str:
        """How sure a gap between groups is, as printed."""
        if self.certainty is Certainty.ROBUST:
            return "Robust"
        if self.certainty is not Certainty.POSSIBLE:
            is_alike = self.p_value is not None or self.verdict is Verdict.SIMILAR
            return (Verdict.SIMILAR if is_alike else Verdict.CANNOT_TELL).words
        if self.p_adjusted is None:
            return "By a rule"
        return "Use with care" if self.p_adjusted < ALPHA else "The data suggest"

    @property
    def method_words(self) -> str:
        """How the verdict was reached and, of incomplete counts, why nothing is better or worse."""
        has_direction = registry().measures[self.measure].direction is not Direction.NONE
        is_withheld = has_direction and not self.is_judged and self.kind is not Kind.GROUP_GAP
        is_found = self.verdict in (Verdict.HIGHER, Verdict.LOWER)
        return (
            f"{self.method.words}; {NO_JUDGMENT}" if is_withheld and is_found else self.method.words
        )


def unjudged(kind: Kind, value: Value, versus: str, **more: Any) -> Finding:
    """A finding about ``value`` that says nothing yet: no difference, no test, cannot tell."""
    numbers = ("difference", "lower", "upper", "p_value", "p_adjusted", "standardised")
    nothing: dict[str, Any] = dict.fromkeys(numbers)
    return Finding(
        kind=kind,
        measure=value.measure.id,
        geoid=value.geoid,
        versus=versus,
        is_judged=value.is_judged,
        verdict=Verdict.CANNOT_TELL,
        **nothing,
        **more,
    )


def to_frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """One row per finding; the estimate keys joined by a space-and-bar free separator."""
    columns = list(Finding.__dataclass_fields__)
    rows = [[_cell(getattr(finding, column)) for column in columns] for finding in findings]
    return pd.DataFrame(rows, columns=columns)


def _cell(content: object) -> object:
    return "; ".join(content) if isinstance(content, tuple) else content
