"""Letters to those whom the coalition invites: what stands in each, its file, and the list for mail merge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from mobility_analysis.core.paths import slug
from mobility_analysis.core.spreadsheet import as_text
from mobility_analysis.local.files import table_bytes
from mobility_analysis.planning.claims.rows import ClaimRow
from mobility_analysis.planning.coalition.answers import CoalitionAnswers, Invitation
from mobility_analysis.planning.coalition.registry import coalition_registry
from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.planning.documents.letter import Slots, letter
from mobility_analysis.planning.readiness.answers import day_of, is_filled_day, printed_day
from mobility_analysis.planning.workbooks.workbook_in import Cell
from mobility_analysis.press.word import Document

FOLDER, SENT = "letters", "letters/sent"
_COLUMNS = (
    "letter",
    "person",
    "organization",
    "ring",
    "sender",
    "why_we_ask_you",
    "what_is_new",
    "what_we_ask",
    "what_we_give",
    "how_power_is_shared",
    "project_manager",
    "answer_by",
    "asked_on",
    "answer",
)


def letter_name(invitation: Invitation) -> str:
    """The file of an invitation's letter: its key and whom it is to, such as ``invitation-1-dana-ruiz.docx``."""
    return f"{slug(f'{invitation.key} {invitation.whom}')}.docx"


def letters(
    frame: Frame, claims: Sequence[ClaimRow], answers: CoalitionAnswers
) -> Iterator[tuple[str, Document]]:
    """A letter for each invitation that has not gone out, by its path in ``drafts/``."""
    for each in answers.invitations:
        if not is_filled_day(each.asked_on):
            document = letter(frame, claims, slots_of(each, answers))
            yield f"{FOLDER}/{letter_name(each)}", document


def slots_of(invitation: Invitation, answers: CoalitionAnswers) -> Slots:
    """What people wrote for one letter: its own row first, then what stands in every letter.

    A project manager who is not to be named in public stays a blank: a letter leaves the team.
    """
    common = answers.letter
    managers = (each for each in answers.project_managers if each.is_public)
    return Slots(
        name=invitation.whom,
        why=answers.may_say(invitation.organization),
        new=common["new"],
        ask=invitation.ask or common["ask"],
        give=given(invitation.give or common["give"]),
        power=common["power"],
        manager=next((", ".join(filter(None, (e.name, e.organization))) for e in managers), ""),
        by=day_words(invitation.by) or day_words(answers.answer_by),
        sender=invitation.sender,
    )


def given(text: str) -> str:
    """What we give, as a sentence: entries of the drop-down have one each, other words stand as they are."""
    known = {each.says.casefold(): each.means for each in coalition_registry().gives}
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not all(part.casefold() in known for part in parts):
        return text
    return " ".join(known[part.casefold()] for part in parts)


def day_words(cell: Cell) -> str:
    """A day as a letter prints it; other words as they are."""
    day = day_of(cell)
    return printed_day(cell if day is None else day)


def letters_table(answers: CoalitionAnswers) -> bytes:
    """The list for mail merge, as Excel and Word read it; it has no addresses."""
    return table_bytes(_COLUMNS, [_merged(each, answers) for each in answers.invitations])


def _merged(invitation: Invitation, answers: CoalitionAnswers) -> dict[str, str]:
    slots = slots_of(invitation, answers)
    cells = (
        letter_name(invitation),
        invitation.person,
        invitation.organization,
        invitation.ring,
        slots.sender,
        slots.why,
        slots.new,
        slots.ask,
        slots.give,
        slots.power,
        slots.manager,
        slots.by,
        _iso(invitation.asked_on),
        invitation.answer,
    )
    return dict(zip(_COLUMNS, map(as_text, cells), strict=True))


def _iso(cell: Cell) -> str:
    day: date | None = day_of(cell)
    return day.isoformat() if day else str(cell or "").strip()
