"""Step 9: ``action-plan.xlsx``, what the plan tells, what it does, how it is measured, who keeps it going."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from mobility_analysis.planning.action_plan.book import action_plan_workbook
from mobility_analysis.planning.action_plan.chosen import (
    Chosen,
    chosen_remarks,
    findings_sheet,
    read_chosen,
)
from mobility_analysis.planning.action_plan.contents import EDITIONS, Contents
from mobility_analysis.planning.action_plan.editions import whole
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
from mobility_analysis.planning.action_plan.parts import (
    PartText,
    part_remarks,
    plan_parts,
    read_part,
    starting_blocks,
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
from mobility_analysis.planning.coalition.answers import CoalitionAnswers
from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.planning.documents.pdf import document_pdf
from mobility_analysis.planning.keep import Built, write_once
from mobility_analysis.planning.opened import Opened
from mobility_analysis.planning.progress.baseline import adopted_starts
from mobility_analysis.planning.release.checklists import DONE
from mobility_analysis.planning.release.terms import count_terms, key_terms, read_terms, unexplained
from mobility_analysis.planning.release.texts import passages
from mobility_analysis.planning.workbooks.kept_workbook import KeptWorkbook
from mobility_analysis.planning.workbooks.workbook_in import BookRead
from mobility_analysis.planning.workbooks.worksheets import Workbook, Worksheet
from mobility_analysis.press.word import Document, word_bytes
from mobility_analysis.runs.source_words import source_line

FOR_COALITION = "For the coalition"


@dataclass(frozen=True)
class Around:
    """What other chapters hold when the plan asks for it.

    Attributes
    ----------
    adopted
        The day of adoption; empty before.
    sheets
        The sheets that follow, for the release, given what people wrote into the workbook.
    """

    claims: Callable[[], list[ClaimRow]]
    coalition: Callable[[], CoalitionAnswers]
    adopted: Callable[[], str]
    sheets: Callable[[BookRead | None], Sequence[Worksheet]]


class ActionPlan:
    """Findings, logic model, measures, sustainability; texts; both editions."""

    def __init__(self, opened: Opened, around: Around) -> None:
        self._opened, self._around = opened, around
        self.book = KeptWorkbook(opened.plan, NAME, self._ask, opened.built)
        self.books = (self.book,)

    def _ask(self, book: BookRead | None) -> Workbook:
        model = read_logic(book)
        planned = self._planned(book)
        sheets = (
            findings_sheet(self._around.claims()),
            logic_sheet(model),
            *measure_sheets(planned, {each.key: self._shown(each) for each in planned}),
            sustainability_sheet(model, read_sustainability(book, model)),
            *self._around.sheets(book),
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
        return self._planned(self.book.read())

    def _planned(self, book: BookRead | None) -> list[PlannedMeasure]:
        return read_measures(book, self._opened.ground, adopted_starts(self._opened.plan))

    @property
    def measures_to_adopt(self) -> list[PlannedMeasure]:
        """The measures as they stand now, with targets in points read from the numbers of today's run."""
        return read_measures(self.book.read(), self._opened.ground)

    @property
    def findings(self) -> list[Chosen]:
        """The findings that the plan tells, strengths first."""
        return read_chosen(self.book.read(), self._around.claims())

    @property
    def sustainability(self) -> list[Stewardship]:
        """Who keeps each action going, as it stands now."""
        return read_sustainability(self.book.read(), self.model)

    @property
    def texts(self) -> dict[str, PartText]:
        """What people wrote into ``parts/``, by part."""
        folder = self._opened.plan.parts
        return {each.id: read_part(folder, each) for each in plan_parts() if each.file}

    @property
    def contents(self) -> Contents:
        """Everything that the plan is made of, as it stands now."""
        return self.contents_of(self.book.read())

    def contents_of(self, book: BookRead | None) -> Contents:
        """Everything that the plan is made of, given what people wrote into its workbook."""
        opened, model = self._opened, read_logic(book)
        planned, claims = self._planned(book), self._around.claims()
        shown = ((each.key, shows_of(each, opened.ground)) for each in planned)
        plan = Contents(
            data=opened.data,
            settings=opened.settings,
            claims=claims,
            chosen=read_chosen(book, claims),
            model=model,
            planned=planned,
            shows={key: shows for key, shows in shown if shows is not None},
            stewards=read_sustainability(book, model),
            texts=self.texts,
            coalition=self._around.coalition(),
            adopted=self._around.adopted(),
        )
        terms = read_terms(book, count_terms([each.text for each in passages(plan, ())]))
        unclear = [each.term for each in unexplained(terms)]
        return replace(plan, terms=key_terms(terms), unclear=unclear)

    def begin_texts(self) -> list[Built]:
        """Write the text of every part that has none yet, with its headings and questions; then it is people's."""
        made = []
        folder = self._opened.plan.parts
        folder.mkdir(exist_ok=True)
        frame = Frame(self._opened.data, self._opened.settings)
        for part in plan_parts():
            if part.file and not (folder / f"{part.file}.md").exists():
                path = folder / f"{part.file}.docx"
                document = frame.document(part.title, starting_blocks(part), use=FOR_COALITION)
                is_new = write_once(self._opened.plan, path, word_bytes(document))
                made.append(Built(path, is_new, True))
        return made

    def remarks(self) -> Iterator[Remark]:
        """What is missing in a plan that was begun."""
        plan = self.contents
        is_written = any(text.is_begun for text in plan.texts.values())
        if not plan.model.elements and not plan.planned and not is_written:
            return
        yield from chosen_remarks(plan.chosen)
        yield from logic_remarks(plan.model)
        yield from measure_remarks(plan.planned, plan.model, is_adopted=bool(plan.adopted))
        yield from showing_remarks(plan.planned, self._opened.ground)
        yield from sustainability_remarks(list(plan.stewards))
        yield from part_remarks(list(plan.texts.values()), plan.resolve)

    def outputs(self, making: Making) -> Iterator[tuple[str, bytes]]:
        """Both editions as Word files and as PDF; their pages are made from the notebook."""
        plan = self.contents
        for edition in EDITIONS:
            document = making.frame.document(plan.title, whole(plan, edition))
            yield f"map-{edition}.docx", word_bytes(document)
            yield f"map-{edition}.pdf", document_pdf(making.frame, document)

    def drafts(self, _: Making) -> Iterator[tuple[str, Document]]:
        """Its texts lie in ``parts/`` (:meth:`begin_texts`)."""
        yield from ()
