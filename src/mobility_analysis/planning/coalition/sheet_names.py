"""Names of the sheets of ``coalition.xlsx``, and the entries of drop-downs that code compares with."""

from __future__ import annotations

NAME = "coalition.xlsx"
# Part 1 of the guide's worksheet, then those for the people, the partners and the meetings.
GROUPS, PREDICTORS, ASSETS = "Groups", "Predictors", "Assets"
PEOPLE, ROLES, ACTIVITIES, CHAMPIONS, RESIDENTS = (
    "People",
    "Roles",
    "Activities",
    "Champions",
    "Residents",
)
PARTNERS, BENEFIT, INVITATIONS, LETTERS = "Partners", "Benefit", "Invitations", "Letter"
MEETINGS, AGREEMENTS, DECIDING = "Meetings", "Agreements", "Deciding"

YES, NO = "yes", "no"
HIGH = "high"
BEHIND = (YES, NO, "we cannot tell", "not yet talked about")
CONCERNS = (HIGH, "some", "low", "not now")
# Of a person, beside the sectors of partners.
OUR_GOVERNMENT, RESIDENT = "our government", "resident"
INFORMED = "keep informed"
CRITICAL = (YES, INFORMED, "later")
ANSWERS = (YES, NO, "not yet", "named somebody else")
