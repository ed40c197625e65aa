"""What can be done with a plan: its worksheets refreshed, everything looked through, documents built."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cached_property
from pathlib import Path

from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.insights.claim_forms import judge_claim
from mobility_analysis.insights.claims import Claim, Ground, Judged
from mobility_analysis.insights.facts import facts
from mobility_analysis.local.records import LocalRecords, read_local
from mobility_analysis.planning.built_drafts import BuiltDrafts
from mobility_analysis.planning.check import Remark, examine, in_order, of_local_records
from mobility_analysis.planning.check_drafts import examine_drafts
from mobility_analysis.planning.claim_sheets import claims_workbook
from mobility_analysis.planning.claims import NAME as CLAIMS
from mobility_analysis.planning.claims import Approvals, ClaimRow, read_claims
from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.planning.documents.launch_message import launch_message
from mobility_analysis.planning.documents.letter import letter, slip
from mobility_analysis.planning.documents.preparedness import preparedness_plan
from mobility_analysis.planning.documents.readiness_summary import readiness_summary
from mobility_analysis.planning.documents.sign_up import sign_up
from mobility_analysis.planning.documents.talking_points import talking_points
from mobility_analysis.planning.evidence import evidence
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.keep import Built, Refreshed, write_once, write_ours
from mobility_analysis.planning.kept_workbook import KeptWorkbook
from mobility_analysis.planning.officials.office import Office
from mobility_analysis.planning.own_numbers import read_own_numbers
from mobility_analysis.planning.part_one import NAME as COALITION
from mobility_analysis.planning.part_one import coalition_workbook
from mobility_analysis.planning.part_one_evidence import (
    GroupEvidence,
    PredictorEvidence,
    group_evidence,
    predictor_evidence,
)
from mobility_analysis.planning.readiness import NAME as READINESS
from mobility_analysis.planning.readiness import ReadinessAnswers, read_readiness
from mobility_analysis.planning.readiness_sheets import readiness_workbook
from mobility_analysis.planning.said import known_today, sayings_of
from mobility_analysis.planning.settings import PlanSettings, load_plan_settings
from mobility_analysis.planning.workbook_in import BookRead
from mobility_analysis.planning.worksheets import Workbook
from mobility_analysis.runs.claim_ground import SetRule, ground_of
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
    def data(self) -> PlaceData:
        """The place beside its peers, named in ``plan.yaml`` or found under its lens."""
        peers, lens = self.settings.peers, ""
        if not peers:
            lens = self.settings.lens
            peers = tuple(peer.geoid for peer in self._run.find_peers(self.here, lens))
        return read_place(self._run, self.here.geoid, peers, lens)

    # ------------------------------------------------------------------ worksheets

    @cached_property
    def readiness(self) -> KeptWorkbook:
        """``readiness.xlsx``: steps, conditions, decision, preparedness."""
        return KeptWorkbook(self.plan, READINESS, self._readiness, self.data.record.built_at[:10])

    def _readiness(self, book: BookRead | None) -> Workbook:
        answers = read_readiness(book, self.settings.readiness)
        return readiness_workbook(self.data, evidence(self.data, self.plan), answers)

    @cached_property
    def claims(self) -> KeptWorkbook:
        """``claims.xlsx``: what is to be said, and everything that may be."""
        return KeptWorkbook(self.plan, CLAIMS, self._claims, self.data.record.built_at[:10])

    def _claims(self, book: BookRead | None) -> Workbook:
        return claims_workbook(self.data, self._rows_of(book), self.facts)

    def _rows_of(self, book: BookRead | None) -> list[ClaimRow]:
        return read_claims(book, self.judge, Approvals(self.plan))

    @cached_property
    def _ground(self) -> Ground:
        rules = {
            name: SetRule(each.population, each.state == "same")
            for name, each in self.settings.sets.items()
        }
        return ground_of(self.data, rules)

    @cached_property
    def facts(self) -> list[Judged]:
        """Everything that may be said of the place."""
        return facts(self._ground)

    @cached_property
    def _judged(self) -> dict[Claim, Judged]:
        return {}

    def judge(self, claim: Claim) -> Judged:
        """What the data say to a claim; each is asked once, since a rank reads all places of its set."""
        if claim not in self._judged:
            self._judged[claim] = judge_claim(claim, self._ground)
        return self._judged[claim]

    def read_claims(self) -> list[ClaimRow]:
        """The claims as the worksheet has them now."""
        return self._rows_of(self.claims.read())

    def approve(self) -> list[ClaimRow]:
        """Note the words of claims that somebody newly approved; the claims as they are then."""
        rows = self.read_claims()
        is_new = Approvals(self.plan).record(rows, self.data.record.built_at[:10])
        return self.read_claims() if is_new else rows

    @cached_property
    def coalition(self) -> KeptWorkbook:
        """``coalition.xlsx``: groups, predictors, assets."""
        return KeptWorkbook(self.plan, COALITION, self._coalition, self.data.record.built_at[:10])

    def _coalition(self, _: BookRead | None) -> Workbook:
        return coalition_workbook(self.data, self.groups, self.predictors)

    @cached_property
    def groups(self) -> list[GroupEvidence]:
        """What the data show of each group of the inventory."""
        return group_evidence(self.data, self.judge)

    @cached_property
    def predictors(self) -> list[PredictorEvidence]:
        """What the data show of each predictor."""
        return predictor_evidence(self.data, self.judge)

    @property
    def books(self) -> tuple[KeptWorkbook, ...]:
        """Every worksheet of the plan."""
        return (self.readiness, self.claims, self.coalition)

    def read_readiness(self) -> tuple[BookRead | None, ReadinessAnswers]:
        """The readiness worksheet as it stands now."""
        book = self.readiness.read()
        return book, read_readiness(book, self.settings.readiness)

    def refresh(self) -> list[Refreshed]:
        """Write the evidence anew into every worksheet; whatever people wrote stays.

        Raises
        ------
        PlanError
            A file is open or cannot be read; it was not changed, nor those after it.
        """
        self.approve()
        return [book.refresh() for book in self.books]

    def complete(self) -> None:
        """Write every worksheet that is not there yet."""
        for book in self.books:
            if not book.path.is_file():
                book.refresh()

    def examine(self) -> list[Remark]:
        """What is missing, to be mended or to be known; nothing is changed."""
        read = {book.name: book.read() for book in self.books}
        answers = read_readiness(read[READINESS], self.settings.readiness)
        rows = self._rows_of(read[CLAIMS])
        found = examine(self.plan, self.settings, read, answers, rows)
        local = of_local_records(self.local().remarks)
        known = known_today(
            self.data, lambda: self.facts, self.judge, read_own_numbers(read[CLAIMS])
        )
        drafts = examine_drafts(self.plan, known)
        return in_order([*found, *drafts, *local, *self.office.remarks()])

    def local(self) -> LocalRecords:
        """The place's own records as they are now, those of the coalition and the team among them."""
        expectations = RunPaths(self.root, self.settings.run).expectations
        built_at = self._run.record.built_at
        return read_local(self.plan.local, expectations, self.here, built_at)

    @property
    def office(self) -> Office:
        """The place's elected officials, as of today."""
        return Office(self.plan, Frame(self.data, self.settings), date.today())

    def write_check(self) -> list[Remark]:
        """Look through the plan and write ``out/check.html``."""
        from mobility_analysis.planning.page import check_page

        found = self.examine()
        page = check_page(self.data, found).encode("utf-8")
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
        page = export_page(done, page_parts(self.data)).encode("utf-8")
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

        _, answers = self.read_readiness()
        frame, claims = Frame(self.data, self.settings), self.approve()
        drafts, sayings = BuiltDrafts(self.plan), sayings_of(frame, claims)
        made = []
        for name, document in (
            ("readiness.docx", readiness_summary(frame, answers)),
            ("preparedness.docx", preparedness_plan(frame, answers)),
            ("slip.docx", slip(frame, claims)),
        ):
            path = self.plan.out / name
            made.append(Built(path, write_ours(self.plan, path, word_bytes(document)), False))
        with tempfile.TemporaryDirectory() as folder:
            write_case(frame, Path(folder, CASE))
            content = Path(folder, CASE).read_bytes()
        path = self.plan.out / CASE
        made.append(Built(path, write_ours(self.plan, path, content), False))
        for name, document in (
            ("letter", letter(frame, claims)),
            ("launch-message", launch_message(frame, claims)),
            ("talking-points", talking_points(frame, claims)),
            ("sign-up", sign_up(frame)),
        ):
            path = self.plan.drafts / f"{name}.docx"
            if new_drafts and path.exists():
                path = self.plan.drafts / f"{name}.{frame.built}.docx"
            draft = Built(path, write_once(self.plan, path, word_bytes(document)), True)
            if draft.is_new:
                drafts.remember(path.name, frame.built, document, sayings)
            made.append(draft)
        return [*made, self.write_page()]
