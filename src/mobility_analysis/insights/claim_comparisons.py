"""When a claim that sets two numbers beside each other may be said, and in which words (:mod:`insights.claim_forms`)."""

from __future__ import annotations

import math

from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.claim_words import (
    is_counted,
    number_of,
    of_whom,
    ordinal,
    pair,
    refused,
    ruled,
    ruled_inside,
    said,
    side_of,
)
from mobility_analysis.insights.claims import NATION, STATE, Claim, Form, Ground, Judged
from mobility_analysis.insights.differences import printed_of
from mobility_analysis.insights.everyone_else import Others, everyone_else
from mobility_analysis.insights.findings import Certainty, Finding, Kind, Verdict
from mobility_analysis.insights.gap_kinds import is_of_one_market
from mobility_analysis.insights.group_names import beside_in_words
from mobility_analysis.insights.numbers import plain, spoken
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.reference_sets import AMONG, Rank, rank_among
from mobility_analysis.insights.selection import Value, printed_period
from mobility_analysis.insights.small_fractions import count_in_words
from mobility_analysis.insights.testing import Z95

NEAR_TIMES = 0.25


# ------------------------------------------------------------------ beside another place


def _finding_beside(claim: Claim, ground: Ground) -> Finding | None:
    if claim.beside == STATE:
        return ground.finding(claim.measure, Kind.VERSUS_STATE)
    if claim.beside == NATION:
        return ground.finding(claim.measure, Kind.VERSUS_NATION)
    return ground.finding(claim.measure, Kind.VERSUS_PEER, versus=claim.beside)


def compared(claim: Claim, value: Value, ground: Ground) -> Judged:
    """Higher or lower than in the state, the nation or a peer; or no clear difference."""
    other = ground.names.get(claim.beside, claim.beside)
    finding = _finding_beside(claim, ground) if claim.group == ALL else None
    beside = (Form.VALUE,)
    if finding is None:
        return refused(claim, say("refused_not_compared", other=other), beside, value)
    if finding.verdict is Verdict.CANNOT_TELL or finding.value is None:
        return refused(claim, say("refused_untold", why=finding.method.words), beside, value)
    facts = pair(finding, value, ground)
    facts |= {"other": other, "n": facts.pop("compared")}
    if claim.form is not Form.COMPARED:
        return _with_adverb(claim, value, finding, facts)
    know, extra = "", {}
    if finding.suggested is not None:
        pattern, know = "claim_suggested", say("refused_suggested")
        extra = {"side": side_of(finding, value)}
    elif finding.verdict is Verdict.SIMILAR:
        pattern = "claim_similar"
    else:
        pattern = "claim_compared"
        extra = {"side": side_of(finding, value), "margin": ruled_inside(finding)}
    words = say(pattern, **facts, **extra)
    return Judged(claim, words, know, values=(value,), method=finding.method_words)


def _with_adverb(claim: Claim, value: Value, finding: Finding, facts: dict[str, str]) -> Judged:
    """Only so many, as many as so many: where that place is clearly on the other side."""
    beside = (Form.COMPARED,)
    if finding.suggested is not None or finding.verdict is Verdict.SIMILAR:
        return refused(claim, say("refused_similar", other=facts["other"]), beside, value)
    is_more = (finding.difference or 0) > 0
    if is_more is (claim.form is Form.ONLY):
        return refused(claim, say("refused_side"), beside, value)
    pattern = "number_only" if claim.form is Form.ONLY else "number_as_many_as"
    phrase = said(value, say(pattern, n=number_of(value)), is_open=True)
    words = say("claim_beside", **facts | {"said": phrase}, margin=ruled(finding))
    return Judged(claim, words, values=(value,), method=finding.method_words)


# ------------------------------------------------------------------ lowest and highest


def extreme(claim: Claim, value: Value, ground: Ground) -> Judged:
    """The lowest or the highest of a set of places, or among them."""
    is_low = claim.form is Form.LOWEST
    end = say("end_low" if is_low else "end_high")
    rank = _rank(claim, value, ground, end)
    if isinstance(rank, Judged):
        return rank
    facts = _rank_facts(claim, value, ground, rank)
    how = facts.pop("how")
    below, above = (rank.lower, rank.higher) if is_low else (rank.higher, rank.lower)
    if above == rank.usable:
        return Judged(claim, say("claim_end", end=end, **facts), values=(value,), method=how)
    why = say("refused_end", lower=rank.lower, higher=rank.higher, **facts)
    if below == 0 and above >= AMONG * rank.usable:
        words = say("claim_among", end=end, **facts)
        return Judged(claim, words, why, values=(value,), method=how)
    return refused(claim, why, (Form.RANK, Form.VALUE), value)


