"""When each form of a claim may be said, and in which words.

* **value**: the value is usable and its own; universe and year stand in the words.
* **more than, less than**: the whole 95 percent interval, or all that withheld counts allow, lies beyond the number;
  without an interval, the value lies beyond it by a tenth of the number.
* **about**: a fraction that people say lies within 2 points of a share whose interval is at most 5 points to each side.
* **vs, only, as many as**: the finding beside that place, as the report has it. No clear difference may be said, too.
* **lowest in, highest in**: the value is clearly lower (higher) than each other place of the set
  (:mod:`insights.reference_sets`).
* **rank in**: always where the others can be compared, as the range of ranks that the margins leave.
* **gap**: the finding of the group beside everyone else; a possible gap only as one that the data suggest.
* **times**: the interval of the ratio lies above a whole number, or holds one from which the ratio is at most a quarter
  away. It is always so many times *as high*, never *more*.
* **change**: the finding of the change over time.
* **areas more than, areas less than**: the small areas within the place whose whole interval lies beyond the number
  (:mod:`insights.claim_areas`).

A number that the place collects itself is said by itself (:mod:`insights.claim_local`).

A weak value, one of a larger area, one that is history: no form but, of history, its value with its year. Causes: never.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.subgroups import ALL, BY_LABEL, SubgroupType
from mobility_analysis.insights.claim_areas import counted_areas, groups_of_areas
from mobility_analysis.insights.claim_comparisons import (
    change,
    compared,
    extreme,
    gap,
    ranked,
    times,
)
from mobility_analysis.insights.claim_local import judge_local
from mobility_analysis.insights.claim_numbers import about, beyond, one_number
from mobility_analysis.insights.claim_words import refused
from mobility_analysis.insights.claims import (
    OF_AREAS,
    WITH_BESIDE,
    Claim,
    Form,
    Ground,
    Instead,
    Judged,
)
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import Value
from mobility_analysis.quality.grading import explain

_OF_COLOR = re.compile(
    r"(people|children|residents|students|families|households|communities|adults|youth) of color"
    r"|bipoc|minorit(y|ies)|non-?white( .*)?",
    re.IGNORECASE,
)


def judge_claim(claim: Claim, ground: Ground) -> Judged:
    """What the data say to a claim, and what may be said in its place.

    Parameters
    ----------
    claim
        As :func:`insights.claim_text.parse_claim` reads it.
    ground
        The place's values and findings.
    """
    judged = judge_alone(claim, ground)
    groups = ground.group_values(claim.measure)
    is_known = claim.is_local or judged.claim.group in (ALL, *groups)
    of = judged.claim if is_known else replace(claim, group=ALL)
    others = [_in_form(of, form) for form in judged.offers]
    tried = [(each.typed, judge_alone(each, ground)) for each in others]
    held = (Instead(typed, other.words) for typed, other in tried if other.holds)
    return replace(judged, instead=(*judged.instead, *held))


def _in_form(claim: Claim, form: Form) -> Claim:
    beside = claim.beside if form in WITH_BESIDE else ""
    return replace(claim, form=form, number=None, beside=beside)


def judge_alone(claim: Claim, ground: Ground) -> Judged:
    """The same, without a look for what may be said in the place of a claim that is refused."""
    return judge_local(claim, ground) if claim.is_local else _judge_national(claim, ground)


def _judge_national(claim: Claim, ground: Ground) -> Judged:
    if claim.form in _NEVER:
        return refused(claim, say(_NEVER[claim.form]), (Form.VALUE,))
    if claim.group != ALL:
        found = _group_of(claim, ground)
        if isinstance(found, Judged):
            return found
        claim = replace(claim, group=found)
    elif _is_of_a_group(claim, ground):
        return refused(claim, _which_groups(claim, ground))
    if claim.form in OF_AREAS:
        return counted_areas(claim, ground)
    value = _value_of(claim, ground)
    why = _why_not(value, ground, claim.form)
    if value is None or why:
        return refused(claim, why, (Form.VALUE,), value)
    return _FORMS[claim.form](claim, value, ground)


_NEVER = {Form.CAUSE: "refused_cause", Form.FALLS_BEHIND: "refused_falls_behind"}


# ------------------------------------------------------------------ the value and the group


def _value_of(claim: Claim, ground: Ground) -> Value | None:
    if claim.group == ALL:
        return ground.latest.get(claim.measure)
    return ground.group_values(claim.measure).get(claim.group)


def _why_not(value: Value | None, ground: Ground, form: Form) -> str:
    """Why nothing can be said of a value in any form, if so."""
    if value is None:
        return say("refused_no_value", place=ground.place, why=Missing.NO_SOURCE_ROW.sentence)
    if value.value is None:
        return say("refused_no_value", place=ground.place, why=value.missing_sentence)
    if not value.usable:
        return say("refused_weak", why=explain(list(value.reasons)))
    if value.borrowed_from:
        return say("refused_larger_area", place=ground.place)
    if value.is_history and form is not Form.VALUE:
        return say("refused_history", when=value.when, age=value.age_words)
    return ""


def _labels(claim: Claim, ground: Ground) -> list[str]:
    """The groups that a claim may be of."""
    if claim.form in OF_AREAS:
        return groups_of_areas(claim, ground)
    return list(ground.group_values(claim.measure))


def _is_of_a_group(claim: Claim, ground: Ground) -> bool:
    """Whether a claim of everyone together means nothing."""
    if claim.form in OF_AREAS:
        areas = ground.areas(claim.measure)
        return bool(areas) and all(each.subgroup != ALL for each in areas)
    return claim.form in (Form.GAP, Form.TIMES)


def _group_of(claim: Claim, ground: Ground) -> str | Judged:
    """The label of the group that is meant, or the refusal."""
    if _OF_COLOR.fullmatch(claim.group.strip()):
        why = f"{say('refused_color')} {_which_groups(claim, ground)}"
        return replace(refused(claim, why, (Form.VALUE,)), instead=_gaps_by_race(claim, ground))
    labels = _labels(claim, ground)
    wanted = claim.group.casefold()
    same = [label for label in labels if label.casefold() == wanted]
    near = [label for label in labels if label.casefold().startswith(wanted)]
    found = same or near
    if len(found) == 1:
        return found[0]
    return refused(claim, _which_groups(claim, ground), (Form.VALUE,))


def _gaps_by_race(claim: Claim, ground: Ground) -> tuple[Instead, ...]:
    labels = [
        label
        for label in ground.group_values(claim.measure)
        if BY_LABEL[label].type is SubgroupType.RACE_ETHNICITY
    ]
    claims = [Claim(Form.GAP, claim.measure, label) for label in labels]
    tried = [(each.typed, judge_alone(each, ground)) for each in claims]
    return tuple(Instead(typed, judged.words) for typed, judged in tried if judged.holds)


def _which_groups(claim: Claim, ground: Ground) -> str:
    labels = _labels(claim, ground)
    if not labels:
        return say("refused_no_groups", place=ground.place)
    if claim.group == ALL:
        return say("refused_without_group", groups="; ".join(labels))
    return say("refused_group", group=claim.group, groups="; ".join(labels))


_FORMS: dict[Form, Callable[[Claim, Value, Ground], Judged]] = {
    Form.VALUE: one_number,
    Form.MORE_THAN: beyond,
    Form.LESS_THAN: beyond,
    Form.ABOUT: about,
    Form.COMPARED: compared,
    Form.ONLY: compared,
    Form.AS_MANY_AS: compared,
    Form.LOWEST: extreme,
    Form.HIGHEST: extreme,
    Form.RANK: ranked,
    Form.GAP: gap,
    Form.TIMES: times,
    Form.CHANGE: change,
}
