"""Sheets on whom to ask: partners (Parts 2 and 3), what they would gain (Part 4), invitations (Part 5), the letter."""

from __future__ import annotations

from mobility_analysis.planning.coalition.registry import coalition_registry
from mobility_analysis.planning.coalition.sheet_names import (
    BENEFIT,
    INVITATIONS,
    LETTERS,
    PARTNERS,
)
from mobility_analysis.planning.workbooks.worksheets import Column, Row, Worksheet

# As many can be written before rows are added.
PARTNER_ROWS, BENEFIT_ROWS, INVITATION_ROWS = 20, 12, 15

_PARTNERS = (
    Column("organization", "Organization", 30, is_theirs=True),
    Column("sector", "Sector", 22, is_theirs=True, choices="sectors"),
    Column("groups", "Groups it serves", 30, True, choices="groups", may_differ=True),
    Column("predictors", "Predictors it works on", 30, True, choices="predictors", may_differ=True),
    Column("assets", "Assets it brings", 30, True, choices="assets", may_differ=True),
    Column("relation", "Our relation", 18, is_theirs=True, choices="relations"),
    Column("asked_by", "Who asks them", 22, is_theirs=True, choices="people", may_differ=True),
    Column("source", "How we know of them", 28, is_theirs=True),
    Column("public", "May be named in public?", 12, is_theirs=True, choices="yes_no"),
)
_BENEFIT = (
    Column("partner", "Partner", 28, is_theirs=True, choices="partners", may_differ=True),
    Column("aligned", "What they do that fits our work", 34, is_theirs=True),
    Column("assets", "What they would bring", 30, is_theirs=True),
    Column("gain", "What they would gain from it", 30, is_theirs=True),
    Column("motives", "What drives them, and to whom they answer", 30, is_theirs=True),
    Column("people", "People there who know the practice, and their part", 30, is_theirs=True),
    Column("barriers", "What stands in the way", 30, is_theirs=True),
    Column("good_partner", "What makes them a good partner", 30, is_theirs=True),
    Column("may_say", "What we may say to them", 40, is_theirs=True),
    Column("critical", "Critical?", 14, is_theirs=True, choices="critical"),
)
_INVITATIONS = (
    Column("person", "Person", 24, is_theirs=True),
    Column("organization", "Organization", 28, True, choices="partners", may_differ=True),
    Column("sender", "Who sends it: whoever knows them best", 28, is_theirs=True),
    Column("ring", "For which ring", 18, is_theirs=True, choices="rings"),
    Column("ask", "What we ask of them, if not as on the sheet Letter", 34, is_theirs=True),
    Column(
        "give", "What we give them, if not as there", 26, True, choices="gives", may_differ=True
    ),
    Column("by", "Answer by, if not as there", 12, is_theirs=True, is_date=True),
    Column("asked_on", "Asked on", 12, is_theirs=True, is_date=True),
    Column("answer", "Answer", 16, is_theirs=True, choices="answers"),
    Column("note", "Our notes", 30, is_theirs=True),
)
_LETTER = (
    Column("part", "Part of the letter", 26),
    Column("asks", "What to say", 44),
    Column("text", "In our words", 70, is_theirs=True),
)


def partner_sheets() -> tuple[Worksheet, ...]:
    """The four sheets."""
    return (
        Worksheet(
            PARTNERS,
            "Which organizations could take part?",
            (
                "Parts 2 and 3 of the guide's worksheet in one list. Think wide: those who do such work already, those "
                "with whom you never worked, and those who may be against it and without whom it will not do. Ask who "
                "works on it now, so that nothing is done twice.",
                "For several groups, predictors or assets in one cell, write them with a semicolon between them. Good "
                "partners also work for people's say in their lives, have a way of working for racial equity, are "
                "trusted by residents, or rest their decisions on data. No single one needs all of it.",
            ),
            _PARTNERS,
            _rows("partner", PARTNER_ROWS),
            missing_where=('=AND($B{row}<>"",$G{row}="")', "relation"),
        ),
        Worksheet(
            BENEFIT,
            "What would each partner gain, and we from them?",
            (
                "Part 4 of the guide's worksheet, with all five of its questions. FOR THE MANAGEMENT TEAM ALONE: write "
                "candidly. No document takes anything from this sheet but the column \u201cWhat we may say to them\u201d, "
                "which goes into their letter word for word.",
                "Under what fits our work: do they have a program for racial equity, do they work deeply with residents, "
                "do they want to change systems? Critical is whoever the plan cannot be made or carried out without.",
            ),
            _BENEFIT,
            _rows("benefit", BENEFIT_ROWS),
            missing_where=('=AND($B{row}<>"",$J{row}="")', "may_say"),
        ),
        Worksheet(
            INVITATIONS,
            "Whom do we invite?",
            (
                "Part 5 of the guide's worksheet. One row for each person; build then writes one letter for each into "
                "drafts/letters/. Whoever knows the person best sends it. It is fine to begin with few.",
                "When a letter was sent, move it to drafts/letters/sent/ and write the day here.",
            ),
            _INVITATIONS,
            _rows("invitation", INVITATION_ROWS),
            missing_where=('=AND($B{row}&$C{row}<>"",$D{row}="")', "sender"),
        ),
        Worksheet(
            LETTERS,
            "What stands in every letter?",
            (
                "Write whole sentences: build puts them into each letter as they are, unless the row of the invitation "
                "says something else. A letter also takes the claims that were approved for it (claims.xlsx), the words of \u201cWhat we may say to "
                "them\u201d and the project manager. What is empty is a yellow blank in the letter.",
            ),
            _LETTER,
            tuple(
                Row(f"letter.{each.id}", {"part": each.says, "asks": each.means})
                for each in coalition_registry().letter
            ),
            missing_where=('=$D{row}=""', "text"),
        ),
    )


def _rows(key: str, number: int) -> tuple[Row, ...]:
    return tuple(Row(f"{key}.{each}", {}) for each in range(1, number + 1))
