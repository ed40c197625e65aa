"""Eight topics to be decided before the plan goes out: a sheet of ``action-plan.xlsx``."""

from __future__ import annotations

from dataclasses import dataclass

from mobility_analysis.planning.release.registry import release_registry
from mobility_analysis.planning.workbooks.workbook_in import BookRead, text_of
from mobility_analysis.planning.workbooks.worksheets import Column, Row, Worksheet

SHEET = "Release"
_COLUMNS = (
    Column("topic", "Topic", 24),
    Column("questions", "What to talk about", 56),
    Column("decision", "What we decided (\u201cno\u201d is a decision)", 46, is_theirs=True),
    Column("owner", "Owner", 24, is_theirs=True),
    Column("by_when", "By when", 14, is_theirs=True, is_date=True),
    Column("note", "Our notes", 30, is_theirs=True),
)


@dataclass(frozen=True)
class Decided:
    """A topic of the release, and what was decided."""

    id: str
    title: str
    decision: str
    owner: str
    by_when: str


def release_sheet() -> Worksheet:
    """The eight topics to be decided before the plan goes out."""
    return Worksheet(
        SHEET,
        "How the plan goes out",
        (
            "Eight topics to talk over. Write what you decided, who sees to it, and by when. A \u201cno\u201d is a decision, too; "
            "an empty cell is none.",
        ),
        _COLUMNS,
        tuple(
            Row(
                f"release.{each.id}",
                {"topic": each.title, "questions": "\n".join(each.questions)},
            )
            for each in release_registry().topics
        ),
        missing_where=('=AND($D{row}<>"",$E{row}="")', "owner"),
    )


def read_topics(book: BookRead | None) -> list[Decided]:
    """What was decided on each topic, so far."""
    cells = book.cells_of(SHEET) if book else {}
    found = []
    for each in release_registry().topics:
        row = cells.get(f"release.{each.id}", {})
        texts = (text_of(row, name).strip() for name in ("decision", "owner", "by_when"))
        found.append(Decided(each.id, each.title, *texts))
    return found
