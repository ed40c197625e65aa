"""What can be done with a plan's lists of elected officials: begin them, make the form, list whom to ask, count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mobility_analysis.core.errors import PlanError
from mobility_analysis.insights.representation import (
    WITH_STATEMENTS,
    OwnCount,
    Representation,
    answers_grade,
)
from mobility_analysis.insights.representation_words import (
    HEADINGS,
    bodies_words,
    boxes_words,
    counted_words,
    day_words,
    notes,
    row_words,
    statements_words,
)
from mobility_analysis.local.officials import own_count_text, read_own_count
from mobility_analysis.planning.check import MEND, MISSING, Remark
from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.planning.folder import PlanFolder, make_private
from mobility_analysis.planning.keep import Built, refuse_if_open, write_once, write_ours
from mobility_analysis.planning.officials.answers import (
    REPLIES,
    REPLY_COLUMNS,
    STATEMENT_COLUMNS,
    STATEMENTS,
    Answers,
    read_answers,
)
from mobility_analysis.planning.officials.categories import STANDARDS
from mobility_analysis.planning.officials.form import form_document, form_text, message
from mobility_analysis.planning.officials.lists import Faults, write_list
from mobility_analysis.planning.officials.roster import COLUMNS, NAME, Roster, read_roster
from mobility_analysis.planning.officials.tally import tally
from mobility_analysis.press.word import word_bytes
from mobility_analysis.quality.grading import WORDS
from mobility_analysis.quality.reasons import REASONS
from mobility_analysis.runs.own_officials import beside_residents

MERGE = "merge.csv"
MERGE_COLUMNS = ("name", "office", "body", "government", "email", "answer_by", "times_asked")
REMINDERS = 2  # nobody is asked more often
HERE = f"private/officials/{NAME}"


@dataclass(frozen=True)
class Counted:
    """A tally: what may be published, that beside residents, and what is still missing."""

    own: OwnCount
    shown: tuple[Representation, ...]
    with_statements: tuple[Representation, ...]
    missing: tuple[str, ...]

    @property
    def lines(self) -> Iterator[str]:
        """The tally as it is printed."""
        own = self.own
        grade, why = answers_grade(own.of()[0])
        yield f"Our own count of {day_words(own.as_of)}. {counted_words(own)}"
        yield f"{WORDS[grade]}. {REASONS[why]}"
        yield from _table(self.shown)
        yield from notes(own, self.shown)
        yield from bodies_words(own)
        if self.with_statements:
            grade, why = answers_grade(self.with_statements[0].count)
            yield statements_words(self.with_statements)
            yield f"{WORDS[grade]}. {REASONS[why]}"
            yield from _table(self.with_statements)
        if own.boxes:
            yield boxes_words(own)
        if self.missing:
            yield "Still missing, or to be looked at:"
        for line in self.missing:
            yield f"  {line}"


def _table(shown: tuple[Representation, ...]) -> Iterator[str]:
    rows = [HEADINGS, *(row_words(each) for each in shown)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        first, *rest = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  " + "  ".join((first, *rest)).rstrip()


class Office:
    """The officials of one plan.

    Parameters
    ----------
    frame
        The place's data and the plan's settings.
    today
        The day of the check: how long ago a row was verified counts from it.
    """

    def __init__(self, plan: PlanFolder, frame: Frame, today: date) -> None:
        self.plan, self.frame, self.today = plan, frame, today
        self.settings = frame.settings.officials

    @property
    def folder(self) -> Path:
        """Where the lists lie."""
        return self.plan.officials

    def form(self) -> list[Built]:
        """Write the form in both standards, as Word and as text, and the message that goes with it."""
        made = []
        for standard in STANDARDS:
            path = self.plan.out / "officials" / f"form-{standard}.docx"
            content = word_bytes(form_document(self.frame, standard))
            made.append(Built(path, write_ours(self.plan, path, content), False))
            path = path.with_suffix(".txt")
            text = form_text(self.frame, standard).encode("utf-8")
            made.append(Built(path, write_ours(self.plan, path, text), False))
        path = self.plan.drafts / "officials-message.docx"
        content = word_bytes(message(self.frame))
        return [*made, Built(path, write_once(self.plan, path, content), True)]

    def read(self) -> tuple[Roster, Answers]:
        """The lists as they stand now.

        Raises
        ------
        PlanError
            A list cannot be read, or something in one of them cannot be; every such place is named.
        """
        faults = Faults()
        roster = read_roster(self.folder, self.settings.scope, faults)
        answers = read_answers(self.folder, roster, str(self.settings.standard), faults)
        faults.refuse()
        return roster, answers

    def merge(self) -> tuple[Path, int]:
        """Write the list for mail merge: everybody who has not answered and was not reminded twice.

        Returns
        -------
        The file, and how many are in it.
        """
        roster, answers = self.read()
        day = self.settings.reply_by
        rows = [
            {
                "name": each.name,
                "office": each.office,
                "body": each.body,
                "government": each.government,
                "email": each.email,
                "answer_by": day.isoformat() if day else "",
                "times_asked": each.is_asked + each.reminders,
            }
            for each in roster.officials
            if each.id not in answers.settled and each.reminders < REMINDERS
        ]
        path = self.folder / MERGE
        refuse_if_open(path)
        make_private(self.plan)
        write_list(path, MERGE_COLUMNS, rows)
        return path, len(rows)

    def tally(self) -> Counted:
        """Count, and write what may be published to ``local/officials.csv``.

        Raises
        ------
        PlanError
            The lists cannot be read, or nobody is in them; nothing was written.
        """
        counted = self.counted()
        write_ours(
            self.plan, self.plan.local.officials, own_count_text(counted.own).encode("utf-8")
        )
        return counted

    def counted(self) -> Counted:
        """Count without writing anything."""
        roster, answers = self.read()
        if not roster.officials:
            raise PlanError(
                f"{HERE} lists nobody in office; nothing was written.",
                "Fill it in first: docs/officials.md says how.",
            )
        own = tally(
            roster,
            answers,
            scope=self.settings.scope,
            as_of=self.today,
            smallest=self.frame.settings.publish.smallest_count,
        )
        return Counted(
            own,
            beside_residents(self.frame.data, own),
            beside_residents(self.frame.data, own, WITH_STATEMENTS),
            tuple(self._missing(roster, answers)),
        )

    def _missing(self, roster: Roster, answers: Answers) -> Iterator[str]:
        officials = roster.officials
        silent = [
            each
            for each in officials
            if each.id not in answers.settled and each.id not in answers.incomplete
        ]
        unasked = [each for each in silent if not each.is_asked]
        if silent:
            asked = (
                f"; {len(unasked)} of them have no day in the column asked_on" if unasked else ""
            )
            yield f"{len(silent)} of {len(officials)} have not answered{asked}."
        if answers.declined:
            yield f"{len(answers.declined)} preferred not to answer. Nobody looks them up."
        if answers.incomplete:
            yield f"{len(answers.incomplete)} answers leave the group open; ask again."
        if answers.disagreed:
            yield f"Of {answers.disagreed} officials the two readers of public statements disagree; they do not count."
        yield from roster.remarks(self.today, self.settings.bodies)

    def unready(self) -> Iterator[str]:
        """What keeps the published counts from a release, never with a name; nothing where none are published."""
        local = self.plan.local
        if not local.officials.is_file():
            return
        published, faults = read_own_count(local)
        yield from (each.text for each in faults)
        if "scope" not in self.settings.model_fields_set:
            yield "plan.yaml does not say of which governments the officials are (officials.scope)."
        try:
            roster, answers = self.read()
        except PlanError as error:
            yield error.what
            return
        if not roster.officials:
            yield "Counts are published, and the roster lists nobody."
            return
        yield from roster.remarks(self.today, self.settings.bodies)
        if published is not None:
            smallest = self.frame.settings.publish.smallest_count
            fresh = tally(
                roster, answers, scope=self.settings.scope, as_of=published.as_of, smallest=smallest
            )
            if own_count_text(fresh) != own_count_text(published):
                yield (
                    "The published counts are not those that the lists give, with small counts masked: run "
                    "mobility plan officials -c PLACE tally."
                )

    def remarks(self) -> Iterator[Remark]:
        """What `mobility plan check` says of the officials: nothing while the list is empty, and never a name."""
        try:
            roster, answers = self.read()
        except PlanError as error:
            yield Remark(MEND, "private/officials/", error.what)
            return
        if roster.rows:
            for line in self._missing(roster, answers):
                yield Remark(MISSING, "private/officials/", line)


def begin_officials(plan: PlanFolder) -> None:
    """Write the lists with their headings where they are not there yet."""
    make_private(plan)
    for name, columns in (
        (NAME, COLUMNS),
        (REPLIES, REPLY_COLUMNS),
        (STATEMENTS, STATEMENT_COLUMNS),
    ):
        path = plan.officials / name
        if not path.exists():
            write_list(path, [column.name for column in columns], ())