def ranked(claim: Claim, value: Value, ground: Ground) -> Judged:
    """From which place to which it may stand in a set of places, counted from the nearer end."""
    rank = _rank(claim, value, ground, say("end_either"))
    if isinstance(rank, Judged):
        return rank
    facts = _rank_facts(claim, value, ground, rank)
    how = facts.pop("how")
    is_low = sum(rank.range_from_below()) <= sum(rank.range_from_above())
    low, high = rank.range_from_below() if is_low else rank.range_from_above()
    facts["end"] = say("end_low" if is_low else "end_high")
    if (low, high) == (1, rank.of):
        return refused(claim, say("refused_rank", **facts), (Form.VALUE,), value)
    if low == high:
        words = say("claim_rank", nth=ordinal(low), **facts)
    else:
        words = say("claim_rank_range", low=ordinal(low), high=ordinal(high), **facts)
    return Judged(claim, words, values=(value,), method=how)


def _rank(claim: Claim, value: Value, ground: Ground, end: str) -> Rank | Judged:
    """The rank in the set that is named, or the refusal."""
    members = ground.sets.get(claim.beside)
    if members is None:
        why = say("refused_unknown_set", name=claim.beside, names=", ".join(ground.sets))
        return refused(claim, why, (Form.VALUE,), value)
    rank = rank_among(value, members.others(value), ground.typical.get(claim.measure))
    if rank.is_enough:
        return rank
    if not rank.others:
        return refused(claim, say("refused_alone", places=members.words), (Form.VALUE,), value)
    why = say("refused_few", others=rank.others, usable=rank.usable, end=end, places=members.words)
    return refused(claim, why, (Form.VALUE,), value)


def _rank_facts(claim: Claim, value: Value, ground: Ground, rank: Rank) -> dict[str, str]:
    return {
        "of": of_whom(value, ground),
        "said": said(value, number_of(value), is_open=value.open_end is not None),
        "when": value.when,
        "count": str(rank.of),
        "places": ground.sets[claim.beside].words,
        "margin": say("claim_without_margin") if rank.is_ruled else "",
        "how": say("how_ruled" if rank.is_ruled else "how_ranked"),
    }


# ------------------------------------------------------------------ a group beside others


def _gap_finding(claim: Claim, ground: Ground) -> Finding | None:
    return ground.finding(claim.measure, Kind.GROUP_GAP, group=claim.group)


def gap(claim: Claim, value: Value, ground: Ground) -> Judged:
    """A group beside everyone else."""
    finding = _gap_finding(claim, ground)
    beside = (Form.VALUE,)
    if finding is None:
        why = say("refused_no_groups", place=ground.place)
        return refused(claim, why, beside, value)
    if finding.certainty is Certainty.CANNOT_TELL or finding.value is None:
        is_alike = finding.p_value is not None or finding.verdict is Verdict.SIMILAR
        why = say("refused_gap_alike") if is_alike else say("refused_gap", why=finding.method.words)
        return refused(claim, why, beside, value)
    if not is_of_one_market(finding):
        return refused(claim, say("refused_markets"), beside, value)
    facts = pair(finding, value, ground)
    facts["other"] = facts.pop("compared")
    facts["others"] = beside_in_words(value.subgroup, finding.versus, value.measure)
    is_sure = finding.certainty is Certainty.ROBUST
    pattern = "claim_gap" if is_sure else "claim_gap_suggested"
    if not is_sure:
        facts["of"] = facts["of"][0].lower() + facts["of"][1:]
    words = say(pattern, margin=ruled_inside(finding), **facts)
    know = "" if is_sure else finding.certainty_words
    return Judged(claim, words, know, values=(value,), method=finding.method_words)


