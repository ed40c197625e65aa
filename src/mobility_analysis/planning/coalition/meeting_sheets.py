"""Sheets on working together: meetings, what was agreed, how decisions are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mobility_analysis.planning.coalition.registry import Entry, coalition_registry
from mobility_analysis.planning.coalition.sheet_names import AGREEMENTS, DECIDING, MEETINGS
from mobility_analysis.planning.workbooks.worksheets import Column, Row, Worksheet

# As many meetings can be written before rows are added; the first three have an agenda.
ROWS = 12

_MEETINGS = (
    Column("on", "Day", 12, is_theirs=True, is_date=True),
    Column("about", "What it is about", 34, is_theirs=True, choices="agendas", may_differ=True),
    Column("place", "Where", 26, is_theirs=True),
    Column("present", "Who was there, or how many", 30, is_theirs=True),
    Column("decided", "What was decided", 46, is_theirs=True),
    Column("next", "Next steps: who, what, by when", 46, is_theirs=True),
    Column("posted", "Where the notes are", 28, is_theirs=True),
)
_AGREEMENTS = (
    Column("part", "Of what", 22),
    Column("matter", "Matter", 34),
    Column("asks", "What to settle", 44),
    Column("text", "How we do it", 56, is_theirs=True),
    Column("on", "Agreed on", 12, is_theirs=True, is_date=True),
    Column("again", "Look at it again on", 12, is_theirs=True, is_date=True),
)
_DECIDING = (
    Column("method", "Way to decide", 30),
    Column("means", "What it means", 60),
    Column("chosen", "Chosen?", 10, is_theirs=True, choices="yes_no"),
    Column("for_what", "For which decisions", 46, is_theirs=True),
    Column("on", "Agreed on", 12, is_theirs=True, is_date=True),
)


def meeting_sheets() -> tuple[Worksheet, ...]:
    """The three sheets."""
    asked = coalition_registry()
    return (
        Worksheet(
            MEETINGS,
            "When did we meet, and what came of it?",
            (
                "Write each meeting. The first one that was held is the launch of the coalition. Agendas for the first "
                "three are in drafts/agendas/.",
            ),
            _MEETINGS,
            tuple(Row(f"meeting.{number}", {}, _first(number)) for number in range(1, ROWS + 1)),
        ),
        Worksheet(
            AGREEMENTS,
            "What did we agree on?",
            (
                "Settle these together with the partners, and not before they come. Write what was agreed in the "
                "coalition's own words.",
            ),
            _AGREEMENTS,
            tuple(
                row
                for key, part, entries in (
                    ("agreement", "Working together", asked.agreements),
                    ("kickoff", "The first months", asked.kickoff),
                    ("principle", "Partnerships", asked.principles),
                    ("revisit", "Partners again", asked.revisits),
                )
                for row in _agreed(key, part, entries)
            ),
        ),
        Worksheet(
            DECIDING,
            "How do we decide?",
            ("Five ways. Choose one, or several and say for which decisions each of them holds.",),
            _DECIDING,
            tuple(
                Row(f"method.{each.id}", {"method": each.says, "means": each.means})
                for each in asked.methods
            ),
            missing_where=('=AND($D{row}="yes",$E{row}="")', "for_what"),
        ),
    )


def _first(number: int) -> dict[str, str]:
    agendas = coalition_registry().agendas
    return {"about": agendas[number - 1].says} if number <= len(agendas) else {}


def _agreed(key: str, part: str, entries: Sequence[Entry]) -> Iterator[Row]:
    for number, each in enumerate(entries, 1):
        cells = {"part": part, "matter": each.says, "asks": each.means}
        yield Row(f"{key}.{each.id or number}", cells)
