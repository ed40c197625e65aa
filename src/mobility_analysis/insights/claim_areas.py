"""When it may be said in how many areas within a place a number lies beyond another (:mod:`insights.claim_forms`).

Each area is judged by its own 95 percent interval: only where the whole of it lies beyond the number is the area counted.
Areas that cannot be told, since their interval reaches over the number or no usable value is published, make the count
an "at least". Areas where nobody lives who could be counted are no part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.claim_words import (
    beyond_pattern,
    chosen_number,
    in_chosen_words,
    refused,
)
from mobility_analysis.insights.claims import Claim, Form, Ground, Judged
from mobility_analysis.insights.group_names import group_in_words
from mobility_analysis.insights.patterns import phrase_of, say
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.small_areas import SmallAreas, small_areas

# One area alone is no count of areas.
FEWEST = 2
# With more that cannot be told than this part of all areas, a count says too little.
MOST_UNTOLD = 0.5
_EMPTY = (Missing.UNDEFINED.value, Missing.NOT_APPLICABLE.value)


@dataclass(frozen=True)
class _Count:
    """Areas by what their intervals say: beyond the number, on its other side, or neither can be told."""

    beyond: tuple[Value, ...]
    short: int
    untold: int

    @property
    def of(self) -> int:
        return len(self.beyond) + self.short + self.untold


def groups_of_areas(claim: Claim, ground: Ground) -> list[str]:
    """The groups that the small areas of a claim's measure are told of."""
    labels = dict.fromkeys(value.subgroup for value in ground.areas(claim.measure))
    return [label for label in labels if label != ALL]


def counted_areas(claim: Claim, ground: Ground) -> Judged:
    """In how many small areas a number is more, or less, than another."""
    assert claim.number is not None
    entry = small_areas().get(claim.measure)
    if entry is None:
        return _refused(claim, say("refused_areas_of_place_only"))
    if entry.refused:
        return _refused(claim, say(entry.refused))
    rows = [each for each in ground.areas(claim.measure) if each.subgroup == claim.group]
    peopled = [each for each in rows if each.missing_reason not in _EMPTY]
    valued = [each for each in peopled if each.value is not None]
    is_more = claim.form is Form.AREAS_MORE
    count = _count(peopled, claim.number, is_more=is_more)
    facts = {
        "k": len(count.beyond),
        "n": count.of,
        "untold": count.untold,
        "areas": entry.called,
        "place": ground.place,
        "side": say("areas_above" if is_more else "areas_below"),
        "number": chosen_number(entry.measure, claim.number),
    }
    why = _why_no_count(count, valued, facts)
    if why:
        return _refused(claim, why, *valued)
    return Judged(
        claim,
        say(_pattern(count), said=_said(claim, entry), when=valued[0].when, **facts),
        say("areas_untold", **facts) if count.untold else "",
        values=count.beyond,
        method=say("how_areas", **facts),
    )


def _refused(claim: Claim, why: str, *values: Value) -> Judged:
    return refused(claim, why, (Form.VALUE,), *values)


def _why_no_count(count: _Count, valued: Sequence[Value], facts: Mapping[str, object]) -> str:
    """Why areas may not be counted, if so."""
    if count.of < FEWEST or not valued:
        return say("refused_areas_none", **facts)
    if valued[0].is_history:
        return say("refused_history", when=valued[0].when, age=valued[0].age_words)
    if not any(each.has_interval for each in valued):
        return say("refused_areas_margins", **facts)
    if count.untold > MOST_UNTOLD * count.of:
        return say("refused_areas_untold", **facts)
    return "" if count.beyond else say("refused_areas_nowhere", **facts)


def _pattern(count: _Count) -> str:
    if len(count.beyond) == count.of:
        return "claim_areas_all"
    return "claim_areas_at_least" if count.untold else "claim_areas"


def _count(areas: Sequence[Value], number: float, *, is_more: bool) -> _Count:
    beyond, short, untold = [], 0, 0
    for each in areas:
        if not each.usable or each.lower is None or each.upper is None:
            untold += 1
            continue
        is_above, is_below = each.lower > number, each.upper < number
        if is_above if is_more else is_below:
            beyond.append(each)
        elif is_below if is_more else is_above:
            short += 1
        else:
            untold += 1
    return _Count(tuple(beyond), short, untold)


def _said(claim: Claim, entry: SmallAreas) -> str:
    """The number of the claim in the measure's phrase."""
    assert claim.number is not None
    group = "" if claim.group == ALL else group_in_words(claim.group, entry.measure)
    phrase = (
        entry.said.replace("{group}", group)
        if entry.said
        else phrase_of(entry.measure).with_number("{n}", is_open=True)
    )
    pattern = beyond_pattern(entry.measure, is_more=claim.form is Form.AREAS_MORE)
    return in_chosen_words(phrase, entry.measure, pattern, claim.number)
