"""What of a plan's folder cannot be read as it is: open, damaged, without its keys, with changes left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.keep import lock_beside
from mobility_analysis.planning.workbooks.workbook_in import BookRead
from mobility_analysis.press.word_reading import WordText, read_word


def built_files(plan: PlanFolder) -> dict[str, bytes]:
    """Every file of ``out/`` that lies there now, by its path in there."""
    paths = (path for path in plan.out.rglob("*") if path.is_file())
    return {path.relative_to(plan.out).as_posix(): path.read_bytes() for path in paths}


def word_texts(plan: PlanFolder) -> dict[str, WordText]:
    """Every Word file that people edit, by its path in the plan's folder."""
    paths = [*plan.drafts.rglob("*.docx"), *plan.parts.glob("*.docx")]
    return {
        path.relative_to(plan.path).as_posix(): read_word(path.read_bytes())
        for path in sorted(paths)
        # What Word puts beside a file that is open has the ending of one.
        if not path.name.startswith("~$")
    }


def unread(
    plan: PlanFolder, books: Mapping[str, BookRead | None], words: Mapping[str, WordText]
) -> Iterator[tuple[str, str]]:
    """Each file that has to be mended before a release, and why."""
    for name in (*books, *words):
        if lock := lock_beside(plan.path / name):
            yield name, f"It is open in another program ({lock} lies beside it)."
    for name, book in books.items():
        if book is None:
            yield name, "It is not there."
            continue
        gone = [
            f'On the sheet "{sheet}" the column "{heading}" is not there.'
            for sheet, read in book.sheets.items()
            for heading in read.gone
        ]
        if book.faults or gone:
            yield name, " ".join((*book.faults, *gone))
    for name, text in words.items():
        if text.fault:
            yield name, text.fault
        elif text.has_changes:
            yield name, "Tracked changes are neither accepted nor rejected."
