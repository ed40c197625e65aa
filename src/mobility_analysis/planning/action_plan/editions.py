"""A plan in two editions, part by part: the title and key terms first, how the numbers were made last."""

from __future__ import annotations

from mobility_analysis.planning.action_plan.contents import TECHNICAL, Contents
from mobility_analysis.planning.action_plan.inside import INSIDE
from mobility_analysis.planning.action_plan.parts import (
    PlanPart,
    plan_parts,
    section_blocks,
    text_blocks,
)
from mobility_analysis.press.word import (
    Block,
    Bullets,
    Heading,
    Hole,
    Paragraph,
    Table,
)
from mobility_analysis.quality.grading import WORDS
from mobility_analysis.runs.run_record import DEMONSTRATION
from mobility_analysis.runs.source_words import source_line


def opening(plan: Contents, edition: str) -> list[Block]:
    """Title, what this edition is, and key terms first."""
    adopted = f"Adopted on {plan.adopted}." if plan.adopted else "It is not adopted yet."
    other = (
        "It has every number with its interval and source. A shorter edition is for everyone."
        if edition == TECHNICAL
        else "This is the edition for everyone. Another one has every number with its interval and source."
    )
    blocks: list[Block] = [
        Heading(plan.title, 1),
        *(
            [Paragraph(f"{DEMONSTRATION}.", is_bold=True)]
            if plan.data.record.is_demonstration
            else []
        ),
        Paragraph(f"{adopted} {other}"),
    ]
    if plan.terms or plan.unclear:
        blocks.append(Heading("Words that we use"))
    if plan.terms:
        blocks.append(Table(("Word", "What it means in this plan"), tuple(plan.terms), (2.0, 4.7)))
    if plan.unclear:
        blocks.append(
            Hole(f"What these words mean: {', '.join(plan.unclear)}. {plan.whose} agrees on that.")
        )
    return blocks


def part_blocks(plan: Contents, id: str, edition: str) -> list[Block]:
    """One part of the plan, with its heading; an optional part that nobody began is empty.

    Raises
    ------
    KeyError
        There is no such part.
    """
    part = {each.id: each for each in plan_parts()}[id]
    text = plan.texts.get(id)
    if part.optional and (text is None or not text.is_begun):
        return []
    inside = INSIDE[id](plan, edition) if id in INSIDE else []
    return [Heading(part.title), *inside, *_written(plan, part)]


def _written(plan: Contents, part: PlanPart) -> list[Block]:
    """What people wrote into a part's text, section by section."""
    text = plan.texts.get(part.id)
    if text is None:
        return []
    if text.faults:
        return [Hole(f"{text.name} cannot be used: {' '.join(text.faults)}")]
    blocks: list[Block] = text_blocks(text.section(""), plan.resolve)
    for section in part.sections:
        if section.title != part.title:
            blocks.append(Heading(section.title, 3))
        blocks += section_blocks(text, section, plan.resolve, plan.whose)
    return blocks


def back(plan: Contents, edition: str) -> list[Block]:
    """How the numbers were made, where they come from, whom to ask."""
    contact = plan.settings.government.lead_office
    blocks: list[Block] = [
        Heading("Where the numbers come from"),
        Paragraph(
            "Every number of this plan comes from public data of national agencies and was tested, or is marked as our "
            "own. Numbers show what is, and not why it is so."
        ),
    ]
    if edition == TECHNICAL:
        used = [v for e in plan.chosen if e.row.judged for v in e.row.judged.values]
        used += [each.baseline for each in plan.planned if each.baseline is not None]
        names = dict.fromkeys(
            name for value in used if value.value is not None for name in value.sources
        )
        lines = tuple(source_line(plan.data, name, used) for name in names)
        if lines:
            blocks.append(Bullets(lines))
        grades = "; ".join(f"{words.lower()}" for words in WORDS.values())
        blocks.append(
            Paragraph(
                f"Grades of quality are: {grades}. Intervals are of 95 percent. Run built {plan.data.record.built_at[:10]}."
            )
        )
    blocks.append(Paragraph(f"Questions go to {contact}.") if contact else Hole("Whom to ask."))
    return blocks


def whole(plan: Contents, edition: str) -> list[Block]:
    """The whole plan in one edition."""
    parts = [block for part in plan_parts() for block in part_blocks(plan, part.id, edition)]
    return [*opening(plan, edition), *parts, *back(plan, edition)]
