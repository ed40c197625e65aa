"""Looking through a plan: what is missing, what cannot be read, what does not fit together. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mobility_analysis.local.remarks import LocalRemark
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.keep import lock_beside
from mobility_analysis.planning.settings import NAME as SETTINGS
from mobility_analysis.planning.settings import PlanSettings
from mobility_analysis.planning.workbooks.workbook_in import BookRead

MISSING, MEND, NOTE = "Still missing", "To be mended", "To be known"


@dataclass(frozen=True)
class Remark:
    """One thing to do or to know: where it is (file, sheet, key) and what it is."""

    kind: str
    where: str
    what: str


def examine(
    plan: PlanFolder, settings: PlanSettings, books: Mapping[str, BookRead | None]
) -> list[Remark]:
    """What is to be said of a plan's folder, its settings, and its workbooks as files.

    Parameters
    ----------
    books
        The plan's workbooks as they were found, by file name; ``None`` where there is none yet.
    """
    return [
        *_folder(plan, settings),
        *(remark for name, book in books.items() for remark in _workbook(plan, name, book)),
    ]


def of_local_records(remarks: Iterable[LocalRemark]) -> list[Remark]:
    """What is to be said of the place's own records."""
    return [Remark(NOTE if each.is_note else MEND, each.where, each.text) for each in remarks]


def in_order(found: Iterable[Remark]) -> list[Remark]:
    """Remarks, what must be mended first."""
    order = (MEND, MISSING, NOTE)
    return sorted(found, key=lambda remark: order.index(remark.kind))


def _folder(plan: PlanFolder, settings: PlanSettings) -> Iterator[Remark]:
    empty = [name for name, text in settings.government if not text]
    if empty:
        names = ", ".join(f"government.{name}" for name in empty)
        yield Remark(MISSING, SETTINGS, f"{names}: documents leave a blank there.")
    if not plan.is_private_closed:
        yield Remark(
            MEND,
            "private/",
            "The folder can be entered by other users: chmod 700, or begin the plan again.",
        )


def _workbook(plan: PlanFolder, name: str, book: BookRead | None) -> Iterator[Remark]:
    if book is None:
        yield Remark(
            MISSING, name, f"There is no worksheet yet: mobility plan refresh -c {_code(plan)}"
        )
        return
    lock = lock_beside(plan.path / name)
    if lock:
        yield Remark(
            NOTE, name, f"It is open in another program ({lock}); what is not saved is not seen."
        )
    for fault in book.faults:
        yield Remark(MEND, name, fault)
    for title, sheet in book.sheets.items():
        for heading in sheet.gone:
            yield Remark(MEND, f"{name}, {title}", f'The column "{heading}" is not there.')


def _code(plan: PlanFolder) -> str:
    return plan.path.name.partition("-")[0]
