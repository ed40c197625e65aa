"""What the coalition of the demonstration county may have written into its action plan."""

from __future__ import annotations

from datetime import date

from mobility_analysis.core.io import write_text
from mobility_analysis.planning.action_plan.chosen import CHALLENGE, FINDINGS, STRENGTH
from mobility_analysis.planning.action_plan.logic import LOGIC
from mobility_analysis.planning.action_plan.measures import (
    BETTER_OFF,
    HIGHER,
    HOW_MUCH,
    LOWER,
    MEASURES,
    POPULATION,
    TRACKING,
)
from mobility_analysis.planning.action_plan.sustainability import NOT_FOUND, SUSTAINABILITY
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.workbooks.kept_workbook import Changes
from mobility_analysis.planning.workbooks.worksheets import Plain

_CONSENT = "Made-up example: said at the meeting of October 6, agreed to in writing"
_FINDINGS: dict[str, dict[str, Plain]] = {
    "claim.1": {
        "side": STRENGTH,
        "residents": "Made-up example: \u201cMost people I know have work. It is what the work pays.\u201d",
        "consent": _CONSENT,
    },
    "claim.2": {
        "side": CHALLENGE,
        "residents": "Made-up example: \u201cThe last bus leaves before my shift ends.\u201d",
        "consent": _CONSENT,
        "systems": "Made-up example: bus lines that follow the routes of 1970; hiring that asks for a car.",
        "history": "Made-up example: two lines to the east side were closed in 1984.",
        "history_source": "Made-up example: minutes of the county board, March 1984",
    },
    "claim.3": {"side": CHALLENGE, "residents": "not yet heard"},
}
_LOGIC: dict[str, dict[str, Plain]] = {
    "input.1": {
        "says": "Two planners and a data analyst of the county",
        "leads": "activity.1, activity.2",
    },
    "input.2": {"says": "A grant for three years", "leads": "activity.2"},
    "activity.1": {"says": "Run a late bus to the industrial park", "leads": "output.1"},
    "activity.2": {
        "says": "Coach residents who look for work, in three languages",
        "leads": "output.2",
    },
    "activity.3": {"says": "Go through hiring rules with the ten largest employers"},
    "output.1": {"says": "Trips after 9 p.m. that people take", "leads": "short.1"},
    "output.2": {"says": "Residents coached", "leads": "short.1"},
    "short.1": {
        "says": "More residents of the east side begin a job",
        "whom": "Black residents of the east side",
        "leads": "medium.1",
    },
    "medium.1": {
        "says": "Employment of Black residents comes closer to that of everyone else",
        "whom": "Black residents",
        "leads": "long.1",
    },
    "long.1": {
        "says": "Fewer residents have debt in collections",
        "whom": "Everyone with a credit record",
    },
}
_MEASURES: list[dict[str, Plain]] = [
    {
        "elements": "medium.1",
        "kind": POPULATION,
        "says": "Employment of Black residents of ages 25 to 54",
        "indicator": "share_employed/Black, Non-Hispanic",
        "target": "+6 points",
        "by_when": date(2034, 12, 31),
        "set_by": "The coalition on November 12: half of the distance to everyone else",
        "data_by": "Data lead",
        "rhythm": "Yearly",
    },
    {
        "elements": "long.1",
        "kind": POPULATION,
        "says": "Debt in collections",
        "indicator": "share_debt_coll",
        "target": "20%",
        "by_when": date(2029, 12, 31),
        "set_by": "The coalition on November 12",
        "data_by": "Data lead",
        "rhythm": "Yearly",
        "seen": "We look at it all the same: partners ask for it.",
    },
    {
        "elements": "output.1",
        "kind": HOW_MUCH,
        "says": "Trips taken after 9 p.m. in a month",
        "own_source": "Fare boxes of the transit office",
        "own_baseline": 0,
        "own_baseline_on": "2026",
        "wanted": HIGHER,
        "target": "1,500",
        "by_when": date(2027, 12, 31),
        "set_by": "Transit office",
        "data_by": "Transit office",
        "result_by": "Transit office",
        "rhythm": "Monthly",
    },
    {
        "elements": "output.2, short.1",
        "kind": BETTER_OFF,
        "says": "Of the residents coached, those who work six months later",
        "own_source": "Case records of the job center",
        "wanted": HIGHER,
        "data_by": "Job center",
        "result_by": "Job center",
    },
    {
        "elements": "activity.3",
        "kind": POPULATION,
        "says": "Babies born with low weight",
        "indicator": "share_low_birth_weight",
        "wanted": LOWER,
        "target": "by 5%",
        "data_by": "Health department",
    },
]


_TRACKED = {
    "set_by",
    "own_source",
    "own_baseline",
    "own_baseline_on",
    "data_by",
    "result_by",
    "rhythm",
}


_TEXTS = {
    "how-we-got-here": """# How we got here

## Why we began

Made-up example. In the spring, the county board asked why good years leave so many people behind. Departments each had
a piece of the answer, and no one had the whole.

## Who took part

Made-up example. The county executive's office led the work. A job center, two congregations and the transit office
wrote with us.

## How residents took part, and what it changed

Made-up example. We held six evenings in the library of the east side, with supper and child care, and paid each
resident for the time. They moved buses from the end of our list to its beginning.
""",
    "theory-of-change": """# How we expect change to happen

## If and then

Made-up example. If people can get to the jobs that are there, and are coached until they stay, then more of them will
work:

- [[claim.2]]

## What we assume

Made-up example. Employers go on hiring, and the late bus is known to those who need it.
""",
}


def write_demonstration_texts(plan: PlanFolder) -> None:
    """Write the texts of two parts as Markdown; the others stay to be written."""
    plan.parts.mkdir(exist_ok=True)
    for name, text in _TEXTS.items():
        write_text(plan.parts / f"{name}.md", text)


def demonstration_model() -> Changes:
    """The findings and the logic model by sheet, key and column; other sheets get rows from them."""
    return {FINDINGS: _FINDINGS, LOGIC: _LOGIC}


def demonstration_measures() -> Changes:
    """Measures and stewards by sheet, key and column, some with holes and two with faults."""
    rows = {f"measure.{number}": cells for number, cells in enumerate(_MEASURES, 1)}
    tracked = {key: {n: cells[n] for n in cells if n in _TRACKED} for key, cells in rows.items()}
    measures = {
        key: {n: cells[n] for n in cells if n not in _TRACKED} for key, cells in rows.items()
    }
    return {
        MEASURES: measures,
        TRACKING: tracked,
        SUSTAINABILITY: {
            "activity.1": {
                "steward": "Transit office",
                "means": "Farebox and the county's transit levy",
            },
            "activity.2": {"steward": "Job center", "means": NOT_FOUND},
        },
    }