def times(claim: Claim, value: Value, ground: Ground) -> Judged:
    """How many times as high the value of a group is as that of everyone else."""
    finding, beside = _gap_finding(claim, ground), (Form.GAP, Form.VALUE)
    is_sure = finding is not None and finding.certainty is Certainty.ROBUST
    if finding is None or not is_sure or not is_of_one_market(finding):
        why = gap(claim, value, ground).why or say("refused_gap_alike")
        return refused(claim, why, beside, value)
    if (finding.difference or 0) <= 0:
        return refused(claim, say("refused_times_lower"), beside, value)
    panels = ground.groups.get(claim.measure, {}).values()
    panel = next(rows for rows in panels if value in rows)
    others = everyone_else(value, ground.latest.get(claim.measure), panel)
    ratio = ratio_interval(value, others.value) if isinstance(others, Others) else None
    if ratio is None:
        return refused(claim, say("refused_times_of_none"), beside, value)
    at, low, high = ratio
    times = _times_words(at, low, high)
    if not times:
        facts = {"ratio": plain(at, 2), "low": plain(low, 2), "high": plain(high, 2)}
        return refused(claim, say("refused_times_interval", **facts), beside, value)
    facts = pair(finding, value, ground)
    words = say(
        "claim_times",
        of=facts["of"],
        said=facts["said"],
        when=value.when,
        times=times,
        much=say("as_many" if is_counted(value.measure) else "as_high"),
        other=facts["compared"],
        others=beside_in_words(value.subgroup, finding.versus, value.measure),
    )
    return Judged(claim, words, values=(value,), method=say("how_ratio"))


def _times_words(at: float, low: float, high: float) -> str:
    nearest = round(at)
    if nearest >= 2 and abs(at - nearest) <= NEAR_TIMES and low <= nearest <= high:
        if nearest == 2:
            return say("times_about_twice")
        return say("times_about", k=count_in_words(nearest))
    above = math.ceil(low) - 1
    if above >= 2:
        return (
            say("times_above_twice") if above == 2 else say("times_above", k=count_in_words(above))
        )
    return ""


def ratio_interval(value: Value, other: Value) -> tuple[float, float, float] | None:
    """A value over another with its 95 percent interval; ``None`` where no margin of both is known.

    The interval is put together from those of the two values, on the logarithmic scale (the method of variance
    estimates recovery; Donner and Zou 2012, *Statistical Methods in Medical Research* 21:347-359).
    """
    own, others = _arms(value), _arms(other)
    if own is None or others is None or value.open_end or other.open_end:
        return None
    assert value.value is not None and other.value is not None
    ratio = math.log(value.value / other.value)
    low = ratio - math.hypot(own[0], others[1])
    high = ratio + math.hypot(own[1], others[0])
    return math.exp(ratio), math.exp(low), math.exp(high)


def _arms(value: Value) -> tuple[float, float] | None:
    """How far the ends of a value lie from it, down and up, on the logarithmic scale."""
    if value.value is None or value.value <= 0:
        return None
    if value.lower is not None and value.upper is not None and value.lower > 0:
        return math.log(value.value / value.lower), math.log(value.upper / value.value)
    if value.se:
        arm = Z95 * value.se / value.value
        return arm, arm
    return None


# ------------------------------------------------------------------ over time


def change(claim: Claim, value: Value, ground: Ground) -> Judged:
    """The last value beside the first that may be set beside it."""
    finding = ground.finding(claim.measure, Kind.TREND) if claim.group == ALL else None
    beside = (Form.VALUE,)
    if finding is None:
        return refused(claim, say("refused_no_series"), beside, value)
    if finding.verdict is Verdict.CANNOT_TELL or finding.value is None:
        why = say("refused_change_untold", why=finding.method.words)
        return refused(claim, f"{why}.", beside, value)
    assert finding.compared_value is not None
    shown = printed_of(value.measure, finding)
    extra = shown.extra if shown is not None else 0
    before = spoken(value.measure, finding.compared_value, finding.compared_end, extra)
    facts = {
        "of": of_whom(value, ground),
        "said": said(value, before, is_open=finding.is_at_least),
        "first": printed_period(finding.versus),
        "n": spoken(value.measure, finding.value, finding.value_end, extra),
        "last": value.when,
    }
    how = finding.method_words
    if finding.suggested is not None or finding.verdict is Verdict.NO_CHANGE:
        words = say("claim_no_change", **facts)
        return Judged(claim, words, values=(value,), method=how)
    words = say("claim_change", side=side_of(finding, value), margin=ruled(finding), **facts)
    return Judged(claim, words, values=(value,), method=how)
