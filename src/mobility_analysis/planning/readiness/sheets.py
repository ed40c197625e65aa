"""What ``readiness.xlsx`` asks: its sheets, the evidence beside the questions, cells that follow the answers."""

from __future__ import annotations

from collections.abc import Mapping

from mobility_analysis.planning.guide import (
    ANSWERS,
    DECISIONS,
    NOT_PERMITTED,
    PARTLY,
    YES,
    guide,
)
from mobility_analysis.planning.readiness.answers import (
    CONDITIONS,
    DECISION,
    NAME,
    PREPAREDNESS,
    READ_ME,
    STEPS,
    ReadinessAnswers,
)
from mobility_analysis.planning.readiness.determination import Readiness, rule_words
from mobility_analysis.planning.readiness.evidence import Evidence
from mobility_analysis.planning.readiness.formulas import (
    count_of,
    from_steps,
    shown_day,
    stands,
    suggestion,
)
from mobility_analysis.planning.settings import Rule
from mobility_analysis.planning.workbooks.place_workbook import made_up_lines, place_workbook
from mobility_analysis.planning.workbooks.worksheets import Column, Live, Row, Workbook, Worksheet
from mobility_analysis.runs.place_data import PlaceData

# As many decisions can be recorded before people add rows of their own.
DECISION_ROWS = 3

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
    return place_workbook(
        data,
        NAME,
        "Readiness of",
        (
            _read_me(data, answers.readiness.rule),
            _steps(shown),
            _conditions(answers.readiness),
            _decision(answers),
            _preparedness(answers),
        ),
        lists={"answers": ANSWERS, "decisions": DECISIONS},
        use="for the government's own use",
    )


def _read_me(data: PlaceData, rule: Rule) -> Worksheet:
    asked = guide()
    return Worksheet(
        READ_ME,
        f"Is our government ready? {data.here.label}",
        (
            *made_up_lines(data),
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
                        f"={len(each.condition.steps)}-{count_of(NOT_PERMITTED, has_how=True)}",
                        each.counted,
                    ),
                    "yes": Live(f"={count_of(YES)}", each.yes),
                    "partly": Live(f"={count_of(PARTLY)}", each.partly),
                    "no": Live(f"={count_of('not yet')}+{count_of('not known')}", each.no),
                    "unanswered": Live("=$D{row}-$E{row}-$F{row}-$G{row}", each.unanswered),
                    "stands": stands(each),
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


def _decision(answers: ReadinessAnswers) -> Worksheet:
    readiness = answers.readiness
    given = {each.key: each.suggested or readiness.suggestion for each in answers.decisions}
    keys = [f"decision.{number}" for number in range(1, DECISION_ROWS + 1)]
    rows = [Row(key, {"suggested": given.get(key, "")}) for key in keys]
    return Worksheet(
        DECISION,
        "What our leaders decided",
        (
            suggestion(readiness),
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
                    "answer": from_steps("E", given.written),
                    "address": from_steps("G", given.address),
                    "owner": from_steps("H", given.owner),
                    "by_when": from_steps("I", shown_day(given.by_when)),
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
