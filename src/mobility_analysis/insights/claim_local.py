"""When a number that a place collects itself may be said (:mod:`insights.claim_forms`).

It is said by itself, with who collected it and when. It is set beside nothing: it was counted in its own way, here
alone. What is not public, or too small a count to be published, is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mobility_analysis.framework.registry import Unit
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.claim_words import margin_of, number_of, refused
from mobility_analysis.insights.claims import LOCAL, Claim, Form, Ground, Judged
from mobility_analysis.insights.group_names import among
from mobility_analysis.insights.local_numbers import LocalNumber, LocalNumbers
from mobility_analysis.insights.numbers import tabled
from mobility_analysis.insights.patterns import group_pattern, say
from mobility_analysis.insights.selection import Value
from mobility_analysis.quality.grading import explain

_NOUNS = {
    Unit.SHARE: "local_share",
    Unit.DOLLARS: "local_amount",
    Unit.PER_10K: "local_rate",
    Unit.PER_100K: "local_rate",
}


def local_claims(ground: Ground) -> Iterator[Claim]:
    """A claim of every number of the place's own."""
    for name, numbers in ground.local().items():
        for each in numbers.numbers:
            yield Claim(Form.VALUE, LOCAL + name, each.value.subgroup, each.area)


def judge_local(claim: Claim, ground: Ground) -> Judged:
    """What the place's own records say to a claim."""
    if claim.form is not Form.VALUE:
        return refused(claim, say("refused_local_form"), (Form.VALUE,))
    known = ground.local()
    found = known.get(claim.measure.removeprefix(LOCAL))
    if found is None:
        public = [name for name, each in known.items() if each.is_public]
        names = ", ".join(public) or say("local_none")
        return refused(claim, say("refused_local_unknown", names=names))
    if not found.is_public:
        return refused(claim, say("refused_local_sharing", sharing=found.sharing))
    label = _group_of(claim, found)
    number = found.find(claim.beside, label)
    if number is None:
        groups = "; ".join(found.groups(claim.beside)) or say("local_none")
        return refused(claim, say("refused_local_row", groups=groups))
    claim = replace(claim, group=label, beside=number.area)
    value = number.value
    if not value.usable:
        return refused(claim, say("refused_weak", why=explain(list(value.reasons))), (), value)
    return Judged(
        claim,
        _words(found, number, ground),
        _to_know(found, value),
        values=(value,),
        method=". ".join(filter(None, (_source(found, value), found.method.strip().rstrip(".")))),
    )


def _source(found: LocalNumbers, value: Value) -> str:
    return say("local_source", by=_collector(found), when=value.when)


def _collector(found: LocalNumbers) -> str:
    return found.collected_by.strip().rstrip(".")


def _group_of(claim: Claim, found: LocalNumbers) -> str:
    """The label that is meant: a whole one, or the only one that begins so."""
    wanted = claim.group.casefold()
    labels = found.groups(claim.beside)
    same = [label for label in labels if label.casefold() == wanted]
    near = [label for label in labels if label.casefold().startswith(wanted)]
    return next(iter(same or (near if len(near) == 1 else [])), claim.group)


def _words(found: LocalNumbers, number: LocalNumber, ground: Ground) -> str:
    value, label = number.value, number.value.subgroup
    unit, who = value.measure.unit, ""
    if label != ALL:
        name = group_pattern(label).format(
            people=say("local_people"), female=say("local_women"), male=say("local_men")
        )
        group = among(label, name)
        who = f" {group[0].lower()}{group[1:]}"
    return say(
        "claim_local",
        count=say("local_survey" if found.is_survey else "local_count"),
        by=_collector(found),
        noun=say(_NOUNS.get(unit, "local_number")),
        label=found.label,
        who=who,
        place=say("local_part", area=number.area, place=ground.place)
        if number.area
        else ground.place,
        n=_number(value),
        when=value.when,
        margin=margin_of(value),
    )


def _number(value: Value) -> str:
    """The number with its unit; dollars to the dollar, as the place itself counts them."""
    assert value.value is not None
    if value.measure.unit is Unit.DOLLARS:
        return tabled(value.measure, value.value)
    is_rate = _NOUNS.get(value.measure.unit) == "local_rate"
    return f"{number_of(value)} {value.measure.one_unit}" if is_rate else number_of(value)


def _to_know(found: LocalNumbers, value: Value) -> str:
    """Whom it is of, what it cannot tell, its age, and that it stands alone."""
    old = say("refused_history", when=value.when, age=value.age_words) if value.is_history else ""
    covered = say("local_covered", covered=found.covered.strip().rstrip("."))
    return " ".join(filter(None, (old, covered, found.limits.strip(), say("local_apart"))))
