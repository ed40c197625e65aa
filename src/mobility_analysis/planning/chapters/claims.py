"""``claims.xlsx``: what is to be said, everything that may be, and the texts that carry it."""

from __future__ import annotations

from collections.abc import Iterator

from mobility_analysis.planning.chapters.chapter import Making
from mobility_analysis.planning.check import Remark
from mobility_analysis.planning.claims.own_numbers import OwnNumber, read_own_numbers
from mobility_analysis.planning.claims.remarks import claim_remarks, letter_remarks
from mobility_analysis.planning.claims.rows import NAME, Approvals, ClaimRow, keys_of, read_claims
from mobility_analysis.planning.claims.sheets import claims_workbook
from mobility_analysis.planning.documents.letter import letter, slip
from mobility_analysis.planning.documents.talking_points import talking_points
from mobility_analysis.planning.opened import Opened
from mobility_analysis.planning.workbooks.kept_workbook import KeptWorkbook
from mobility_analysis.planning.workbooks.workbook_in import BookRead
from mobility_analysis.planning.workbooks.worksheets import Workbook
from mobility_analysis.press.word import Document, word_bytes


class Claims:
    """Claims with what the data say to each, and their approvals."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self.book = KeptWorkbook(opened.plan, NAME, self._ask, opened.built, self._outline)
        self.books = (self.book,)

    def _ask(self, book: BookRead | None) -> Workbook:
        own = keys_of(book)
        return claims_workbook(self._opened.data, self._rows_of(book), self._opened.facts, own)

    def _outline(self) -> Workbook:
        return claims_workbook(self._opened.data, (), ())

    def _rows_of(self, book: BookRead | None) -> list[ClaimRow]:
        return read_claims(book, self._opened.judge, Approvals(self._opened.plan))

    def read(self) -> list[ClaimRow]:
        """The claims as the worksheet has them now."""
        return self._rows_of(self.book.read())

    @property
    def own_numbers(self) -> list[OwnNumber]:
        """Numbers of the team's own work, as the worksheet has them now."""
        return read_own_numbers(self.book.read())

    def approve(self) -> list[ClaimRow]:
        """Note the words of claims that somebody newly approved; the claims as they are then."""
        rows = self.read()
        is_new = Approvals(self._opened.plan).record(rows, self._opened.built)
        return self.read() if is_new else rows

    def remarks(self) -> Iterator[Remark]:
        """Claims that are refused, not approved, changed or fallen."""
        rows = self.read()
        for row in rows:
            yield from claim_remarks(row)
        yield from letter_remarks(rows, self._opened.data)

    def outputs(self, making: Making) -> Iterator[tuple[str, bytes]]:
        """The slip of sources."""
        yield "slip.docx", word_bytes(slip(making.frame, making.claims))

    def drafts(self, making: Making) -> Iterator[tuple[str, Document]]:
        """The letter and the talking points."""
        yield "letter.docx", letter(making.frame, making.claims)
        yield "talking-points.docx", talking_points(making.frame, making.claims)
