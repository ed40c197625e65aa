"""After adoption: baselines that were frozen, and what became of each measure since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from mobility_analysis.core.errors import PlanError
from mobility_analysis.planning.action_plan.logic import NAME as WORKBOOK
from mobility_analysis.planning.action_plan.measures import MEASURES, PlannedMeasure
from mobility_analysis.planning.action_plan.showing import shows_of
from mobility_analysis.planning.chapters.chapter import Making
from mobility_analysis.planning.check import MEND, NOTE, Remark
from mobility_analysis.planning.claims.rows import ClaimRow
from mobility_analysis.planning.documents.progress import (
    progress_document,
    progress_page,
    progress_table,
)
from mobility_analysis.planning.opened import Opened
from mobility_analysis.planning.progress.baseline import NAME, Adoption, adopt, read_adoption
from mobility_analysis.planning.progress.rows import ProgressRow, progress_rows
from mobility_analysis.planning.workbooks.kept_workbook import KeptWorkbook
from mobility_analysis.press.word import Document, word_bytes


class ProgressChapter:
    """The adopted plan and its measures.

    Parameters
    ----------
    measures, claims
        The measurement plan and the claims as they stand now.
    to_adopt
        The measurement plan with targets in points read from the numbers of today.
    """

    def __init__(
        self,
        opened: Opened,
        measures: Callable[[], list[PlannedMeasure]],
        claims: Callable[[], list[ClaimRow]],
        to_adopt: Callable[[], list[PlannedMeasure]],
    ) -> None:
        self._opened, self._measures, self._claims = opened, measures, claims
        self._to_adopt = to_adopt
        self.books: tuple[KeptWorkbook, ...] = ()

    @property
    def adoption(self) -> Adoption | None:
        """What the plan was adopted with, if it was.

        Raises
        ------
        PlanError
            ``state/baseline.json`` is damaged or was edited.
        """
        return read_adoption(self._opened.plan)

    def adopt(self, on: date) -> Adoption:
        """Freeze the measures and approved claims of today.

        Raises
        ------
        PlanError
            There are no measures, or one cannot be read.
        """
        opened = self._opened
        measures, claims = self._to_adopt(), self._claims()
        return adopt(opened.plan, opened.run, on, measures, claims=claims, ground=opened.ground)

    def rows(self) -> list[ProgressRow]:
        """Every adopted measure with what became of it; none where the plan was not adopted."""
        adoption = self.adoption
        if adoption is None:
            return []
        return progress_rows(self._opened.data, adoption, self._measures())

    def turned_targets(self) -> list[tuple[str, str]]:
        """Adopted targets that the data can show now and could not, or no more: the measure, and what is said of it."""
        adoption = self.adoption
        if adoption is None:
            return []
        before = {each.key: each.can_show for each in adoption.measures}
        found = []
        for each in self._measures():
            shows, was = shows_of(each, self._opened.ground), before.get(each.key, "")
            if shows is not None and was and shows.verdict.value != was:
                said = (
                    f"Can it show it? At adoption: {was}. Now: {shows.verdict.value}. {shows.words}"
                )
                found.append((each.name, said))
        return found

    def remarks(self) -> Iterator[Remark]:
        """Targets and measures that are others than those that were adopted."""
        try:
            adoption = self.adoption
        except PlanError as error:
            yield Remark(MEND, f"state/{NAME}", f"{error.what} {error.next_step}")
            return
        if adoption is None:
            return
        today = {each.key: each for each in self._measures()}
        for each in adoption.measures:
            now = today.pop(each.key, None)
            where = f"{WORKBOOK}, {MEASURES}, {each.key}"
            if now is None:
                yield Remark(
                    NOTE,
                    where,
                    f"\u201c{each.name}\u201d was adopted, and is not in the sheet any more.",
                )
            elif (now.target_words, now.by_when_words) != (each.target, each.by_when):
                yield Remark(
                    NOTE,
                    where,
                    f"Adopted with the target {each.target or 'none'} by {each.by_when or 'no day'}; the sheet says "
                    f"{now.target_words or 'none'} by {now.by_when_words or 'no day'}. Progress is told from what was "
                    "adopted, until you adopt again.",
                )
        for key in today:
            yield Remark(
                NOTE, f"{WORKBOOK}, {MEASURES}, {key}", "It came after the plan was adopted."
            )

    def outputs(self, making: Making) -> Iterator[tuple[str, bytes]]:
        """Page, Word file and table, once the plan is adopted."""
        adoption = self.adoption
        if adoption is None:
            return
        rows = self.rows()
        yield "progress.html", progress_page(making.frame, adoption, rows).encode("utf-8")
        yield "progress.docx", word_bytes(progress_document(making.frame, adoption, rows))
        yield "progress.csv", progress_table(rows).to_csv(index=False).encode("utf-8")

    def drafts(self, _: Making) -> Iterator[tuple[str, Document]]:
        """It has no draft of its own."""
        yield from ()
