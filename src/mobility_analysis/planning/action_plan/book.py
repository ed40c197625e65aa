"""``action-plan.xlsx``: its first sheet, its lists, and how its sheets are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mobility_analysis.planning.action_plan.chosen import NOT_HEARD, SIDES
from mobility_analysis.planning.action_plan.logic import KINDS as ELEMENTS
from mobility_analysis.planning.action_plan.logic import NAME
from mobility_analysis.planning.action_plan.measures import HIGHER, KINDS, LOWER
from mobility_analysis.planning.action_plan.sustainability import NOT_FOUND
from mobility_analysis.planning.workbooks.place_workbook import made_up_lines, place_workbook
from mobility_analysis.planning.workbooks.worksheets import Workbook, Worksheet
from mobility_analysis.runs.place_data import PlaceData


def action_plan_workbook(
    data: PlaceData,
    sheets: Sequence[Worksheet],
    indicators: tuple[str, ...],
    more_lists: Mapping[str, tuple[str, ...]],
) -> Workbook:
    """The workbook of one place.

    Parameters
    ----------
    indicators
        The national measures that the drop-down offers.
    more_lists
        Lists behind drop-downs of sheets that stand beside those of the plan itself.
    """
    return place_workbook(
        data,
        NAME,
        "Mobility Action Plan of",
        (_read_me(data), *sheets),
        lists={
            "sides": SIDES,
            "not_heard": (NOT_HEARD,),
            "elements": ELEMENTS,
            "kinds": KINDS,
            "indicators": indicators,
            "wanted": (HIGHER, LOWER),
            "not_found": (NOT_FOUND,),
            **more_lists,
        },
        use="for the coalition",
    )


def _read_me(data: PlaceData) -> Worksheet:
    return Worksheet(
        "Read me",
        f"The Mobility Action Plan of {data.here.label}",
        (
            *made_up_lines(data),
            "What the coalition agrees on goes here and into the folder parts/. From both the program builds the plan in "
            "two editions: one for those who work with it, one for everyone. What is missing stands in them as an open box.",
            "1. \u201cFindings\u201d: what the data show, from claims that were approved for the plan. You say whether it is a "
            "strength or a challenge, what residents say to it, and what in your systems stands behind it.",
            "2. \u201cLogic model\u201d: what you put in, what you do, what comes of it, and what leads to what.",
            "3. \u201cMeasures\u201d: what you will look at for each of these. Beside it stands where you are today, and "
            "whether the data could ever show that your target was met.",
            "4. \u201cSustainability\u201d: who keeps each action going, and with what.",
            "5. \u201cRelease\u201d, \u201cTerms\u201d, \u201cMessaging\u201d and \u201cWeb page\u201d: what to settle before it goes out. "
            "\u201cChecklists\u201d: where you are in the steps of the guide.",
            "Pale yellow cells are yours. Save and close the file before the data lead refreshes it. The program decides "
            "nothing and sets no target.",
        ),
    )
