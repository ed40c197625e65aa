"""The formulas of ``readiness.xlsx``: they say what :mod:`planning.readiness.determination` says, while people type."""

from __future__ import annotations

from mobility_analysis.planning.guide import LAUNCH, POSTPONE, PREPARE
from mobility_analysis.planning.readiness.answers import day_of
from mobility_analysis.planning.readiness.determination import (
    MET,
    NOT_COUNTED,
    NOT_MET,
    PARTLY_MET,
    SUGGESTS,
    UNANSWERED,
    ConditionStanding,
    Readiness,
)
from mobility_analysis.planning.workbooks.workbook_in import Cell
from mobility_analysis.planning.workbooks.worksheets import Live
from mobility_analysis.press.excel import day_number


def count_of(answer: str, *, has_how: bool = False) -> str:
    """How many steps of the row's condition have an answer, as a formula; ``*`` stands for the step's number."""
    how = ',Steps!$F:$F,"?*"' if has_how else ""
    return f'COUNTIFS(Steps!$A:$A,$A{{row}}&".*",Steps!$E:$E,"{answer}"{how})'


def stands(each: ConditionStanding) -> Live:
    """What the counts in a condition's row come to."""
    return Live(
        f'=IF($D{{row}}=0,"{NOT_COUNTED}",IF($E{{row}}=$D{{row}},"{MET}",IF($E{{row}}+$F{{row}}>0,'
        f'"{PARTLY_MET}",IF($G{{row}}>0,"{NOT_MET}","{UNANSWERED}"))))',
        each.words,
        (MET, PARTLY_MET, NOT_MET, UNANSWERED, NOT_COUNTED),
    )


def suggestion(readiness: Readiness) -> Live:
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


def from_steps(column: str, value: str | float) -> Live:
    """A cell of the sheet of steps, found by the row's key."""
    found = f"INDEX(Steps!${column}:${column},MATCH($A{{row}},Steps!$A:$A,0))"
    return Live(f'=IFERROR(IF({found}="","",{found}),"")', value)


def shown_day(cell: Cell) -> str | float:
    """A day as Excel counts days; anything else as its text."""
    day = day_of(cell)
    return "" if cell is None else str(cell).strip() if day is None else day_number(day)
