"""What people wrote into ``readiness.xlsx``: answers, decisions, actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mobility_analysis.planning.guide import guide
from mobility_analysis.planning.readiness.determination import Readiness, StepAnswer, read_answer
from mobility_analysis.planning.settings import Rule
from mobility_analysis.planning.workbooks.workbook_in import BookRead, Cell, text_of

NAME = "readiness.xlsx"
READ_ME, STEPS, CONDITIONS, DECISION, PREPAREDNESS = (
    "Read me",
    "Steps",
    "Conditions",
    "Decision",
    "Preparedness",
)


@dataclass(frozen=True)
class Decided:
    """A decision of the leadership, as recorded."""

    key: str
    decision: str
    by: str
    on: Cell
    why: str
    suggested: str


@dataclass(frozen=True)
class Action:
    """What is to be done for one open step."""

    step: StepAnswer
    action: str
    means: str
    done_when: str
    progress: str


@dataclass(frozen=True)
class ReadinessAnswers:
    """Everything that people wrote into the workbook and that documents print."""

    readiness: Readiness
    decisions: tuple[Decided, ...]
    actions: tuple[Action, ...]

    @property
    def decided(self) -> Decided | None:
        """The decision that holds: the one of the latest day, or else the last one written."""
        if not self.decisions:
            return None
        days = [day_of(each.on) for each in self.decisions]
        last = max(range(len(days)), key=lambda at: (days[at] or date.min, at))
        return self.decisions[last]


def day_of(cell: Cell) -> date | None:
    """The day that stands in a cell, if one does."""
    return cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else None


def printed_day(cell: Cell) -> str:
    """A day as it is printed, or the words that stand in its place."""
    if isinstance(cell, date):  # a moment is a day, too
        return f"{cell:%B} {cell.day}, {cell.year}"
    return "" if cell is None else str(cell).strip()


def is_filled_day(cell: Cell) -> bool:
    """Whether a day stands in the cell, or words in its place ("in spring")."""
    return cell is not None and bool(str(cell).strip())


def read_readiness(book: BookRead | None, rule: Rule) -> ReadinessAnswers:
    """The answers in a workbook that was read; without one, none."""
    rows: Mapping[str, Mapping[str, Cell]] = book.cells_of(STEPS) if book else {}
    answers = {key: read_answer(key, rows.get(key, {})) for key in guide().steps}
    plans: Mapping[str, Mapping[str, Cell]] = book.cells_of(PREPAREDNESS) if book else {}
    decisions = book.sheets[DECISION].rows if book and DECISION in book.sheets else []
    return ReadinessAnswers(
        Readiness(answers, rule),
        tuple(
            Decided(
                row.key,
                text_of(row.cells, "decision").casefold(),
                text_of(row.cells, "by"),
                row.cells.get("on"),
                text_of(row.cells, "why"),
                text_of(row.cells, "suggested"),
            )
            for row in decisions
            if text_of(row.cells, "decision")
        ),
        tuple(
            Action(
                answers[key],
                *(
                    text_of(plans.get(key, {}), name)
                    for name in ("action", "means", "done", "how_it_goes")
                ),
            )
            for key in guide().steps
        ),
    )
