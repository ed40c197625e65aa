"""What nobody outside may see: candid columns of the worksheets, and names that are not to be named."""

from __future__ import annotations

from collections.abc import Mapping

from mobility_analysis.planning.coalition.sheet_names import (
    BENEFIT,
    INVITATIONS,
    PEOPLE,
    YES,
)
from mobility_analysis.planning.coalition.sheet_names import NAME as COALITION_BOOK
from mobility_analysis.planning.readiness.answers import CONDITIONS, DECISION, PREPAREDNESS, STEPS
from mobility_analysis.planning.readiness.answers import NAME as READINESS_BOOK
from mobility_analysis.planning.workbooks.workbook_in import BookRead, text_of

# By workbook and sheet, the columns that stay with those who wrote them.
CLOSED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    READINESS_BOOK: {
        STEPS: ("how", "address"),
        CONDITIONS: ("notes",),
        DECISION: ("why",),
        PREPAREDNESS: ("action", "means", "done", "how_it_goes"),
    },
    COALITION_BOOK: {
        BENEFIT: ("aligned", "assets", "gain", "motives", "people", "barriers", "good_partner"),
        PEOPLE: ("paid", "note"),
        INVITATIONS: ("note",),
    },
}


def closed_texts(books: Mapping[str, BookRead | None]) -> dict[str, str]:
    """Texts that no output for others may hold, by where they are written (file, sheet, key, column)."""
    found = {}
    for name, sheets in CLOSED.items():
        book = books.get(name)
        for sheet, columns in sheets.items():
            for key, cells in (book.cells_of(sheet) if book else {}).items():
                for column in columns:
                    if text := text_of(cells, column).strip():
                        found[f"{name}, {sheet}, {key}, {column}"] = text
    return found


def unnamed_people(books: Mapping[str, BookRead | None]) -> dict[str, str]:
    """Names of people who did not say that they may be named in public, by where they stand."""
    book = books.get(COALITION_BOOK)
    rows = book.cells_of(PEOPLE) if book else {}
    return {
        f"{COALITION_BOOK}, {PEOPLE}, {key}": name
        for key, cells in rows.items()
        if (name := text_of(cells, "name").strip())
        and text_of(cells, "public").strip().casefold() != YES
    }
