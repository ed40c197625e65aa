"""What can be done with a plan: its worksheet refreshed, everything looked through, documents built."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.core.errors import PlanError, UsageError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.planning.carry import carry
from mobility_analysis.planning.check import Remark, examine
from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.planning.documents.launch_message import launch_message
from mobility_analysis.planning.documents.preparedness import preparedness_plan
from mobility_analysis.planning.documents.readiness_summary import readiness_summary
from mobility_analysis.planning.documents.sign_up import sign_up
from mobility_analysis.planning.documents.talking_points import talking_points
from mobility_analysis.planning.evidence import evidence
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.keep import (
    Built,
    Refreshed,
    Written,
    refuse_if_open,
    replace_kept,
    write_once,
    write_ours,
)
from mobility_analysis.planning.readiness import (
    NAME,
    Changes,
    ReadinessAnswers,
    read_readiness,
)
from mobility_analysis.planning.readiness_sheets import readiness_workbook
from mobility_analysis.planning.settings import PlanSettings, load_plan_settings
from mobility_analysis.planning.workbook_in import BookRead, read_grids, read_workbook
from mobility_analysis.planning.workbook_out import workbook_bytes
from mobility_analysis.planning.worksheets import Plain, Workbook
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData

CASE, NOTEBOOK, PAGE = "case.pdf", "plan.ipynb", "plan.html"


class Desk:
    """One place's plan, opened.

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
        self.settings: PlanSettings = load_plan_settings(plan.path)
        self._run = RunData(RunPaths(root, self.settings.run))
        self.here: PlaceRef = self._run.find(self.settings.place)

    @cached_property
    def alone(self) -> PlaceData:
        """The place without peers: enough for evidence, and soon read."""
        return read_place(self._run, self.here.geoid)

    @cached_property
    def data(self) -> PlaceData:
        """The place beside its peers, named in ``plan.yaml`` or found under its lens."""
        peers, lens = self.settings.peers, ""
        if not peers:
            lens = self.settings.lens
            peers = tuple(peer.geoid for peer in self._run.find_peers(self.here, lens))
        return read_place(self._run, self.here.geoid, peers, lens)

    # ------------------------------------------------------------------ the readiness worksheet

    def _asked(self, answers: ReadinessAnswers) -> Workbook:
        return readiness_workbook(self.alone, evidence(self.alone, self.plan), answers)

    def _read(self, content: bytes | None) -> tuple[BookRead | None, ReadinessAnswers]:
        rule = self.settings.readiness
        if content is None:
            return None, read_readiness(None, rule)
        book = read_workbook(content, self._asked(read_readiness(None, rule)))
        return book, read_readiness(book, rule)

    def read(self) -> tuple[BookRead | None, ReadinessAnswers]:
        """The readiness worksheet as it stands now."""
        path = self.plan.readiness
        return self._read(path.read_bytes() if path.is_file() else None)

    def refresh(self) -> Refreshed:
        """Write evidence and counts anew into the readiness worksheet; whatever people wrote stays.

        Raises
        ------
        PlanError
            The file is open or cannot be read; nothing was changed.
        """
        before = self._bytes()
        return self._rewrite(before, self._read(before)[0])

    def answer(self, changes: Changes) -> Refreshed:
        """Write answers into the readiness worksheet, as a person would by hand.

        Parameters
        ----------
        changes
            What to write, by sheet, key and column (:mod:`planning.readiness` names them).

        Raises
        ------
        UsageError
            There is no such sheet, row or column, or it is not people's.
        PlanError
            The file is open, cannot be read, or its rows cannot be told apart; nothing was changed.
        """
        before = self._bytes()
        if before is None:
            self.refresh()
            before = self.plan.readiness.read_bytes()
        book, _ = self._read(before)
        assert book is not None
        if book.faults:
            raise PlanError(
                f"{NAME} cannot take an answer: {' '.join(book.faults)}",
                f"Mend {NAME}; nothing was changed.",
            )
        for sheet, rows in changes.items():
            for key, cells in rows.items():
                self._set(book, sheet, key, cells)
        return self._rewrite(before, book)

    def _set(self, book: BookRead, sheet: str, key: str, cells: Mapping[str, Plain]) -> None:
        asked = self._asked(read_readiness(None, self.settings.readiness))
        theirs = {
            each.name: {column.id for column in each.columns if column.is_theirs}
            for each in asked.sheets
        }
        if sheet not in theirs:
            raise UsageError(
                f"{NAME} has no sheet {sheet!r}.", f"Its sheets are: {', '.join(theirs)}."
            )
        row = next((row for row in book.sheets[sheet].rows if row.key == key), None)
        unknown = set(cells) - theirs.get(sheet, set())
        if row is None or unknown:
            what = f"no row {key!r}" if row is None else f"no answers {', '.join(sorted(unknown))}"
            raise UsageError(
                f"The sheet {sheet!r} has {what}.",
                f"Its answers are: {', '.join(sorted(theirs[sheet]))}; its rows are in the column Key.",
            )
        row.cells.update(cells)

    def _bytes(self) -> bytes | None:
        path = self.plan.readiness
        refuse_if_open(path)
        return path.read_bytes() if path.is_file() else None

    def _rewrite(self, before: bytes | None, book: BookRead | None) -> Refreshed:
        """Write the worksheet with what ``book`` holds, where that differs from what is there."""
        path = self.plan.readiness
        asked = self._asked(read_readiness(book, self.settings.readiness))
        written = Written(self.plan)
        content = workbook_bytes(asked, carry(asked, book, written.texts(NAME) | set(asked.texts)))
        if before is not None and read_grids(before, NAME) == read_grids(content, NAME):
            return Refreshed(path, False, (f"{NAME}: nothing has changed; left as it is.",))
        if book is not None and book.faults:
            return self._beside(book, content)
        copy = replace_kept(self.plan, path, content, before)
        written.remember(NAME, content, asked.texts)
        kept = () if copy is None else (f"The earlier file is kept: history/{copy.name}",)
        gone = () if book is None else _gone(book)
        return Refreshed(path, True, (f"{NAME}: evidence of {self._built}.", *kept, *gone))

    def _beside(self, book: BookRead, content: bytes) -> Refreshed:
        """Write what a refresh would give beside a file that cannot be told row by row."""
        path = self.plan.path / "readiness.refreshed.xlsx"
        before = path.read_bytes() if path.is_file() else None
        if before != content:
            replace_kept(self.plan, path, content, before)
        return Refreshed(
            path,
            True,
            (
                f"{NAME} was left as it is, for answers are found by their keys:",
                *(f"  {fault}" for fault in book.faults),
                f"What a refresh would give is beside it: {path.name}. Mend {NAME}, or take that file in its place.",
            ),
        )

    @property
    def _built(self) -> str:
        return self.alone.record.built_at[:10]

    def examine(self) -> list[Remark]:
        """What is missing, to be mended or to be known; nothing is changed."""
        book, answers = self.read()
        return examine(self.plan, self.settings, book, answers)

    def write_check(self) -> list[Remark]:
        """Look through the plan and write ``out/check.html``."""
        from mobility_analysis.planning.page import check_page

        found = self.examine()
        page = check_page(self.alone, found).encode("utf-8")
        write_ours(self.plan, self.plan.out / "check.html", page)
        return found

    # ------------------------------------------------------------------ documents

    def write_page(self) -> Built:
        """Run ``notebooks/plan.ipynb`` for this place and write the page that it becomes, ``out/plan.html``.

        Raises
        ------
        ReportError
            A cell failed; an earlier page stays.
        """
        from mobility_analysis.planning.page import page_parts
        from mobility_analysis.press.notebooks import export_page, run_notebook

        template = RunPaths(self.root, self.settings.run).notebooks / NOTEBOOK
        parameters = {"run": self.settings.run, "geoid": self.here.geoid}
        with atomic_path(self.plan.out / NOTEBOOK) as temporary:
            done = run_notebook(template, temporary, parameters, self.root, self.here.label)
        path = self.plan.out / PAGE
        page = export_page(done, page_parts(self.alone)).encode("utf-8")
        return Built(path, write_ours(self.plan, path, page), False)

    def build(self, *, new_drafts: bool = False) -> list[Built]:
        """Write every document and the page: those in ``out/`` anew, those in ``drafts/`` where they are not there yet.

        Parameters
        ----------
        new_drafts
            Write a draft of today's evidence beside each one that is there, under the day of the run.

        Raises
        ------
        PlanError
            The readiness worksheet, or a document that is to be replaced, is open or cannot be read.
        """
        from mobility_analysis.planning.documents.case import write_case
        from mobility_analysis.press.word import word_bytes

        _, answers = self.read()
        frame = Frame(self.data, self.settings)
        made = []
        for name, document in (
            ("readiness.docx", readiness_summary(frame, answers)),
            ("preparedness.docx", preparedness_plan(frame, answers)),
        ):
            path = self.plan.out / name
            made.append(Built(path, write_ours(self.plan, path, word_bytes(document)), False))
        with tempfile.TemporaryDirectory() as folder:
            write_case(frame, Path(folder, CASE))
            content = Path(folder, CASE).read_bytes()
        path = self.plan.out / CASE
        made.append(Built(path, write_ours(self.plan, path, content), False))
        for name, document in (
            ("launch-message", launch_message(frame)),
            ("talking-points", talking_points(frame)),
            ("sign-up", sign_up(frame)),
        ):
            path = self.plan.drafts / f"{name}.docx"
            if new_drafts and path.exists():
                path = self.plan.drafts / f"{name}.{frame.built}.docx"
            made.append(Built(path, write_once(self.plan, path, word_bytes(document)), True))
        return [*made, self.write_page()]


def _gone(book: BookRead) -> tuple[str, ...]:
    return tuple(
        f'The sheet "{name}" had no column "{heading}" any more; it is there again, empty. A column of another '
        "name stayed where it was."
        for name, sheet in book.sheets.items()
        for heading in sheet.gone
    )
