"""``coalition.xlsx`` whole: what it asks, and the lists behind its drop-downs."""

from __future__ import annotations

from collections.abc import Sequence

from mobility_analysis.planning.coalition.answers import CoalitionAnswers
from mobility_analysis.planning.coalition.meeting_sheets import meeting_sheets
from mobility_analysis.planning.coalition.part_one import (
    asset_sheet,
    group_sheet,
    predictor_sheet,
)
from mobility_analysis.planning.coalition.part_one_evidence import (
    GroupEvidence,
    PredictorEvidence,
)
from mobility_analysis.planning.coalition.partner_sheets import partner_sheets
from mobility_analysis.planning.coalition.people_sheets import people_sheets
from mobility_analysis.planning.coalition.registry import coalition_registry
from mobility_analysis.planning.coalition.sheet_names import (
    ANSWERS,
    ASSETS,
    BEHIND,
    CONCERNS,
    CRITICAL,
    GROUPS,
    NAME,
    NO,
    OUR_GOVERNMENT,
    PARTNERS,
    PEOPLE,
    PREDICTORS,
    RESIDENT,
    YES,
)
from mobility_analysis.planning.workbooks.place_workbook import made_up_lines, place_workbook
from mobility_analysis.planning.workbooks.worksheets import Workbook, Worksheet
from mobility_analysis.runs.place_data import PlaceData


def coalition_workbook(
    data: PlaceData,
    groups: Sequence[GroupEvidence],
    predictors: Sequence[PredictorEvidence],
    answers: CoalitionAnswers,
) -> Workbook:
    """The workbook of one place: questions, with evidence beside each.

    Parameters
    ----------
    answers
        What people wrote so far.
    """
    asked = coalition_registry()
    sectors = tuple(each.says for each in asked.sectors)
    return place_workbook(
        data,
        NAME,
        "Coalition of",
        (
            _read_me(data),
            group_sheet(groups),
            predictor_sheet(predictors),
            asset_sheet(),
            *people_sheets(answers),
            *partner_sheets(),
            *meeting_sheets(),
        ),
        lists={
            "behind": BEHIND,
            "concerns": CONCERNS,
            "sectors": sectors,
            "person_sectors": (OUR_GOVERNMENT, *sectors, RESIDENT),
            "rings": tuple(each.says for each in asked.rings),
            "roles": tuple(each.says for each in asked.roles),
            "relations": tuple(each.says for each in asked.relations),
            "critical": CRITICAL,
            "gives": tuple(each.says for each in asked.gives),
            "answers": ANSWERS,
            "agendas": tuple(each.says for each in asked.agendas),
            "yes": (YES,),
            "yes_no": (YES, NO),
        },
        live_lists={
            "people": (PEOPLE, "name"),
            "partners": (PARTNERS, "organization"),
            "groups": (GROUPS, "group"),
            "predictors": (PREDICTORS, "predictor"),
            "assets": (ASSETS, "asset"),
        },
        use="for the management team",
    )


def _read_me(data: PlaceData) -> Worksheet:
    return Worksheet(
        "Read me",
        f"Whom is the planning for, and who makes it? {data.here.label}",
        (
            *made_up_lines(data),
            "Step 4 of the planning guide. For the management team: do not pass this file on. The sheet "
            "\u201cBenefit\u201d is candid about partners, and names stand here that are not to be named elsewhere.",
            "Pale yellow cells are yours. The program ticks nothing, and chooses nobody. A darker cell still has to be "
            "filled. Many cells offer a list; where several entries fit, write them with a semicolon between them.",
            "1. \u201cGroups\u201d: read what the data show of each group, and talk about what they do not show. Then say for "
            "each whether it falls behind.",
            "2. \u201cPredictors\u201d: say how much each of the 24 concerns you. The guide's worksheet prints 23: it leaves out "
            "transportation access.",
            "3. \u201cAssets\u201d: write what you have, what you need, and from whom it could come.",
            "4. \u201cPeople\u201d and \u201cRoles\u201d: who runs the work? \u201cActivities\u201d and \u201cChampions\u201d: who does what? "
            "\u201cResidents\u201d: what can those count on who take part as themselves?",
            "5. \u201cPartners\u201d: list organizations. After a build, out/coverage.html shows which sectors, groups, "
            "predictors and assets nobody covers yet.",
            "6. \u201cBenefit\u201d: think through each partner that matters, and write what may be said to them.",
            "7. \u201cInvitations\u201d and \u201cLetter\u201d: whom do you ask, and with which words? Build writes one letter for each.",
            "8. \u201cMeetings\u201d, \u201cAgreements\u201d, \u201cDeciding\u201d: keep what the coalition settles.",
            "That no number speaks of a group does not mean that it is well off. It means that you have to ask.",
            "A gap is said where it is sure. Where the data only suggest it, it stands in a column of its own. "
            "No cell says why something is so: these data do not show causes.",
        ),
    )
