"""Step 4: ``coalition.xlsx``, whom the planning is for and who makes it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from mobility_analysis.planning.chapters.chapter import Making
from mobility_analysis.planning.check import Remark
from mobility_analysis.planning.coalition.part_one import NAME, coalition_workbook
from mobility_analysis.planning.coalition.part_one_evidence import (
    GroupEvidence,
    PredictorEvidence,
    group_evidence,
    predictor_evidence,
)
from mobility_analysis.planning.opened import Opened
from mobility_analysis.planning.workbooks.kept_workbook import KeptWorkbook
from mobility_analysis.planning.workbooks.workbook_in import BookRead
from mobility_analysis.planning.workbooks.worksheets import Workbook
from mobility_analysis.press.word import Document


class Coalition:
    """Groups, predictors, assets."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self.book = KeptWorkbook(opened.plan, NAME, self._ask, opened.built)
        self.books = (self.book,)

    def _ask(self, _: BookRead | None) -> Workbook:
        return coalition_workbook(self._opened.data, self.groups, self.predictors)

    @cached_property
    def groups(self) -> list[GroupEvidence]:
        """What the data show of each group of the inventory."""
        return group_evidence(self._opened.data, self._opened.judge)

    @cached_property
    def predictors(self) -> list[PredictorEvidence]:
        """What the data show of each predictor."""
        return predictor_evidence(self._opened.data, self._opened.judge)

    def remarks(self) -> Iterator[Remark]:
        """Nothing is asked of the inventory yet."""
        yield from ()

    def outputs(self, _: Making) -> Iterator[tuple[str, bytes]]:
        """It has no document of its own."""
        yield from ()

    def drafts(self, _: Making) -> Iterator[tuple[str, Document]]:
        """It has no draft of its own."""
        yield from ()
