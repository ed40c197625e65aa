"""What is missing in the answers to the readiness steps, and in leaders' decision."""

from __future__ import annotations

from collections.abc import Iterator

from mobility_analysis.planning.check import MEND, MISSING, NOTE, Remark
from mobility_analysis.planning.guide import ANSWERS, DECISIONS, NOT_PERMITTED, YES
from mobility_analysis.planning.readiness.answers import (
    DECISION,
    NAME,
    PREPAREDNESS,
    STEPS,
    ReadinessAnswers,
    is_filled_day,
)
from mobility_analysis.planning.readiness.determination import StepAnswer


def readiness_remarks(answers: ReadinessAnswers) -> Iterator[Remark]:
    """What is to be said of a readiness worksheet that was begun."""
    yield from _steps(answers)
    yield from _decision(answers)


def _steps(answers: ReadinessAnswers) -> Iterator[Remark]:
    given = answers.readiness.answers.values()
    for each in given:
        if each.written and not each.answer:
            choices = ", ".join(ANSWERS)
            yield Remark(
                MEND,
                _at(STEPS, each),
                f"\u201c{each.written}\u201d is none of the answers ({choices}); it counts as none.",
            )
        if each.answer == NOT_PERMITTED and not each.how:
            yield Remark(
                MEND, _at(STEPS, each), "What forbids it? Without the law named, the step counts."
            )
        if each.answer == YES and not each.how:
            yield Remark(MISSING, _at(STEPS, each), "Answered yes: how do we know?")
    yield from _together("No answer yet.", [each for each in given if not each.written], STEPS)
    open_steps = [each for each in given if each.answer and each.is_open]
    yield from _together("Open, without an owner.", [e for e in open_steps if not e.owner], STEPS)
    yield from _together(
        "Open, without a day.", [e for e in open_steps if not is_filled_day(e.by_when)], STEPS
    )
    without = [a.step for a in answers.actions if a.step in open_steps and not a.action]
    yield from _together("Open, and nothing is planned for it.", without, PREPAREDNESS)


def _at(sheet: str, step: StepAnswer) -> str:
    return f"{NAME}, {sheet}, {step.key}"


def _together(what: str, steps: list[StepAnswer], sheet: str) -> Iterator[Remark]:
    """One remark for many steps of which the same is to be said."""
    if steps:
        keys = ", ".join(each.key for each in steps)
        yield Remark(MISSING, f"{NAME}, {sheet}", f"{what} {len(steps)}: {keys}.")


def _decision(answers: ReadinessAnswers) -> Iterator[Remark]:
    where = f"{NAME}, {DECISION}"
    decided = answers.decided
    if decided is None:
        yield Remark(MISSING, where, "Leaders have recorded no decision.")
        return
    if decided.decision not in DECISIONS:
        choices = ", ".join(DECISIONS)
        yield Remark(
            MEND, where, f"\u201c{decided.decision}\u201d is none of the decisions ({choices})."
        )
    if not decided.by:
        yield Remark(MISSING, where, "Who decided?")
    if not is_filled_day(decided.on):
        yield Remark(MISSING, where, "On what day was it decided?")
    suggested = decided.suggested or answers.readiness.suggestion
    if decided.decision != suggested and not decided.why:
        yield Remark(
            MISSING,
            where,
            f"Our rule suggested \u201c{suggested}\u201d: why was it decided otherwise?",
        )
    if decided.suggested and decided.suggested != answers.readiness.suggestion:
        yield Remark(
            NOTE,
            where,
            f"The answers have changed since: our rule now suggests \u201c{answers.readiness.suggestion}\u201d.",
        )
