"""What can be done with a plan: its worksheets refreshed, everything looked through, documents built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.core.errors import PlanError
from mobility_analysis.planning.action_plan.contents import EDITIONS
from mobility_analysis.planning.changes_log import note_new_changes
from mobility_analysis.planning.chapters.action_plan import ActionPlan, Around
from mobility_analysis.planning.chapters.chapter import Chapter, Making
from mobility_analysis.planning.chapters.claims import Claims
from mobility_analysis.planning.chapters.coalition import Coalition
from mobility_analysis.planning.chapters.progress import ProgressChapter
from mobility_analysis.planning.chapters.readiness import Readiness
from mobility_analysis.planning.chapters.release import Release
from mobility_analysis.planning.check import Remark, examine, in_order, of_local_records
from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.planning.drafts.built import BuiltDrafts
from mobility_analysis.planning.drafts.look_through import examine_drafts
from mobility_analysis.planning.drafts.said import known_today, sayings_of
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.keep import Built, Refreshed, take_back, write_once, write_ours
from mobility_analysis.planning.officials.office import Office
from mobility_analysis.planning.opened import Opened
from mobility_analysis.planning.release.gates import Passed, look, refuse_incomplete
from mobility_analysis.planning.release.unread import built_files
from mobility_analysis.planning.workbooks.kept_workbook import KeptWorkbook
from mobility_analysis.planning.workbooks.workbook_in import BookRead
from mobility_analysis.planning.workbooks.worksheets import Worksheet

NOTEBOOK, PAGE = "plan.ipynb", "plan.html"
PLAN_NOTEBOOK = "action_plan.ipynb"


class Desk:
    """One place's plan, opened, with its chapters.

    Parameters
    ----------
    root
        The project's folder.
    plan
        The plan's folder.

    Raises
    ------
    SettingsError
        ``plan.yaml`` holds something it cannot.
    MissingInput
        The run named there has no estimates.
    """

    def __init__(self, root: Path, plan: PlanFolder) -> None:
        self.root, self.plan = root, plan
        self.opened = Opened(root, plan)
        self.here = self.opened.here
        self.readiness = Readiness(self.opened)
        self.claims = Claims(self.opened)
        self.coalition = Coalition(self.opened)
        self.action_plan = ActionPlan(
            self.opened,
            Around(
                claims=self.claims.read,
                coalition=lambda: self.coalition.answers,
                adopted=self._adopted_on,
                sheets=self._release_sheets,
            ),
        )
        self.progress = ProgressChapter(
            self.opened,
            lambda: self.action_plan.measures,
            self.claims.read,
            lambda: self.action_plan.measures_to_adopt,
        )
        self.release = Release(
            self.opened,
            readiness=self.readiness,
            claims=self.claims,
            coalition=self.coalition,
            action_plan=self.action_plan,
            progress=self.progress,
        )

    def _adopted_on(self) -> str:
        adoption = self.progress.adoption
        return adoption.on if adoption else ""

    def _release_sheets(self, book: BookRead | None) -> tuple[Worksheet, ...]:
        # The release looks at every chapter, and its sheets stand in the workbook of one of them.
        return self.release.sheets(book)

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """Every chapter of the plan, in the order of the work."""
        return (
            self.readiness,
            self.claims,
            self.coalition,
            self.action_plan,
            self.progress,
            self.release,
        )

    @property
    def books(self) -> tuple[KeptWorkbook, ...]:
        """Every workbook of the plan."""
        return tuple(book for chapter in self.chapters for book in chapter.books)

    @property
    def office(self) -> Office:
        """The place's elected officials, as of today."""
        frame = Frame(self.opened.alone, self.opened.settings)
        return Office(self.plan, frame, date.today())

    @property
    def frame(self) -> Frame:
        """What every document shares."""
        return Frame(self.opened.data, self.opened.settings)

    def refresh(self) -> list[Refreshed]:
        """Write the evidence anew into every worksheet; whatever people wrote stays.

        Raises
        ------
        PlanError
            A file is open or cannot be read; it was not changed, nor those after it.
        """
        self.claims.approve()
        done = [book.refresh() for book in self.books]
        note_new_changes(self.plan, self.opened.data)
        return done

    def complete(self) -> None:
        """Write every worksheet that is not there yet."""
        for book in self.books:
            if not book.path.is_file():
                book.refresh()

    def examine(self) -> list[Remark]:
        """What is missing, to be mended or to be known; nothing is changed."""
        opened = self.opened
        found = examine(self.plan, opened.settings, {book.name: book.read() for book in self.books})
        for chapter in self.chapters:
            found += chapter.remarks()
        known = known_today(
            opened.data, lambda: opened.facts, opened.judge, self.claims.own_numbers
        )
        found += examine_drafts(self.plan, known)
        found += of_local_records(opened.local().remarks)
        return in_order([*found, *self.office.remarks()])

    def write_check(self) -> list[Remark]:
        """Look through the plan and write ``out/check.html``."""
        from mobility_analysis.planning.page import check_page

        found = self.examine()
        page = check_page(self.opened.data, found).encode("utf-8")
        write_ours(self.plan, self.plan.out / "check.html", page)
        return found

    # ------------------------------------------------------------------ gates

    def gates(self, files: Mapping[str, bytes] | None = None) -> list[Passed]:
        """Every gate of a release: whether it holds, and else what is missing, where, and whose it is.

        Parameters
        ----------
        files
            Files of ``out/`` by their path in there; those that lie there now where none are given.
        """
        files = built_files(self.plan) if files is None else files
        books = {book.name: book.read() for book in self.books}
        return look(self.release.looked(books, files, list(self.office.unready())))

    # ------------------------------------------------------------------ documents

    def notebook_pages(self, frame: Frame) -> dict[str, str]:
        """The pages that notebooks become, by their names in ``out/``: the plan's, and an edition's each.

        Raises
        ------
        ReportError
            A cell failed; earlier pages stay.
        """
        from mobility_analysis.planning.documents.plain_page import page_parts
        from mobility_analysis.planning.page import edition_parts
        from mobility_analysis.press.notebooks import export_page

        pages = {PAGE: export_page(self._run(NOTEBOOK), page_parts(frame.data))}
        done = self._run(PLAN_NOTEBOOK)
        for edition in EDITIONS:
            others = {each for each in EDITIONS if each != edition}
            parts = edition_parts(frame, edition)
            pages[f"map-{edition}.html"] = export_page(done, parts, without=others)
        return pages

    def _run(self, notebook: str) -> Any:
        from mobility_analysis.press.notebooks import run_notebook

        paths = self.opened.paths
        parameters = {"run": paths.run, "geoid": self.here.geoid}
        with atomic_path(self.plan.out / notebook) as temporary:
            return run_notebook(
                paths.notebooks / notebook, temporary, parameters, self.root, self.here.label
            )

    def build(self, *, new_drafts: bool = False, is_release: bool = False) -> list[Built]:
        """Write every document and the page: those in ``out/`` anew, those in ``drafts/`` where they are not there yet.

        Parameters
        ----------
        new_drafts
            Write a draft of today's evidence beside each one that is there, under the day of the run.
        is_release
            Nothing is marked as a draft; only where every gate holds.

        Raises
        ------
        PlanIncomplete
            A release was asked for, and a gate does not hold; nothing was written.
        PlanError
            A worksheet, or a document that is to be replaced, is open or cannot be read.
        """
        begun = self.action_plan.begin_texts()
        frame = replace(self.frame, is_released=is_release)
        making = Making(frame, self.claims.approve(), self.notebook_pages(frame))
        files = {name: page.encode("utf-8") for name, page in making.pages.items()}
        for chapter in self.chapters:
            files |= chapter.outputs(making)
        if is_release:
            refuse_incomplete(
                self.gates(files),
                "See what is missing, where, and whose it is: "
                f"mobility plan check -c {self.here.geoid} --release",
            )
        made = [self._output(name, content) for name, content in files.items()]
        take_back(self.plan, [each.path.relative_to(self.plan.path).as_posix() for each in made])
        # What people have still to finish stays a draft.
        drafts = self._drafts(replace(making, frame=self.frame), new_drafts)
        return [*made, *begun, *drafts]

    def write_progress(self) -> list[Built]:
        """Write what became of each adopted measure: ``progress.html``, ``.docx`` and ``.csv`` in ``out/``.

        Raises
        ------
        PlanError
            The plan was not adopted, or what was frozen is damaged.
        """
        if self.progress.adoption is None:
            raise PlanError(
                f"The plan of {self.here.label} was not adopted yet, so there is nothing to compare with.",
                f"Freeze its baselines: mobility plan adopt -c {self.here.geoid} --on DATE",
            )
        return [
            self._output(name, content)
            for name, content in self.progress.outputs(Making(self.frame))
        ]

    def _output(self, name: str, content: bytes) -> Built:
        path = self.plan.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return Built(path, write_ours(self.plan, path, content), False)

    def _drafts(self, making: Making, new_drafts: bool) -> list[Built]:
        from mobility_analysis.press.word import word_bytes

        memory, built = BuiltDrafts(self.plan), making.frame.built
        sayings = sayings_of(making.frame, making.claims)
        made = []
        for chapter in self.chapters:
            for name, document in chapter.drafts(making):
                path = self.plan.drafts / name
                if new_drafts and path.exists():
                    path = path.with_name(f"{path.stem}.{built}.docx")
                path.parent.mkdir(parents=True, exist_ok=True)
                draft = Built(path, write_once(self.plan, path, word_bytes(document)), True)
                if draft.is_new:
                    known = path.relative_to(self.plan.drafts).as_posix()
                    memory.remember(known, built, document, sayings)
                made.append(draft)
        return made
