"""Looking through a plan: what is missing, what cannot be read, what does not fit together. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mobility_analysis.local.remarks import LocalRemark
from mobility_analysis.planning.claims import CLAIMS, USES, ClaimRow, ClaimStanding
from mobility_analysis.planning.claims import NAME as CLAIMS_BOOK
from mobility_analysis.planning.determination import StepAnswer
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.guide import ANSWERS, DECISIONS, NOT_PERMITTED, YES
from mobility_analysis.planning.keep import lock_beside
from mobility_analysis.planning.readiness import (
    DECISION,
    NAME,
    PREPAREDNESS,
    STEPS,
    ReadinessAnswers,
    is_filled_day,
)
from mobility_analysis.planning.settings import NAME as SETTINGS
from mobility_analysis.planning.settings import PlanSettings
from mobility_analysis.planning.workbook_in import BookRead

MISSING, MEND, NOTE = "Still missing", "To be mended", "To be known"


@dataclass(frozen=True)
class Remark:
    """One thing to do or to know: where it is (file, sheet, key) and what it is."""

    kind: str
    where: str
    what: str


def examine(
    plan: PlanFolder,
    settings: PlanSettings,
    books: Mapping[str, BookRead | None],
    answers: ReadinessAnswers,
    claims: Sequence[ClaimRow],
) -> list[Remark]:
    """Everything that is to be said of a plan, what must be mended first.

    Parameters
    ----------
    books
        The plan's workbooks as they were found, by file name; ``None`` where there is none yet.
    """
    is_begun = books[NAME] is not None
    found = [
        *_folder(plan, settings),
        *(remark for name, book in books.items() for remark in _workbook(plan, name, book)),
        *(_steps(answers) if is_begun else ()),
        *(_decision(answers) if is_begun else ()),
        *(remark for row in claims for remark in _claim(row)),
    ]
    return in_order(found)


def of_local_records(remarks: Iterable[LocalRemark]) -> list[Remark]:
    """What is to be said of the place's own records."""
    return [Remark(NOTE if each.is_note else MEND, each.where, each.text) for each in remarks]


def in_order(found: Iterable[Remark]) -> list[Remark]:
    """Remarks, what must be mended first."""
    order = (MEND, MISSING, NOTE)
    return sorted(found, key=lambda remark: order.index(remark.kind))


def _folder(plan: PlanFolder, settings: PlanSettings) -> Iterator[Remark]:
    empty = [name for name, text in settings.government if not text]
    if empty:
        names = ", ".join(f"government.{name}" for name in empty)
        yield Remark(MISSING, SETTINGS, f"{names}: documents leave a blank there.")
    if not plan.is_private_closed:
        yield Remark(
            MEND,
            "private/",
            "The folder can be entered by other users: chmod 700, or begin the plan again.",
        )


def _workbook(plan: PlanFolder, name: str, book: BookRead | None) -> Iterator[Remark]:
    if book is None:
        yield Remark(
            MISSING, name, f"There is no worksheet yet: mobility plan refresh -c {_code(plan)}"
        )
        return
    lock = lock_beside(plan.path / name)
    if lock:
        yield Remark(
            NOTE, name, f"It is open in another program ({lock}); what is not saved is not seen."
        )
    for fault in book.faults:
        yield Remark(MEND, name, fault)
    for title, sheet in book.sheets.items():
        for heading in sheet.gone:
            yield Remark(MEND, f"{name}, {title}", f'The column "{heading}" is not there.')


def _code(plan: PlanFolder) -> str:
    return plan.path.name.partition("-")[0]


def _steps(answers: ReadinessAnswers) -> Iterator[Remark]:
    given = answers.readiness.answers.values()
    for each in given:
        if each.written and not each.answer:
            choices = ", ".join(ANSWERS)
            yield Remark(
                MEND,
                _at(STEPS, each),
                f"\u201c{each.written}\u201d is none of the answers ({choices}); it counts as none.",
            )
        if each.answer == NOT_PERMITTED and not each.how:
            yield Remark(
                MEND, _at(STEPS, each), "What forbids it? Without the law named, the step counts."
            )
        if each.answer == YES and not each.how:
            yield Remark(MISSING, _at(STEPS, each), "Answered yes: how do we know?")
    yield from _together("No answer yet.", [each for each in given if not each.written], STEPS)
    open_steps = [each for each in given if each.answer and each.is_open]
    yield from _together("Open, without an owner.", [e for e in open_steps if not e.owner], STEPS)
    yield from _together(
        "Open, without a day.", [e for e in open_steps if not is_filled_day(e.by_when)], STEPS
    )
    without = [a.step for a in answers.actions if a.step in open_steps and not a.action]
    yield from _together("Open, and nothing is planned for it.", without, PREPAREDNESS)


def _at(sheet: str, step: StepAnswer) -> str:
    return f"{NAME}, {sheet}, {step.key}"


def _together(what: str, steps: list[StepAnswer], sheet: str) -> Iterator[Remark]:
    """One remark for many steps of which the same is to be said."""
    if steps:
        keys = ", ".join(each.key for each in steps)
        yield Remark(MISSING, f"{NAME}, {sheet}", f"{what} {len(steps)}: {keys}.")


def _decision(answers: ReadinessAnswers) -> Iterator[Remark]:
    where = f"{NAME}, {DECISION}"
    decided = answers.decided
    if decided is None:
        yield Remark(MISSING, where, "Leaders have recorded no decision.")
        return
    if decided.decision not in DECISIONS:
        choices = ", ".join(DECISIONS)
        yield Remark(
            MEND, where, f"\u201c{decided.decision}\u201d is none of the decisions ({choices})."
        )
    if not decided.by:
        yield Remark(MISSING, where, "Who decided?")
    if not is_filled_day(decided.on):
        yield Remark(MISSING, where, "On what day was it decided?")
    suggested = decided.suggested or answers.readiness.suggestion
    if decided.decision != suggested and not decided.why:
        yield Remark(
            MISSING,
            where,
            f"Our rule suggested \u201c{suggested}\u201d: why was it decided otherwise?",
        )
    if decided.suggested and decided.suggested != answers.readiness.suggestion:
        yield Remark(
            NOTE,
            where,
            f"The answers have changed since: our rule now suggests \u201c{answers.readiness.suggestion}\u201d.",
        )


def _claim(row: ClaimRow) -> Iterator[Remark]:
    where = f"{CLAIMS_BOOK}, {CLAIMS}, {row.key or row.text}"
    used = f" It is to stand in: {', '.join(USES[use] for use in row.uses)}." if row.uses else ""
    standing, approval = row.standing, row.approval
    if standing is ClaimStanding.UNREADABLE:
        yield Remark(MEND, where, row.trouble)
    elif standing is ClaimStanding.REFUSED and (row.uses or row.is_approved_now):
        assert row.judged is not None
        yield Remark(
            MEND, where, f"\u201c{row.typed}\u201d may not be said. {row.judged.why}{used}"
        )
    elif standing is ClaimStanding.OPEN and row.uses:
        yield Remark(MISSING, where, f"Nobody has approved it yet.{used}")
    elif approval is not None and standing is not ClaimStanding.APPROVED:
        now = row.judged.words or row.judged.why if row.judged else row.trouble
        yield Remark(
            MEND,
            where,
            f"{standing.value}. Approved by {approval.by} on {approval.on}: \u201c{approval.words}\u201d Now: "
            f"\u201c{now}\u201d{used}",
        )
