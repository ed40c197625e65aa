"""A coalition of the demonstration county half-way through Step 4; every name in it is made up."""

from __future__ import annotations

from datetime import date

from mobility_analysis.planning.coalition.registry import NOTHING_YET, coalition_registry
from mobility_analysis.planning.coalition.sheet_names import (
    ACTIVITIES,
    AGREEMENTS,
    ASSETS,
    BENEFIT,
    CHAMPIONS,
    DECIDING,
    GROUPS,
    HIGH,
    INVITATIONS,
    LETTERS,
    MEETINGS,
    NO,
    OUR_GOVERNMENT,
    PARTNERS,
    PEOPLE,
    PREDICTORS,
    RESIDENT,
    RESIDENTS,
    ROLES,
    YES,
)
from mobility_analysis.planning.workbooks.kept_workbook import Changes
from mobility_analysis.planning.workbooks.worksheets import Plain

Rows = dict[str, dict[str, Plain]]
HOMES, COLLEGE, LIBRARY = "Alder Homes Together", "Alder Community College", "Alder County Library"
CHAMBER, FUND = "Alder Chamber of Commerce", "Riverside Community Fund"


def demonstration_coalition() -> Changes:
    """What the management team may have written, by sheet, key and column."""
    return {
        GROUPS: {
            "group.disabilities": {"behind": YES, "why": "Talked over on June 3 with the center."},
            "group.english_learners": {"behind": YES, "why": "The schools say so; no number here."},
            "group.middle_incomes": {"behind": NO},
        },
        PREDICTORS: {
            "predictor.housing_affordability": {"concern": HIGH, "why": "Asked at four meetings."},
            "predictor.employment_opportunities": {"concern": HIGH},
            "predictor.access_to_preschool": {"concern": "some"},
        },
        ASSETS: {
            "asset.1": {
                "have": "One analyst, half a day a week",
                "need": "Somebody who joins data",
            },
            "asset.5": {"need": "People whom residents of the north side trust"},
        },
        **_people(),
        **_partners(),
        **_together(),
    }


def _people() -> dict[str, Rows]:
    ring = coalition_registry().ring
    role = {each.id: each.says for each in coalition_registry().roles}
    here: dict[str, Plain] = {"sector": OUR_GOVERNMENT, "since": date(2026, 9, 1)}
    team: dict[str, Plain] = {"ring": ring("management"), "rhythm": "every week"}
    return {
        PEOPLE: {
            "person.1": {
                "name": "Rosa Example",
                "organization": "County Executive's office",
                "role": role["project_manager"],
                "public": YES,
                **here,
                **team,
            },
            "person.2": {
                "name": "Lee Sample",
                "organization": COLLEGE,
                "sector": "Anchor institution",
                "role": f"{role['data_lead']}; {role['learning_lead']}",
                "public": NO,
                **team,
            },
            "person.3": {
                "name": "Kim Instance",
                "organization": "Health department",
                "role": role["communications_lead"],
                **here,
                **team,
            },
            "person.4": {
                "name": "Jo Specimen",
                "sector": RESIDENT,
                "ring": ring("partner"),
                "role": "North side",
                "paid": "$40 an hour, gift card the same day",
            },
            "person.5": {
                "name": "Commissioner Pat Model",
                "organization": "County Commission",
                "sector": OUR_GOVERNMENT,
                "ring": ring("champion"),
                "public": YES,
            },
        },
        ROLES: {
            "role.project_manager": {"hours": "three days"},
            "role.data_lead": {"hours": "one day", "authority": "Reads what departments publish."},
        },
        ACTIVITIES: {
            "activity.1": {"who": "Lee Sample", "help": "Two students"},
            "activity.4": {"who": "Commissioner Pat Model"},
            "activity.6": {"who": "Kim Instance"},
        },
        CHAMPIONS: {"duty.2": {"who": "Commissioner Pat Model", "what": "The two city councils"}},
        RESIDENTS: {
            "residents.1": {"how": "$40 an hour from the county's fund", "who": "Rosa Example"},
            "residents.4": {"how": f"{HOMES} was asked for names"},
        },
    }


def _partners() -> dict[str, Rows]:
    asked = coalition_registry()
    good, new = asked.relation("existing"), asked.relation("new")
    return {
        PARTNERS: {
            "partner.1": {
                "organization": HOMES,
                "sector": "Nonprofit or community organization",
                "groups": "People without stable housing; Residents with low incomes",
                "predictors": "Housing affordability; Housing stability",
                "assets": "Ties with residents; Experience with deep engagement of residents",
                "relation": good,
                "asked_by": "Rosa Example",
                "source": "We fund their shelter.",
                "public": YES,
            },
            "partner.2": {
                "organization": COLLEGE,
                "sector": "Anchor institution",
                "groups": "People who are learning English; Workers with low wages",
                "predictors": "Employment opportunities",
                "assets": "Research and the reading of data; Bringing people together",
                "relation": good,
                "source": "Sheet of the health department",
            },
            "partner.3": {
                "organization": CHAMBER,
                "sector": "Private sector",
                "predictors": "Jobs paying living wages; Employment",
                "relation": new,
                "source": "Council member",
            },
            "partner.4": {
                "organization": LIBRARY,
                "sector": "Another local government",
                "groups": "People who are learning English",
                "predictors": "Digital access",
                "relation": asked.relation("informed"),
                "asked_by": "Kim Instance",
            },
            "partner.5": {
                "organization": FUND,
                "sector": "Philanthropy",
                "assets": "Money; Raising funds",
                "relation": new,
            },
        },
        BENEFIT: {
            "benefit.1": {
                "partner": HOMES,
                "aligned": "A campaign for homes near work",
                "gain": "A seat where zoning is talked about",
                "motives": "They answer to tenants.",
                "barriers": "Two earlier plans took their time and changed nothing.",
                "good_partner": "Residents trust them.",
                "may_say": "You have found homes for people whom nobody else took in, and you know what stood in the way.",
                "critical": YES,
            },
            "benefit.2": {
                "partner": CHAMBER,
                "barriers": "May be against higher wages.",
                "critical": "later",
            },
        },
        INVITATIONS: {
            "invitation.1": {
                "person": "Dana Placeholder",
                "organization": HOMES,
                "sender": "Rosa Example, County Executive's office",
                "ring": asked.ring("partner"),
                "give": "money for their time",
            },
            "invitation.2": {
                "person": "Alex Standin",
                "organization": CHAMBER,
                "sender": "Commissioner Pat Model",
                "ring": asked.ring("champion"),
                "ask": "We ask you for a word with employers where it helps.",
            },
        },
        LETTERS: {
            "letter.new": {
                "text": "This time partners and residents choose what comes first, before the county writes a page."
            },
            "letter.ask": {"text": "We ask for an evening every month, for a year."},
            "letter.give": {"text": NOTHING_YET},
            "letter.by": {"text": date(2027, 1, 15)},
        },
    }


def _together() -> dict[str, Rows]:
    return {
        MEETINGS: {
            "meeting.1": {
                "on": date(2026, 11, 12),
                "place": "Main library",
                "present": "14, four of them residents",
                "decided": "Meet on the second Thursday of each month",
                "next": "Lee Sample brings the data on homes.",
            }
        },
        AGREEMENTS: {
            "agreement.rhythm": {
                "text": "Second Thursday of each month, 5 to 7 p.m., with food and child care",
                "on": date(2026, 11, 12),
                "again": date(2027, 11, 11),
            },
            "revisit.data": {"again": date(2027, 2, 11)},
        },
        DECIDING: {"method.consensus": {"chosen": YES}},
    }
