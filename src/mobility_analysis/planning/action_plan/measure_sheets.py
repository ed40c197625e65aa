"""The two sheets of the measurement plan: what is looked at and to what end, and who looks when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mobility_analysis.framework.registry import Unit
from mobility_analysis.insights.claims import Ground
from mobility_analysis.planning.action_plan.measures import MEASURES, TRACKING, PlannedMeasure
from mobility_analysis.planning.workbooks.worksheets import OWN, Column, Row, Worksheet

ROWS = 20
_MEASURE_COLUMNS = (
    Column("elements", "Of what (keys of the logic model)", 18, is_theirs=True),
    Column("kind", "What kind of measure", 13, is_theirs=True, choices="kinds"),
    Column("says", "What we will look at, in our words", 36, is_theirs=True),
    Column(
        "indicator",
        "National measure, if there is one",
        24,
        is_theirs=True,
        choices="indicators",
        may_differ=True,
    ),
    Column("baseline", "Where it stands now", 32),
    Column("quality", "How good that number is", 26),
    Column("wanted", "Wanted", 9, is_theirs=True, choices="wanted"),
    Column("target", "Target, as a value", 11, is_theirs=True),
    Column("read_as", "Read as", 14),
    Column("by_when", "By when", 12, is_theirs=True, is_date=True),
    Column("can_show", "Can it show it?", 42),
    Column("instead", "What else could show it", 38),
    Column("seen", "We know, and keep it because", 28, is_theirs=True),
)
_TRACKING_COLUMNS = (
    Column("measure", "Measure", 34),
    Column("source", "Where national numbers come from", 30),
    Column("set_by", "Who set the target, and why", 28, is_theirs=True),
    Column("own_source", "Our own source, if it is no national measure", 26, is_theirs=True),
    Column("own_baseline", "Our own baseline", 12, is_theirs=True),
    Column("own_baseline_on", "Our baseline is of", 12, is_theirs=True),
    Column("latest", "Our latest value", 12, is_theirs=True),
    Column("latest_on", "Our latest is of", 12, is_theirs=True),
    Column("data_by", "Responsible for the data", 20, is_theirs=True),
    Column("result_by", "Responsible for the result", 20, is_theirs=True),
    Column("rhythm", "How often we look", 14, is_theirs=True),
    Column("note", "Our notes", 26, is_theirs=True),
)


def measure_sheets(
    planned: Sequence[PlannedMeasure], shown: Mapping[str, Mapping[str, str]]
) -> tuple[Worksheet, Worksheet]:
    """The sheet of measures and the sheet of who tracks them, with the same keys.

    Parameters
    ----------
    shown
        What the program writes beside each row, by key and column.
    """
    own = [each.key for each in planned if each.key.startswith(f"{OWN}.")]
    keys = [*(f"measure.{number}" for number in range(1, ROWS + 1)), *own]
    return (
        Worksheet(
            MEASURES,
            "How we will see whether it works",
            (
                "One row for each thing you will look at. Under \u201cOf what\u201d write the keys of the logic model, "
                "such as output.1. A population measure tells of everyone here (employment); how much, how well and "
                "better off tell of those whom a program reaches.",
                "A target is a value to be reached, such as 62%; of a share also +5 points. \u201cBy 5%\u201d is refused: "
                "it can mean two things. Under \u201cCan it show it?\u201d stands whether the data could ever tell that "
                "the target was met.",
            ),
            _MEASURE_COLUMNS,
            tuple(Row(key, _of(_MEASURE_COLUMNS, shown.get(key, {}))) for key in keys),
            missing_where=('=AND($I{row}<>"",$K{row}="")', "by_when"),
        ),
        Worksheet(
            TRACKING,
            "Who looks at what, and when",
            (
                "The same rows as on the sheet \u201cMeasures\u201d. What is no national measure needs a source of your own, "
                "and a value to begin from.",
            ),
            _TRACKING_COLUMNS,
            tuple(Row(key, _of(_TRACKING_COLUMNS, shown.get(key, {}))) for key in keys),
            missing_where=('=AND($B{row}<>"",$J{row}="")', "data_by"),
        ),
    )


def _of(columns: Sequence[Column], cells: Mapping[str, str]) -> dict[str, str]:
    return {column.id: cells[column.id] for column in columns if column.id in cells}


def indicator_choices(ground: Ground) -> tuple[str, ...]:
    """Every measure with a usable value of its own here, for everyone and for groups."""
    found = []
    for name, value in ground.latest.items():
        if value.usable and not value.borrowed_from and value.measure.unit is not Unit.COUNT:
            found.append(name)
        found += [
            f"{name}/{group}"
            for group, each in ground.group_values(name).items()
            if each.usable and not each.borrowed_from
        ]
    return tuple(found)
