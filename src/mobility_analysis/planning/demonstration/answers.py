"""A filled plan of the demonstration county: what a government half-way through Step 3 may have written."""

from __future__ import annotations

from datetime import date

from mobility_analysis.planning.claims.rows import CLAIMS
from mobility_analysis.planning.guide import (
    NOT_KNOWN,
    NOT_PERMITTED,
    NOT_YET,
    PARTLY,
    PREPARE,
    YES,
    guide,
)
from mobility_analysis.planning.readiness.answers import DECISION, PREPAREDNESS, STEPS
from mobility_analysis.planning.workbooks.kept_workbook import Changes
from mobility_analysis.planning.workbooks.worksheets import Plain

COUNTY = "99001"
# Steps of which more is written than an answer; all others are answered by ANSWERED.
_WRITTEN: dict[str, dict[str, Plain]] = {
    "leadership.1": {"answer": YES, "how": "Meeting of May 12 with the executive and her deputy."},
    "leadership.2": {"answer": YES, "how": "Memo of May 20: \u201cPlease begin.\u201d"},
    "leadership.3": {
        "answer": PARTLY,
        "how": "Health, schools and libraries said yes. Public works was not asked.",
        "address": "Public works and the sheriff's office",
        "owner": "R. Miller",
        "by_when": date(2027, 2, 15),
    },
    "leadership.4": {
        "answer": NOT_YET,
        "address": "A line in the budget of next year",
        "owner": "Budget office",
        "by_when": date(2027, 3, 31),
    },
    "capacity.4": {
        "answer": PARTLY,
        "how": "Purchasing and data sharing were looked at.",
        "address": "Small contracts take four months",
        "owner": "Purchasing",
    },
    "structural_racism.2": {"answer": NOT_KNOWN, "address": "Ask the county archive"},
    "structural_racism.4": {
        "answer": NOT_PERMITTED,
        "how": "Made-up example: Demonstration Code 12-34 forbids required trainings of this kind.",
    },
    "data.3": {"answer": NOT_YET, "owner": "Data lead", "by_when": date(2027, 1, 31)},
    "engagement.1": {"answer": PARTLY, "how": "A foundation would pay for two events."},
}
_ANSWERED = {
    "partnerships": YES,
    "capacity": YES,
    "culture": YES,
    "buy_in": NOT_YET,
    "structural_racism": PARTLY,
    "data": YES,
    "engagement": PARTLY,
    "learning": YES,
}
_HOW = {
    YES: "Talked over with the three departments most concerned; notes are on the shared drive."
}


def demonstration_answers() -> Changes:
    """Answers by sheet, key and column, as people would type them."""
    steps: dict[str, dict[str, Plain]] = {}
    for key, (condition, _) in guide().steps.items():
        answer = _ANSWERED.get(condition.id, "")
        plain: dict[str, Plain] = {"answer": answer, "how": _HOW.get(answer, "")}
        written = _WRITTEN.get(key, plain)
        steps[key] = {name: cell for name, cell in written.items() if cell}
    return {
        STEPS: steps,
        DECISION: {
            "decision.1": {
                "decision": PREPARE,
                "by": "County Executive M. Example",
                "on": date(2026, 11, 27),
                "why": "Money and two departments are still missing.",
            }
        },
        PREPAREDNESS: {
            "leadership.4": {
                "action": "Write a request for the budget of next year",
                "means": "Ten hours of the budget office",
                "done": "The line is in the proposed budget",
            },
            "buy_in.1": {
                "action": "Ask each head of a department for one name",
                "done": "Nine names are on the list",
                "how_it_goes": "Four names so far",
            },
        },
    }


def demonstration_claims() -> Changes:
    """Claims as people would write them; two of them say what the data do not bear."""
    approved: dict[str, Plain] = {"by": "Data lead M. Example", "on": date(2026, 11, 28)}
    said: list[dict[str, Plain]] = [
        {
            "claim": "share_employed vs nation",
            "letter": YES,
            "points": YES,
            "plan": YES,
            **approved,
        },
        {"claim": "share_employed/Black, Non-Hispanic gap", "letter": YES, "plan": YES, **approved},
        {"claim": "share_debt_coll about", "points": YES, "message": YES, "plan": YES, **approved},
        {"claim": "pctl_income_50 vs state", "message": YES, **approved},
        {"claim": "share_low_birth_weight change", "note": "Do we say it?"},
        {"claim": "share_debt_coll > half", "letter": YES},
        {"claim": "share_enrolled_ages_3_4/children of color gap", "letter": YES},
    ]
    rows = {f"claim.{number}": cells for number, cells in enumerate(said, 1)}
    return {CLAIMS: rows}
