"""Step 3: ``readiness.xlsx``, what is missing in it, and what staff and executives get."""

from __future__ import annotations

from collections.abc import Iterator

from mobility_analysis.planning.chapters.chapter import Making
from mobility_analysis.planning.check import Remark
from mobility_analysis.planning.documents.case import case_pdf
from mobility_analysis.planning.documents.launch_message import launch_message
from mobility_analysis.planning.documents.preparedness import preparedness_plan
from mobility_analysis.planning.documents.readiness_summary import readiness_summary
from mobility_analysis.planning.documents.sign_up import sign_up
from mobility_analysis.planning.opened import Opened
from mobility_analysis.planning.readiness.answers import NAME, ReadinessAnswers, read_readiness
from mobility_analysis.planning.readiness.evidence import evidence
from mobility_analysis.planning.readiness.remarks import readiness_remarks
from mobility_analysis.planning.readiness.sheets import readiness_workbook
from mobility_analysis.planning.workbooks.kept_workbook import KeptWorkbook
from mobility_analysis.planning.workbooks.workbook_in import BookRead
from mobility_analysis.planning.workbooks.worksheets import Workbook
from mobility_analysis.press.word import Document, word_bytes


class Readiness:
    """Steps, conditions, decision, preparedness."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self.book = KeptWorkbook(opened.plan, NAME, self._ask, opened.built)
        self.books = (self.book,)

    def _ask(self, book: BookRead | None) -> Workbook:
        shown = evidence(self._opened.data, self._opened.plan)
        return readiness_workbook(self._opened.data, shown, self._read(book))

    def _read(self, book: BookRead | None) -> ReadinessAnswers:
        return read_readiness(book, self._opened.settings.readiness)

    @property
    def answers(self) -> ReadinessAnswers:
        """What people wrote, as it stands now."""
        return self._read(self.book.read())

    def remarks(self) -> Iterator[Remark]:
        """What is missing in the steps and the decision."""
        book = self.book.read()
        if book is not None:
            yield from readiness_remarks(self._read(book))

    def outputs(self, making: Making) -> Iterator[tuple[str, bytes]]:
        """The summary, the preparedness plan, the two-page case."""
        answers = self.answers
        yield "readiness.docx", word_bytes(readiness_summary(making.frame, answers))
        yield "preparedness.docx", word_bytes(preparedness_plan(making.frame, answers))
        yield "case.pdf", case_pdf(making.frame)

    def drafts(self, making: Making) -> Iterator[tuple[str, Document]]:
        """The message to staff and the sign-up sheet."""
        yield "launch-message.docx", launch_message(making.frame, making.claims)
        yield "sign-up.docx", sign_up(making.frame)
