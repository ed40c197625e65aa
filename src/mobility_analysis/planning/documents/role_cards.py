"""A card for each role of the management team: what it does, what it takes, who holds it. For the team alone."""

from __future__ import annotations

from collections.abc import Iterator

from mobility_analysis.planning.coalition.answers import CoalitionAnswers, RoleHeld
from mobility_analysis.planning.coalition.registry import coalition_registry
from mobility_analysis.planning.documents.coverage import TEAM_USE
from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.planning.documents.preparedness import ended
from mobility_analysis.press.word import Block, Bullets, Document, Heading, Paragraph


def role_cards(frame: Frame, answers: CoalitionAnswers) -> Document:
    """The five cards; what nobody has written is a blank."""
    blocks: list[Block] = [
        Heading(
            f"Who runs the work: roles of the management team in {frame.data.here_in_words}", 1
        ),
        Paragraph(
            "One card for each role. Give it to whoever takes the role, and talk it through with them. It is made of the "
            "sheets People and Roles of coalition.xlsx.",
            is_fine=True,
        ),
    ]
    for each in answers.roles:
        blocks += _card(each)
    return frame.document("Roles of the management team", blocks, use=TEAM_USE)


def _card(held: RoleHeld) -> Iterator[Block]:
    asked = coalition_registry()
    role = held.role
    names = [", ".join(filter(None, (each.name, each.organization))) for each in held.holders]
    yield Heading(role.says)
    yield Paragraph(
        f"Held by: {'; '.join(names)}"
        if names
        else f"Held by nobody: {ended(held.instead)}"
        if held.instead
        else "Held by: [name]",
        is_bold=True,
    )
    yield Heading("What you do", 3)
    yield Bullets(role.does)
    yield Heading("What it takes", 3)
    yield Bullets(
        (
            *role.needs,
            f"Share of the working week: {held.hours or '[how much]'}",
            f"Authority and information that you have: {held.authority or '[which]'}",
        )
    )
    if not names:
        sectors = [each.says for each in asked.sectors if each.id in role.looks]
        where = ", ".join(sectors) or "In our government or outside it"
        yield Paragraph(f"Where to look for somebody: {where}.")
    if not names or not all(each.is_of_government for each in held.holders):
        yield Heading("What we owe you, if you do not work for our government", 3)
        yield Bullets(asked.outside_help)
