"""The gates of a release: each holds, or says what is missing, where, and whose it is.

They read what :class:`~planning.release.looked.Looked` gathered and decide nothing else, so that each can be broken by itself in a test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mobility_analysis.core.errors import PlanIncomplete, UsageError
from mobility_analysis.insights.numbers import spoken
from mobility_analysis.insights.selection import Value
from mobility_analysis.planning.action_plan.logic import NAME as PLAN_BOOK
from mobility_analysis.planning.check import MEND, NOTE, Remark
from mobility_analysis.planning.claims.own_numbers import SHEET as OWN_NUMBERS
from mobility_analysis.planning.claims.own_numbers import OwnNumber
from mobility_analysis.planning.claims.rows import CLAIMS, ClaimStanding
from mobility_analysis.planning.claims.rows import NAME as CLAIMS_BOOK
from mobility_analysis.planning.guide import LAUNCH
from mobility_analysis.planning.readiness.answers import DECISION
from mobility_analysis.planning.readiness.answers import NAME as READINESS_BOOK
from mobility_analysis.planning.release.answered import SHEET as MESSAGING
from mobility_analysis.planning.release.looked import Lack, Looked
from mobility_analysis.planning.release.terms import SHEET as TERMS
from mobility_analysis.planning.release.terms import unexplained
from mobility_analysis.planning.release.topics import SHEET as RELEASE


class Gate(StrEnum):
    """The gates by their names."""

    INPUTS = "G1"
    RUN = "G2"
    CLAIMS = "G3"
    NUMBERS = "G4"
    WEAK = "G5"
    CLASSES = "G6"
    PARTS = "G7"
    MEASURES = "G8"
    TERMS = "G9"
    MESSAGING = "G10"
    RELEASE_PLAN = "G11"
    ACCESS = "G12"
    READINESS = "G13"
    OFFICIALS = "G14"

    @property
    def asks(self) -> str:
        """What it asks, in words."""
        return _ASKS[self]


_ASKS = {
    Gate.INPUTS: "every file can be read",
    Gate.RUN: "the data are of a real run that passed its own gate",
    Gate.CLAIMS: "every claim that is used holds and is approved",
    Gate.NUMBERS: "every number belongs to a finding or to somebody",
    Gate.WEAK: "no weak value stands outside the data tables",
    Gate.CLASSES: "nothing candid stands in what others see",
    Gate.PARTS: "the five parts of the plan are complete",
    Gate.MEASURES: "everything is measured, and what data cannot show is known",
    Gate.TERMS: "words that groups use differently are explained",
    Gate.MESSAGING: "every remark on the wording is answered",
    Gate.RELEASE_PLAN: "the eight topics of the release are decided",
    Gate.ACCESS: "everyone can read the pages and files",
    Gate.READINESS: "leaders decided to launch",
    Gate.OFFICIALS: "counts of officials are complete and masked",
}
DATA_LEAD, COALITION, WRITERS, LEADERS = (
    "the data lead",
    "the coalition",
    "the writers",
    "the leaders",
)
# Shorter texts ("in spring") stand in other places by chance.
_LETTERS_OF_A_SECRET = 16
_LETTERS_OF_A_NOUN = 5
_SHOWN = 80


@dataclass(frozen=True)
class Passed:
    """A gate and what it lacks."""

    gate: Gate
    lacks: tuple[Lack, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks


def asked_for(names: str) -> list[Gate]:
    """The gates that are named, with commas between them.

    Raises
    ------
    UsageError
        There is no gate of that name.
    """
    known = ", ".join(Gate)
    found = []
    for name in (part.strip().upper() for part in names.split(",")):
        if name not in set(Gate):
            raise UsageError(
                f"There is no gate {name or 'without a name'!r}.", f"There are: {known}."
            )
        found.append(Gate(name))
    return found


def refuse_incomplete(passed: Sequence[Passed], next_step: str) -> None:
    """Raise :class:`PlanIncomplete` where a gate does not hold."""
    open_gates = [each for each in passed if not each.holds]
    if open_gates:
        names = "; ".join(f"{each.gate} ({each.gate.asks})" for each in open_gates)
        raise PlanIncomplete(
            f"{len(open_gates)} of {len(passed)} gates do not hold: {names}.",
            next_step,
        )


def look(looked: Looked) -> list[Passed]:
    """Every gate, in the order of their names."""
    return [Passed(gate, tuple(_CHECKS[gate](looked))) for gate in Gate]


def _inputs(looked: Looked) -> Iterator[Lack]:
    for where, what in looked.unread.items():
        yield Lack(where, what, DATA_LEAD)


def _run(looked: Looked) -> Iterator[Lack]:
    if looked.record.is_demonstration:
        yield Lack("plan.yaml, run", "Demonstration data are never released.", DATA_LEAD)
    day = looked.record.built_at[:10]
    for name, text in looked.public.items():
        if name.endswith(".html") and day not in text:
            yield Lack(name, f"It does not say of which run it is ({day}): build again.", DATA_LEAD)


def _claims(looked: Looked) -> Iterator[Lack]:
    for row in looked.claims:
        if row.uses and row.standing is not ClaimStanding.APPROVED:
            where = f"{CLAIMS_BOOK}, {CLAIMS}, {row.key}"
            yield Lack(where, f"\u201c{row.typed}\u201d is used and {row.standing}.", DATA_LEAD)
        elif row.uses and not (row.approval and row.approval.by):
            where = f"{CLAIMS_BOOK}, {CLAIMS}, {row.key}"
            yield Lack(where, f"Nobody is named who approved \u201c{row.typed}\u201d.", DATA_LEAD)


def _numbers(looked: Looked) -> Iterator[Lack]:
    for where, what in looked.unbound:
        yield Lack(where, what, WRITERS)


def _weak(looked: Looked) -> Iterator[Lack]:
    """A weak value comes in only by a claim that was approved before, or as somebody's own number."""
    for row in looked.claims:
        if row.uses and row.judged and row.judged.holds:
            for value in row.judged.values:
                if not value.usable:
                    where = f"{CLAIMS_BOOK}, {CLAIMS}, {row.key}"
                    yield Lack(where, f"\u201c{row.typed}\u201d rests on a weak value.", DATA_LEAD)
    for each in looked.own:
        for value in looked.values:
            if value.value is None or value.usable or not _is_of(each, value):
                continue
            yield Lack(
                f"{CLAIMS_BOOK}, {OWN_NUMBERS}, {each.key}",
                f"\u201c{each.words}\u201d is the run's weak value of {value.measure.label.lower()}. It stays in the data "
                "tables.",
                DATA_LEAD,
            )


