"""Agendas of the first three meetings, in Word; times are left open."""

from __future__ import annotations

from collections.abc import Iterator

from mobility_analysis.planning.coalition.answers import CoalitionAnswers
from mobility_analysis.planning.coalition.registry import Agenda, AgendaPart, coalition_registry
from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.press.word import Block, Bullets, Document, Heading, Paragraph

FOLDER = "agendas"
MANAGER, METHODS = "The project manager: [name]", "{methods}"


def agendas(frame: Frame, answers: CoalitionAnswers) -> Iterator[tuple[str, Document]]:
    """The three agendas by their path in ``drafts/``."""
    for number, each in enumerate(coalition_registry().agendas, 1):
        yield f"{FOLDER}/{number}-{each.id}.docx", _agenda(frame, answers, each)


def _agenda(frame: Frame, answers: CoalitionAnswers, agenda: Agenda) -> Document:
    place = frame.data.here_in_words
    blocks: list[Block] = [
        Heading(f"{agenda.says}: a meeting of the coalition for {place}", 1),
        Paragraph(
            "[Day], [from when to when], [place]. Food, child care, interpreters: [what there is]"
        ),
        Paragraph(
            "Leave out what does not fit, and leave time for what comes up. Send it a week before.",
            is_fine=True,
        ),
    ]
    for part in agenda.parts:
        blocks += [Heading(f"{part.title} [minutes]"), *_items(frame, answers, part)]
    return frame.document(agenda.says, blocks)


def _items(frame: Frame, answers: CoalitionAnswers, part: AgendaPart) -> Iterator[Block]:
    if METHODS in part.items:
        yield Bullets(tuple(f"{each.says}: {each.means}" for each in coalition_registry().methods))
    elif part.items:
        yield Bullets(tuple(_filled(frame, answers, item) for item in part.items))


def _filled(frame: Frame, answers: CoalitionAnswers, item: str) -> str:
    """An item with the place's name, and the project manager's where it may be told."""
    named = [each.name for each in answers.project_managers if each.is_public and each.name]
    if item == MANAGER and named:
        return f"The project manager: {named[0]}"
    return item.replace("{place}", frame.data.here_in_words)
