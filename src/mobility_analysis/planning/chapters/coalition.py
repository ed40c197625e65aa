"""Step 4: ``coalition.xlsx``, what is missing in it, and what is built for partners and meetings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath

from mobility_analysis.planning.chapters.chapter import Making
from mobility_analysis.planning.check import Remark
from mobility_analysis.planning.coalition.answers import CoalitionAnswers
from mobility_analysis.planning.coalition.part_one_evidence import (
    GroupEvidence,
    PredictorEvidence,
    group_evidence,
    predictor_evidence,
)
from mobility_analysis.planning.coalition.reading import read_coalition
from mobility_analysis.planning.coalition.remarks import coalition_remarks
from mobility_analysis.planning.coalition.sheet_names import NAME
from mobility_analysis.planning.coalition.workbook import coalition_workbook
from mobility_analysis.planning.documents.agendas import agendas
from mobility_analysis.planning.documents.coverage import coverage_page
from mobility_analysis.planning.documents.handout import handout_pdf
from mobility_analysis.planning.documents.invitations import SENT, letters, letters_table
from mobility_analysis.planning.documents.keep_informed import keep_informed
from mobility_analysis.planning.documents.posters import (
    POSTERS,
    SLIDES,
    posters_file,
    posters_pdf,
)
from mobility_analysis.planning.documents.role_cards import role_cards
from mobility_analysis.planning.opened import Opened
from mobility_analysis.planning.workbooks.kept_workbook import KeptWorkbook
from mobility_analysis.planning.workbooks.workbook_in import BookRead
from mobility_analysis.planning.workbooks.worksheets import Workbook
from mobility_analysis.press.translation import ENGLISH
from mobility_analysis.press.word import Document, word_bytes


class Coalition:
    """Groups, predictors and assets; people and partners; meetings and agreements."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self.book = KeptWorkbook(opened.plan, NAME, self._ask, opened.built)
        self.books = (self.book,)

    def _ask(self, book: BookRead | None) -> Workbook:
        return coalition_workbook(
            self._opened.data, self.groups, self.predictors, read_coalition(book)
        )

    @cached_property
    def groups(self) -> list[GroupEvidence]:
        """What the data show of each group of the inventory."""
        return group_evidence(self._opened.data, self._opened.judge)

    @cached_property
    def predictors(self) -> list[PredictorEvidence]:
        """What the data show of each predictor."""
        return predictor_evidence(self._opened.data, self._opened.judge)

    @property
    def answers(self) -> CoalitionAnswers:
        """What people wrote, as it stands now, as far as it may be used outside the workbook."""
        return read_coalition(self.book.read())

    def remarks(self) -> Iterator[Remark]:
        """What is missing of each part that people have begun."""
        yield from coalition_remarks(self.answers)

    def outputs(self, making: Making) -> Iterator[tuple[str, bytes]]:
        """The coverage page, role cards, lists; handout, posters and slides for the first meetings."""
        answers = self.answers
        yield "coverage.html", coverage_page(self._opened.data, answers).encode("utf-8")
        yield "role-cards.docx", word_bytes(role_cards(making.frame, answers))
        yield "keep-informed.docx", word_bytes(keep_informed(making.frame, answers))
        yield "letters.csv", letters_table(answers)
        yield "handout.pdf", handout_pdf(making.frame)
        for language in (ENGLISH, *self._opened.languages):
            for form in (POSTERS, SLIDES):
                content = posters_pdf(
                    making.frame, self._opened.judge, self.predictors, form, language
                )
                yield posters_file(form, language), content

    def drafts(self, making: Making) -> Iterator[tuple[str, Document]]:
        """Agendas of the first meetings, and a letter for each invitation that has not gone out."""
        answers, plan = self.answers, self._opened.plan
        yield from agendas(making.frame, answers)
        for name, document in letters(making.frame, making.claims, answers):
            if not (plan.drafts / SENT / PurePosixPath(name).name).exists():
                yield name, document
