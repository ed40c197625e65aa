"""``readiness.xlsx``: steps, conditions, decision and preparedness plan of one government."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mobility_analysis.planning.determination import (
    MET,
    NOT_COUNTED,
    NOT_MET,
    PARTLY_MET,
    SUGGESTS,
    UNANSWERED,
    Readiness,
    StepAnswer,
    read_answer,
    rule_words,
)
from mobility_analysis.planning.evidence import Evidence
from mobility_analysis.planning.guide import (
    ANSWERS,
    DECISIONS,
    LAUNCH,
    NOT_PERMITTED,
    PARTLY,
    POSTPONE,
    PREPARE,
    YES,
    guide,
)
from mobility_analysis.planning.settings import Rule
from mobility_analysis.planning.workbook_in import BookRead, Cell
from mobility_analysis.planning.worksheets import (
    EARLIER,
    Column,
    Live,
    Plain,
    Row,
    Workbook,
    Worksheet,
)
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import DEMONSTRATION

NAME = "readiness.xlsx"
READ_ME, STEPS, CONDITIONS, DECISION, PREPAREDNESS = (
    "Read me",
    "Steps",
    "Conditions",
    "Decision",
    "Preparedness",
)
# As many decisions can be recorded before people add rows of their own.
DECISION_ROWS = 3
# What to write into people's cells, by sheet, key and column.
Changes = Mapping[str, Mapping[str, Mapping[str, Plain]]]
# Excel counts days from the end of 1899.
FIRST_DAY = date(1899, 12, 30)


@dataclass(frozen=True)
class Decided:
    """A decision of the leadership, as recorded."""

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
        days = [_day(each.on) for each in self.decisions]
        last = max(range(len(days)), key=lambda at: (days[at] or date.min, at))
        return self.decisions[last]


def _day(cell: Cell) -> date | None:
    return cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else None


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
                _word(row.cells, "decision").casefold(),
                _word(row.cells, "by"),
                row.cells.get("on"),
                _word(row.cells, "why"),
                _word(row.cells, "suggested"),
            )
            for row in decisions
            if _word(row.cells, "decision")
        ),
        tuple(
            Action(
                answers[key],
                *(
                    _word(plans.get(key, {}), name)
                    for name in ("action", "means", "done", "how_it_goes")
                ),
            )
            for key in guide().steps
        ),
    )


def _word(cells: Mapping[str, Cell], name: str) -> str:
    cell = cells.get(name)
    return "" if cell is None else str(cell).strip()


# ------------------------------------------------------------------ what the workbook asks

_STEP_COLUMNS = (
    Column("condition", "Condition", 20),
    Column("step", "Step, and how one could know", 44),
    Column("who", "Who can say", 12),
    Column("answer", "Answer", 13, is_theirs=True, choices="answers"),
    Column("how", "How we know", 32, is_theirs=True),
    Column("address", "What we have to address", 30, is_theirs=True),
    Column("owner", "Owner", 18, is_theirs=True),
    Column("by_when", "By when", 12, is_theirs=True, is_date=True),
    Column("evidence", "What the data can show", 40),
)
_CONDITION_COLUMNS = (
    Column("condition", "Condition", 30),
    Column("why", "Why it matters", 44),
    Column("counted", "Steps that count", 10),
    Column("yes", "Yes", 8),
    Column("partly", "Partly", 8),
    Column("no", "Not yet, not known", 10),
    Column("unanswered", "Without an answer", 10),
    Column("stands", "Stands", 14),
    Column("notes", "Our notes", 40, is_theirs=True),
)
_DECISION_COLUMNS = (
    Column("decision", "Decision", 18, is_theirs=True, choices="decisions"),
    Column("by", "Decided by", 28, is_theirs=True),
    Column("on", "On", 12, is_theirs=True, is_date=True),
    Column("why", "Why, above all if our rule suggested something else", 60, is_theirs=True),
    Column("suggested", "What our rule suggested then", 24),
)
_PREPAREDNESS_COLUMNS = (
    Column("condition", "Condition", 20),
    Column("step", "Step", 40),
    Column("answer", "Answer", 12),
    Column("address", "What we have to address", 28),
    Column("owner", "Owner", 16),
    Column("by_when", "By when", 12, is_date=True),
    Column("first_move", "A first move that may help", 32),
    Column("action", "What we will do", 36, is_theirs=True),
    Column("means", "With what means", 24, is_theirs=True),
    Column("done", "It is done when", 26, is_theirs=True),
    Column("how_it_goes", "How it goes", 24, is_theirs=True),
)


def readiness_workbook(
    data: PlaceData, shown: Mapping[str, Evidence], answers: ReadinessAnswers
) -> Workbook:
    """The workbook of one place: what is asked, evidence beside it, and cells that follow the answers."""
    built = data.record.built_at[:10]
    parts = [data.here.label, "for the government's own use", f"estimates of {built}"]
    if data.record.is_demonstration:
        parts.insert(0, DEMONSTRATION)
    return Workbook(
        NAME,
        f"Readiness of {data.here.label}",
        ". ".join(parts),
        datetime.fromisoformat(built),
        (
            _read_me(data, answers.readiness.rule),
            _steps(shown),
            _conditions(answers.readiness),
            _decision(answers),
            _preparedness(answers),
            EARLIER,
        ),
        {"answers": ANSWERS, "decisions": DECISIONS},
    )


def _read_me(data: PlaceData, rule: Rule) -> Worksheet:
    asked = guide()
    made_up = (f"{DEMONSTRATION}.",) if data.record.is_demonstration else ()
    return Worksheet(
        READ_ME,
        f"Is our government ready? {data.here.label}",
        (
            *made_up,
            "This workbook helps a government to see whether it is ready to plan for upward mobility, and what to "
            "prepare. It is for the government's own use. No document for others draws on it.",
            f"1. On the sheet \u201cSteps\u201d choose an answer for each of the {len(asked.steps)} steps, and write how you know. Pale "
            "yellow cells are yours. Ask those who can say; an honest \u201cnot known\u201d is an answer.",
            "2. The sheet \u201cConditions\u201d counts while you answer: where each condition stands.",
            "3. On the sheet \u201cDecision\u201d leaders record what they decided, by whom and on what day. Above it "
            "stands what our rule suggests. The program decides nothing and ticks nothing.",
            "4. On the sheet \u201cPreparedness\u201d write, for each step that is open, what you will do, with what "
            "means, and when it is done. Owner and day come from \u201cSteps\u201d.",
            "You may sort and filter, and add rows, columns and sheets of your own. They stay when the data lead "
            "refreshes the evidence. Please leave the column \u201cKey\u201d and the headings as they are: your answers "
            "are found by them. Formulas of your own become their values; charts, pictures and colors do not stay. "
            "The earlier file is kept whole in the folder history.",
            "Close this file before the data lead runs a command on it.",
            *(
                f"\u201c{each.id}\u201d: {each.means}"
                for each in (*asked.answers, *asked.decisions)
            ),
            rule_words(rule),
        ),
    )


def _steps(shown: Mapping[str, Evidence]) -> Worksheet:
    rows = []
    for key, (condition, step) in guide().steps.items():
        found = shown.get(key)
        rows.append(
            Row(
                key,
                {
                    "condition": condition.title,
                    "step": f"{step.says}\n(One could write: {step.known_by[0].lower()}{step.known_by[1:]})",
                    "who": guide()
                    .people[step.who]
                    .partition(",")[0]
                    .removeprefix("the ")
                    .capitalize(),
                    "evidence": f"{found.text} ({found.as_of}.)" if found else "",
                },
            )
        )
    return Worksheet(
        STEPS,
        f"The {len(rows)} steps",
        (
            "Choose an answer, and write how you know. A cell in \u201cHow we know\u201d turns orange while a yes, or a "
            "\u201cnot permitted here\u201d, stands there without a word.",
        ),
        _STEP_COLUMNS,
        tuple(rows),
        missing_where=(
            f'=AND(OR($E{{row}}="{YES}",$E{{row}}="{NOT_PERMITTED}"),$F{{row}}="")',
            "how",
        ),
    )


def _conditions(readiness: Readiness) -> Worksheet:
    rows = []
    for each in readiness.standings:
        rows.append(
            Row(
                each.condition.id,
                {
                    "condition": each.condition.title,
                    "why": each.condition.why,
                    "counted": Live(
                        f"={len(each.condition.steps)}-{_count(NOT_PERMITTED, has_how=True)}",
                        each.counted,
                    ),
                    "yes": Live(f"={_count(YES)}", each.yes),
                    "partly": Live(f"={_count(PARTLY)}", each.partly),
                    "no": Live(f"={_count('not yet')}+{_count('not known')}", each.no),
                    "unanswered": Live("=$D{row}-$E{row}-$F{row}-$G{row}", each.unanswered),
                    "stands": Live(
                        '=IF($D{row}=0,"not counted",IF($E{row}=$D{row},"met",IF($E{row}+$F{row}>0,'
                        '"partly met",IF($G{row}>0,"not met","not answered"))))',
                        each.words,
                        (MET, PARTLY_MET, NOT_MET, UNANSWERED, NOT_COUNTED),
                    ),
                },
            )
        )
    return Worksheet(
        CONDITIONS,
        "The conditions",
        ("These cells count by themselves from the sheet \u201cSteps\u201d.",),
        _CONDITION_COLUMNS,
        tuple(rows),
    )


def _count(answer: str, *, has_how: bool = False) -> str:
    """How many steps of the row's condition have an answer, as a formula; ``*`` stands for the step's number."""
    how = ',Steps!$F:$F,"?*"' if has_how else ""
    return f'COUNTIFS(Steps!$A:$A,$A{{row}}&".*",Steps!$E:$E,"{answer}"{how})'


def _suggestion(readiness: Readiness) -> Live:
    """What the rule suggests, as a line that follows the answers."""
    rule = readiness.rule
    met = f'COUNTIF(Conditions!$I:$I,"{MET}")'
    lacking = "+".join(
        f'(COUNTIFS(Conditions!$A:$A,"{name}",Conditions!$I:$I,"{MET}")'
        f'+COUNTIFS(Conditions!$A:$A,"{name}",Conditions!$I:$I,"{NOT_COUNTED}")=0)'
        for name in rule.necessary
    )
    capped = f'IF({lacking}>0,"{PREPARE}","{LAUNCH}")' if lacking else f'"{LAUNCH}"'
    word = f'IF({met}<{rule.some},"{POSTPONE}",IF({met}<{rule.most},"{PREPARE}",{capped}))'
    return Live(
        f'="{SUGGESTS} "&{word}&". "&{met}&" of {len(readiness.standings)} conditions '
        'are met; "&SUM(Conditions!$H:$H)&" steps have no answer yet."',
        readiness.sentence,
        (SUGGESTS,),
    )


def _decision(answers: ReadinessAnswers) -> Worksheet:
    readiness = answers.readiness
    rows = []
    for number in range(1, DECISION_ROWS + 1):
        rows.append(Row(f"decision.{number}", {"suggested": ""}))
    for at, decided in enumerate(answers.decisions[:DECISION_ROWS]):
        rows[at] = Row(rows[at].key, {"suggested": decided.suggested or readiness.suggestion})
    return Worksheet(
        DECISION,
        "What our leaders decided",
        (
            _suggestion(readiness),
            f"When the evidence was last refreshed: {readiness.turning_words}",
            rule_words(readiness.rule),
            "Below stands the decision itself, a row for each. The row of the latest day holds.",
        ),
        _DECISION_COLUMNS,
        tuple(rows),
    )


def _preparedness(answers: ReadinessAnswers) -> Worksheet:
    rows = []
    for key, (condition, step) in guide().steps.items():
        given = answers.readiness.answers[key]
        rows.append(
            Row(
                key,
                {
                    "condition": condition.title,
                    "step": step.says,
                    "answer": _from_steps("E", given.written),
                    "address": _from_steps("G", given.address),
                    "owner": _from_steps("H", given.owner),
                    "by_when": _from_steps("I", _serial(given.by_when)),
                    "first_move": step.first_move,
                },
            )
        )
    return Worksheet(
        PREPAREDNESS,
        "What we prepare",
        (
            "A row for each step; rows answered yes are gray. Use the filter of \u201cAnswer\u201d to hide them. Answer, "
            "owner and day are typed once, on the sheet \u201cSteps\u201d, and appear here by themselves.",
        ),
        _PREPAREDNESS_COLUMNS,
        tuple(rows),
        quiet_where=f'=$D{{row}}="{YES}"',
    )


def _from_steps(column: str, value: str | float) -> Live:
    """A cell of the sheet of steps, found by the row's key."""
    found = f"INDEX(Steps!${column}:${column},MATCH($A{{row}},Steps!$A:$A,0))"
    return Live(f'=IFERROR(IF({found}="","",{found}),"")', value)


def _serial(cell: Cell) -> str | float:
    """A day as Excel counts days; anything else as its text."""
    day = _day(cell)
    if day is not None:
        return (day - FIRST_DAY).days
    return "" if cell is None else str(cell).strip()
