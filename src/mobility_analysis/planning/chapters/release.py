"""The release of the plan: its sheets of ``action-plan.xlsx``, what its gates look at, its pages for everyone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mobility_analysis.planning.action_plan.chosen import chosen_remarks
from mobility_analysis.planning.action_plan.contents import GENERAL, TECHNICAL
from mobility_analysis.planning.action_plan.editions import back, part_blocks, whole
from mobility_analysis.planning.action_plan.logic import LOGIC, NAME, logic_remarks
from mobility_analysis.planning.action_plan.measure_remarks import measure_remarks
from mobility_analysis.planning.action_plan.measures import MEASURES
from mobility_analysis.planning.action_plan.parts import part_remarks, plan_parts
from mobility_analysis.planning.action_plan.showing import showing_remarks
from mobility_analysis.planning.action_plan.sustainability import (
    sustainability_remarks,
)
from mobility_analysis.planning.chapters.action_plan import ActionPlan
from mobility_analysis.planning.chapters.chapter import Making
from mobility_analysis.planning.chapters.claims import Claims
from mobility_analysis.planning.chapters.coalition import Coalition
from mobility_analysis.planning.chapters.progress import ProgressChapter
from mobility_analysis.planning.chapters.readiness import Readiness
from mobility_analysis.planning.check import MISSING, Remark
from mobility_analysis.planning.claims.rows import POINTS, used_in
from mobility_analysis.planning.documents.frame import DRAFT, Frame, said_of
from mobility_analysis.planning.documents.talking_points import points_of
from mobility_analysis.planning.drafts.look_through import unbound
from mobility_analysis.planning.drafts.said import known_today, sayings_of
from mobility_analysis.planning.opened import Opened
from mobility_analysis.planning.release import web
from mobility_analysis.planning.release.access import page_faults, page_text, word_faults
from mobility_analysis.planning.release.answered import SHEET as MESSAGING
from mobility_analysis.planning.release.answered import messaging_sheet, unanswered
from mobility_analysis.planning.release.checklists import checklists_sheet
from mobility_analysis.planning.release.classes import closed_texts, unnamed_people
from mobility_analysis.planning.release.looked import Looked
from mobility_analysis.planning.release.messaging import Flag, Passage, flags
from mobility_analysis.planning.release.page_texts import (
    PageAnswer,
    data_answers,
    page_sheet,
    read_page,
)
from mobility_analysis.planning.release.proofs import Folder, shown
from mobility_analysis.planning.release.terms import SHEET as TERMS
from mobility_analysis.planning.release.terms import (
    Explained,
    count_terms,
    read_terms,
    terms_sheet,
    unexplained,
)
from mobility_analysis.planning.release.texts import paragraphs, passages
from mobility_analysis.planning.release.topics import Decided, read_topics, release_sheet
from mobility_analysis.planning.release.unread import unread, word_texts
from mobility_analysis.planning.release.web import Site, site_pages
from mobility_analysis.planning.workbooks.kept_workbook import KeptWorkbook
from mobility_analysis.planning.workbooks.workbook_in import BookRead
from mobility_analysis.planning.workbooks.worksheets import Worksheet
from mobility_analysis.press.word import Document, Hole
from mobility_analysis.press.word_reading import read_word
from mobility_analysis.runs.run_record import DEMONSTRATION

WEB = "web"
EDITIONS = (f"map-{TECHNICAL}", f"map-{GENERAL}")


@dataclass(frozen=True)
class Written:
    """What people wrote for the plan, as it stands now, with the remarks on it."""

    passages: list[Passage] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    terms: list[Explained] = field(default_factory=list)
    topics: list[Decided] = field(default_factory=list)
    page: list[PageAnswer] = field(default_factory=list)
    unanswered: list[Flag] = field(default_factory=list)
    used: Mapping[str, int] = field(default_factory=dict)


class Release:
    """Topics, terms, wording, checklists, gates and pages; it reads every other chapter and has no workbook of its own."""

    books: tuple[KeptWorkbook, ...] = ()

    def __init__(
        self,
        opened: Opened,
        *,
        readiness: Readiness,
        claims: Claims,
        coalition: Coalition,
        action_plan: ActionPlan,
        progress: ProgressChapter,
    ) -> None:
        self._opened, self._readiness, self._claims = opened, readiness, claims
        self._coalition, self._action_plan = coalition, action_plan
        self._progress = progress

    # ------------------------------------------------------------------ worksheets

    def sheets(self, book: BookRead | None) -> tuple[Worksheet, ...]:
        """The sheets of the release in ``action-plan.xlsx``, given what people wrote into it."""
        written = self._written(book) if book else Written()
        return (
            release_sheet(),
            terms_sheet(written.used),
            messaging_sheet(written.flags),
            checklists_sheet(shown(self._folder(written)) if book else {}),
            page_sheet(data_answers(self._opened.data)),
        )

    def _written(self, book: BookRead | None) -> Written:
        plan = self._action_plan.contents_of(book)
        page = read_page(book, data_answers(self._opened.data))
        texts = passages(plan, page)
        own = [each.words for each in self._claims.own_numbers if each.by]
        found = flags(texts, plan.chosen, paragraphs(whole(plan, GENERAL)), own)
        used = count_terms([each.text for each in texts])
        return Written(
            texts,
            found,
            read_terms(book, used),
            read_topics(book),
            page,
            unanswered(book, found),
            used,
        )

    @property
    def written(self) -> Written:
        """What people wrote for the plan, as it stands now."""
        return self._written(self._action_plan.book.read())

    def _folder(self, written: Written) -> Folder:
        return Folder(
            self._opened.data,
            self._readiness.answers,
            self._coalition.answers,
            written.topics,
            written.unanswered,
            bool(written.passages),
            all((self._opened.plan.out / f"{name}.html").is_file() for name in EDITIONS),
        )

    def remarks(self) -> Iterator[Remark]:
        """Wording without an answer and words without a definition, once there are texts."""
        written = self.written
        for each in written.unanswered:
            yield Remark(
                MISSING,
                f"{NAME}, {MESSAGING}, {each.key}",
                f"\u201c{each.words}\u201d ({each.where}): {each.why} Better: {each.better}. Change it, or say why it stays.",
            )
        for term in unexplained(written.terms):
            yield Remark(
                MISSING,
                f"{NAME}, {TERMS}, {term.key}",
                f"\u201c{term.term}\u201d stands {term.used} times in your texts: what do you mean by it, and who agreed?",
            )

    # ------------------------------------------------------------------ gates

    def looked(
        self,
        books: Mapping[str, BookRead | None],
        files: Mapping[str, bytes],
        officials: Sequence[str],
    ) -> Looked:
        """What the gates look at.

        Parameters
        ----------
        books
            Every workbook of the plan as it was read, by file name.
        files
            Files of ``out/``, by their path in there.
        officials
            What is missing in the counts of officials that are published.
        """
        opened, written, claims = self._opened, self.written, self._claims.read()
        pages = {name: content.decode("utf-8") for name, content in files.items() if _is_page(name)}
        papers = {name: content for name, content in files.items() if _is_paper(name)}
        decided = self._readiness.answers.decided
        return Looked(
            opened.run.record,
            unread=dict(unread(opened.plan, books, word_texts(opened.plan))),
            claims=claims,
            unbound=list(self._unbound(written)),
            own=self._claims.own_numbers,
            values=list(opened.data.latest.values()),
            closed=closed_texts(books),
            unnamed=unnamed_people(books),
            public={f"out/{name}": page_text(text) for name, text in pages.items()}
            | {f"out/{name}": read_word(content).text for name, content in papers.items()},
            parts=list(self._parts()),
            measures=list(self._measures()),
            terms=written.terms,
            unanswered=written.unanswered,
            topics=written.topics,
            access={f"out/{name}": list(page_faults(text)) for name, text in pages.items()}
            | {f"out/{name}": list(word_faults(content)) for name, content in papers.items()},
            decision=decided.decision if decided else "",
            officials=officials,
        )

    def _unbound(self, written: Written) -> Iterator[tuple[str, str]]:
        opened = self._opened
        sayings = sayings_of(Frame(opened.data, opened.settings), self._claims.read())
        known = known_today(
            opened.data, lambda: opened.facts, opened.judge, self._claims.own_numbers
        )
        for each in written.passages:
            for what in unbound([each.text], sayings, known):
                yield each.where, what

    def _parts(self) -> Iterator[Remark]:
        plan = self._action_plan.contents
        yield from chosen_remarks(plan.chosen)
        if not plan.model.elements:
            yield Remark(MISSING, f"{NAME}, {LOGIC}", "Nothing is written yet.")
        yield from logic_remarks(plan.model)
        yield from sustainability_remarks(list(plan.stewards))
        yield from part_remarks(list(plan.texts.values()), plan.resolve)
        # Holes of the measurement plan, which has no text, and of words to be explained are other gates'.
        others = (each.id for each in plan_parts() if each.file)
        blocks = [block for id in others for block in part_blocks(plan, id, TECHNICAL)]
        blocks += back(plan, TECHNICAL)
        holes = [each.text for each in blocks if isinstance(each, Hole)]
        if holes:
            what = f"Boxes of what is missing that are left in the plan: {len(holes)}. The first: {holes[0]}"
            yield Remark(MISSING, f"{EDITIONS[0]}.docx", what)

    def _measures(self) -> Iterator[Remark]:
        plan = self._action_plan.contents
        if not plan.planned:
            yield Remark(MISSING, f"{NAME}, {MEASURES}", "Nothing is written yet.")
        yield from measure_remarks(plan.planned, plan.model, is_adopted=bool(plan.adopted))
        yield from showing_remarks(plan.planned, self._opened.ground)

    # ------------------------------------------------------------------ pages

    def outputs(self, making: Making) -> Iterator[tuple[str, bytes]]:
        """The pages for everyone."""
        for name, page in site_pages(self._site(making)).items():
            yield f"{WEB}/{name}", page.encode("utf-8")

    def _site(self, making: Making) -> Site:
        frame = making.frame
        made_up = DEMONSTRATION if frame.data.record.is_demonstration else ""
        draft = "" if frame.is_released else f"{DRAFT}: not decided, not released"
        used, coalition = used_in(making.claims, POINTS), self._coalition.answers
        edition_pages = {web.GENERAL: f"map-{GENERAL}.html", web.TECHNICAL: f"map-{TECHNICAL}.html"}
        whole_pages = {
            here: making.pages[name] for here, name in edition_pages.items() if name in making.pages
        }
        for name, content in self._progress.outputs(making):
            if name == web.PROGRESS:
                whole_pages[name] = content.decode("utf-8")
                break
        return Site(
            place=frame.data.here_in_words,
            below=f"{frame.data.here.label}. Data of the run built {frame.built}.",
            marks=[mark for mark in (draft, made_up) if mark],
            findings=self._action_plan.findings,
            answers=self.written.page,
            # Without an approved claim no number is said: page one of the report is for those who edit the draft.
            points=points_of(frame, said_of(frame, used) if used else []),
            partners=sorted(
                {each.name for each in coalition.partners if each.is_public and each.name}
            ),
            whole=whole_pages,
        )

    def drafts(self, _: Making) -> Iterator[tuple[str, Document]]:
        """It has no draft of its own."""
        yield from ()


def _is_page(name: str) -> bool:
    return name.endswith(".html") and (name.startswith((f"{WEB}/", *EDITIONS)))


def _is_paper(name: str) -> bool:
    return name.endswith(".docx") and name.startswith(EDITIONS)
