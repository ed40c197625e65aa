"""The readiness summary: answers, what the rule suggests, what leaders decided. For the government's own use."""

from __future__ import annotations

from mobility_analysis.planning.documents.frame import OWN_USE, Frame
from mobility_analysis.planning.guide import guide
from mobility_analysis.planning.readiness.answers import ReadinessAnswers, printed_day
from mobility_analysis.planning.readiness.determination import ConditionStanding, rule_words
from mobility_analysis.press.word import Block, Bullets, Document, Heading, Paragraph, Table

_CONDITION_WIDTHS = (3.6, 1.1, 2.2)
_STEP_WIDTHS = (2.7, 1.0, 1.7, 1.5)


def readiness_summary(frame: Frame, answers: ReadinessAnswers) -> Document:
    """The summary of one government's answers."""
    readiness = answers.readiness
    title = f"Are we ready? {frame.data.here.label}"
    blocks: list[Block] = [
        Heading(title, 1),
        Paragraph(
            "What we answered about the nine conditions that planning for upward mobility rests on, what that "
            "suggests, and what our leaders decided."
        ),
        Heading("What the answers suggest"),
        Paragraph(readiness.sentence, is_bold=True),
        Paragraph(readiness.turning_words),
        Paragraph(rule_words(readiness.rule), is_fine=True),
        Heading("What our leaders decided"),
        *_decision(answers),
        Heading("The nine conditions"),
        Table(
            ("Condition", "Stands", "Steps"),
            tuple(
                (
                    each.condition.title,
                    each.words,
                    counts_in_words(each),
                )
                for each in readiness.standings
            ),
            _CONDITION_WIDTHS,
        ),
    ]
    if readiness.taken_out:
        steps = guide().steps
        blocks += [
            Heading("Steps that do not count here"),
            Bullets(
                tuple(
                    f"{steps[each.key][1].says} Not permitted here: {each.how}"
                    for each in readiness.taken_out
                )
            ),
        ]
    blocks.append(Heading("Step by step"))
    for condition in guide().conditions:
        blocks += [Heading(condition.title, 3), Paragraph(condition.why, is_fine=True)]
        rows = []
        for key, step in zip(condition.keys, condition.steps, strict=True):
            given = readiness.answers[key]
            answer = given.answer or (
                f"\u201c{given.written}\u201d" if given.written else "none yet"
            )
            rows.append((step.says, answer, given.how, given.address))
        blocks.append(
            Table(("Step", "Answer", "How we know", "To address"), tuple(rows), _STEP_WIDTHS)
        )
    return frame.document(title, blocks, use=OWN_USE)


def counts_in_words(each: ConditionStanding) -> str:
    """How its steps are answered; what there is none of is not named."""
    counts = (
        (each.yes, "yes"),
        (each.partly, "partly"),
        (each.no, "not yet or not known"),
        (each.unanswered, "without an answer"),
    )
    return ", ".join(f"{number} {words}" for number, words in counts if number) or "none counts"


def _decision(answers: ReadinessAnswers) -> list[Block]:
    decided = answers.decided
    if decided is None:
        return [Paragraph("[No decision is recorded yet: on the sheet Decision of readiness.xlsx]")]
    by = decided.by or "[who decided]"
    on = printed_day(decided.on) or "[on what day]"
    blocks: list[Block] = [
        Paragraph(f"{decided.decision.capitalize()}. Decided by {by}, {on}.", is_bold=True)
    ]
    if decided.why:
        blocks.append(Paragraph(f"Why: {decided.why}"))
    elif decided.suggested and decided.suggested != decided.decision:
        blocks.append(
            Paragraph(
                f"Our rule suggested then: {decided.suggested}. [Why it was decided otherwise]"
            )
        )
    return blocks
