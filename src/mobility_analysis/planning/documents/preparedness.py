"""The preparedness plan: one row for each open step. What is still to be written shows as a blank."""

from __future__ import annotations

from mobility_analysis.planning.documents.frame import OWN_USE, Frame
from mobility_analysis.planning.guide import guide
from mobility_analysis.planning.readiness.answers import Action, ReadinessAnswers, printed_day
from mobility_analysis.press.word import Block, Document, Heading, Paragraph, Table

_WIDTHS = (2.4, 0.9, 2.1, 1.2, 1.0, 1.7)
_HEADER = (
    "Step",
    "Answer now",
    "What we will do, with what means",
    "Owner",
    "By when",
    "Done when",
)


def preparedness_plan(frame: Frame, answers: ReadinessAnswers) -> Document:
    """The plan for the steps that are open."""
    title = f"How we prepare: {frame.data.here.label}"
    by_key = {each.step.key: each for each in answers.actions}
    open_keys = [key for key, each in by_key.items() if each.step.is_open]
    blocks: list[Block] = [
        Heading(title, 1),
        Paragraph(
            f"{len(open_keys)} of {len(by_key)} steps are open. Yellow marks what is still to be written, in "
            "readiness.xlsx."
            if open_keys
            else "Every step is answered yes, or does not count here: there is nothing to prepare."
        ),
    ]
    for condition in guide().conditions:
        rows = [_row(by_key[key]) for key in condition.keys if key in open_keys]
        if rows:
            blocks += [Heading(condition.title), Table(_HEADER, tuple(rows), _WIDTHS)]
    return frame.document(title, blocks, use=OWN_USE, is_landscape=True)


def _row(each: Action) -> tuple[str, ...]:
    step = guide().steps[each.step.key][1]
    action = ended(each.action) or f"[an action; for example: {step.first_move}]"
    means = f" Means: {ended(each.means)}" if each.means else " [means]"
    return (
        step.says + (f" To address: {ended(each.step.address)}" if each.step.address else ""),
        each.step.answer or "none yet",
        action + means,
        each.step.owner or "[owner]",
        printed_day(each.step.by_when) or "[day]",
        (ended(each.done_when) or "[how we see that it is done]")
        + (f" So far: {ended(each.progress)}" if each.progress else ""),
    )


def ended(text: str) -> str:
    """What people wrote, as a sentence with its end."""
    return text if not text or text[-1] in ".!?\u201d" else f"{text}."