def _is_of(own: OwnNumber, value: Value) -> bool:
    """Whether an own number is a value of the run: the same number, of the same thing."""
    assert value.value is not None
    printed = spoken(value.measure, value.value)
    nouns = {
        word
        for word in re.findall(r"[a-z]+", value.measure.label.lower())
        if len(word) >= _LETTERS_OF_A_NOUN
    }
    said = f"{own.words} {own.what}".lower()
    return printed.lower() in said and any(re.search(rf"\b{noun}\b", said) for noun in nouns)


def _classes(looked: Looked) -> Iterator[Lack]:
    for name, text in looked.public.items():
        seen = _flat(text)
        long = {w: s for w, s in looked.closed.items() if len(_flat(s)) >= _LETTERS_OF_A_SECRET}
        names = {where: name for where, name in looked.unnamed.items() if " " in name}
        for where, secret in {**long, **names}.items():
            if re.search(rf"(?<!\w){re.escape(_flat(secret))}(?!\w)", seen):
                # The words themselves would then stand in the list of what is missing.
                yield Lack(
                    name,
                    f"It holds what is written in {where}, which others must not see.",
                    COALITION,
                )


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def _of_remarks(remarks: Sequence[Remark], whose: str) -> Iterator[Lack]:
    for each in remarks:
        if each.kind != NOTE:
            yield Lack(each.where, each.what, DATA_LEAD if each.kind == MEND else whose)


def _parts(looked: Looked) -> Iterator[Lack]:
    yield from _of_remarks(looked.parts, WRITERS)


def _measures(looked: Looked) -> Iterator[Lack]:
    yield from _of_remarks(looked.measures, COALITION)


def _terms(looked: Looked) -> Iterator[Lack]:
    for each in unexplained(looked.terms):
        what = (
            "has no definition"
            if not each.definition
            else "has a definition, and nobody agreed to it"
        )
        yield Lack(
            f"{PLAN_BOOK}, {TERMS}, {each.key}",
            f"\u201c{each.term}\u201d stands {each.used} times in the texts and {what}.",
            COALITION,
        )


def _messaging(looked: Looked) -> Iterator[Lack]:
    for each in looked.unanswered:
        text = each.text if len(each.text) <= _SHOWN else f"{each.text[:_SHOWN].rstrip()} \u2026"
        yield Lack(
            f"{PLAN_BOOK}, {MESSAGING}, {each.key}",
            f"\u201c{each.words}\u201d ({each.where}): {text}",
            WRITERS,
        )


def _release_plan(looked: Looked) -> Iterator[Lack]:
    for each in looked.topics:
        if not each.decision:
            yield Lack(
                f"{PLAN_BOOK}, {RELEASE}, release.{each.id}",
                f"{each.title}: nothing is decided.",
                each.owner or COALITION,
            )


def _access(looked: Looked) -> Iterator[Lack]:
    for name, faults in looked.access.items():
        for fault in faults:
            yield Lack(name, fault, DATA_LEAD)


def _readiness(looked: Looked) -> Iterator[Lack]:
    if looked.decision != LAUNCH:
        yield Lack(
            f"{READINESS_BOOK}, {DECISION}",
            f"Leaders decided: {looked.decision}."
            if looked.decision
            else "Leaders have not decided.",
            LEADERS,
        )


def _officials(looked: Looked) -> Iterator[Lack]:
    for each in looked.officials:
        yield Lack("private/officials/", each, DATA_LEAD)


_CHECKS: Mapping[Gate, Callable[[Looked], Iterator[Lack]]] = {
    Gate.INPUTS: _inputs,
    Gate.RUN: _run,
    Gate.CLAIMS: _claims,
    Gate.NUMBERS: _numbers,
    Gate.WEAK: _weak,
    Gate.CLASSES: _classes,
    Gate.PARTS: _parts,
    Gate.MEASURES: _measures,
    Gate.TERMS: _terms,
    Gate.MESSAGING: _messaging,
    Gate.RELEASE_PLAN: _release_plan,
    Gate.ACCESS: _access,
    Gate.READINESS: _readiness,
    Gate.OFFICIALS: _officials,
}
