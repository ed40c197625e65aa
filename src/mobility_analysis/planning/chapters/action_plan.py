"""Step 9: ``action-plan.xlsx``, what the plan tells, what it does, how it is measured, who keeps it going."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mobility_analysis.planning.action_plan.book import action_plan_workbook
from mobility_analysis.planning.action_plan.chosen import (
    Chosen,
    chosen_remarks,
    findings_sheet,
    read_chosen,
)
from mobility_analysis.planning.action_plan.logic import (
    NAME,
    Model,
    logic_remarks,
    logic_sheet,
    read_logic,
)
from mobility_analysis.planning.action_plan.measure_remarks import measure_remarks
from mobility_analysis.planning.action_plan.measure_sheets import indicator_choices, measure_sheets
from mobility_analysis.planning.action_plan.measures import (
    PlannedMeasure,
    baseline_words,
    quality_words,
    read_measures,
)
from mobility_analysis.planning.action_plan.showing import (
    showing_remarks,
    shown_cells,
    shows_of,
)
from mobility_analysis.planning.action_plan.sustainability import (
    Stewardship,
    read_sustainability,
    sustainability_remarks,
    sustainability_sheet,
)
from mobility_analysis.planning.chapters.chapter import Making
from mobility_analysis.planning.check import Remark
from mobility_analysis.planning.claims.rows import ClaimRow
from mobility_analysis.planning.opened import Opened
from mobility_analysis.planning.release.checklists import DONE
from mobility_analysis.planning.workbooks.kept_workbook import KeptWorkbook
from mobility_analysis.planning.workbooks.workbook_in import BookRead
from mobility_analysis.planning.workbooks.worksheets import Workbook, Worksheet
from mobility_analysis.press.word import Document
from mobility_analysis.runs.source_words import source_line


class ActionPlan:
    """Findings, logic model, measures, sustainability.

    Parameters
    ----------
    claims
        The claims as they stand now.
    beside
        The sheets that follow, for the release, given what people wrote into the workbook.
    """

    def __init__(
        self,
        opened: Opened,
        claims: Callable[[], list[ClaimRow]],
        beside: Callable[[BookRead | None], Sequence[Worksheet]],
    ) -> None:
        self._opened, self._claims, self._beside = opened, claims, beside
        self.book = KeptWorkbook(opened.plan, NAME, self._ask, opened.built)
        self.books = (self.book,)

    def _ask(self, book: BookRead | None) -> Workbook:
        model = read_logic(book)
        planned = read_measures(book, self._opened.ground)
        sheets = (
            findings_sheet(self._claims()),
            logic_sheet(model),
            *measure_sheets(planned, {each.key: self._shown(each) for each in planned}),
            sustainability_sheet(model, read_sustainability(book, model)),
            *self._beside(book),
        )
        return action_plan_workbook(
            self._opened.data, sheets, indicator_choices(self._opened.ground), {"done": DONE}
        )

    def _shown(self, each: PlannedMeasure) -> dict[str, str]:
        """What stands beside a measure: its baseline from the run, and how its target was read."""
        data, value = self._opened.data, each.baseline
        sources = value.sources if value is not None and value.value is not None else ()
        cells = {
            "measure": each.name,
            "baseline": baseline_words(each) if value is not None else "",
            "quality": quality_words(each),
            "source": "; ".join(source_line(data, name, [value]) for name in sources if value),
            "read_as": each.target_words if each.measure and not each.trouble else "",
            "can_show": each.trouble,
            **shown_cells(shows_of(each, self._opened.ground)),
        }
        return {name: text for name, text in cells.items() if text}

    @property
    def model(self) -> Model:
        """The logic model as it stands now."""
        return read_logic(self.book.read())

    @property
    def measures(self) -> list[PlannedMeasure]:
        """The measures as they stand now, each with its baseline in the run."""
        return read_measures(self.book.read(), self._opened.ground)

    @property
    def findings(self) -> list[Chosen]:
        """The findings that the plan tells, strengths first."""
        return read_chosen(self.book.read(), self._claims())

    @property
    def sustainability(self) -> list[Stewardship]:
        """Who keeps each action going, as it stands now."""
        return read_sustainability(self.book.read(), self.model)

    def remarks(self) -> Iterator[Remark]:
        """What is missing in a plan that was begun."""
        model, planned = self.model, self.measures
        if not model.elements and not planned:
            return
        yield from chosen_remarks(self.findings)
        yield from logic_remarks(model)
        yield from measure_remarks(planned, model)
        yield from showing_remarks(planned, self._opened.ground)
        yield from sustainability_remarks(self.sustainability)

    def outputs(self, _: Making) -> Iterator[tuple[str, bytes]]:
        """It has no document yet."""
        yield from ()

    def drafts(self, _: Making) -> Iterator[tuple[str, Document]]:
        """It has no draft of its own."""
        yield from ()
