"""``coalition.xlsx``: whom the planning is for, which predictors concern us, what the coalition needs (Part 1)."""

from __future__ import annotations

from collections.abc import Sequence

from mobility_analysis.planning.coalition.part_one_evidence import (
    NO_VALUE,
    UNTOLD,
    GroupEvidence,
    PredictorEvidence,
)
from mobility_analysis.planning.guide import guide
from mobility_analysis.planning.workbooks.place_workbook import made_up_lines, place_workbook
from mobility_analysis.planning.workbooks.worksheets import Column, Row, Workbook, Worksheet
from mobility_analysis.runs.place_data import PlaceData

NAME = "coalition.xlsx"
GROUPS, PREDICTORS, ASSETS = "Groups", "Predictors", "Assets"
BEHIND = ("yes", "no", "we cannot tell", "not yet talked about")
CONCERNS = ("high", "some", "low", "not now")

_GROUP_COLUMNS = (
    Column("group", "Group", 24),
    Column("speaks", "What can speak of it", 22),
    Column("less", "Where it is clearly less well off", 58),
    Column("suggested", "Where the data only suggest it", 42),
    Column("not_said", "What these data do not say", 34),
    Column("behind", "Falling behind? Ours to say", 16, is_theirs=True, choices="behind"),
    Column("why", "Why we say so, and who was asked", 38, is_theirs=True),
)
_PREDICTOR_COLUMNS = (
    Column("pillar", "Pillar", 18),
    Column("predictor", "Predictor", 20),
    Column("status", "Beside nation, state and peers", 14),
    Column("numbers", "The number", 42),
    Column("compared", "How it compares", 50),
    Column("gap", "The widest sure gap", 42),
    Column("change", "How it changed", 36),
    Column("ask", "Whom to ask here", 28),
    Column("concern", "Our concern", 11, is_theirs=True, choices="concerns"),
    Column("why", "Why, and who was asked", 38, is_theirs=True),
)
_ASSET_COLUMNS = (
    Column("asset", "Asset", 34),
    Column("have", "What we have", 36, is_theirs=True),
    Column("need", "What we need", 36, is_theirs=True),
    Column("from_whom", "From whom it could come", 36, is_theirs=True),
)


def coalition_workbook(
    data: PlaceData,
    groups: Sequence[GroupEvidence],
    predictors: Sequence[PredictorEvidence],
) -> Workbook:
    """The workbook of one place: questions, with evidence beside each."""
    return place_workbook(
        data,
        NAME,
        "Coalition inventory of",
        (_read_me(data), _groups(groups), _predictors(predictors), _assets()),
        lists={"behind": BEHIND, "concerns": CONCERNS},
        use="for the management team",
    )


def _read_me(data: PlaceData) -> Worksheet:
    return Worksheet(
        "Read me",
        f"Whom is the planning for, and who can help? {data.here.label}",
        (
            *made_up_lines(data),
            "Part 1 of the coalition's inventory. For the management team: do not pass it on.",
            "1. On the sheet \u201cGroups\u201d read what the data show of each group, and talk about what they do not show. "
            "Then say for each whether it falls behind. Pale yellow cells are yours; the program ticks nothing.",
            "2. On the sheet \u201cPredictors\u201d say how much each of the 24 concerns you. The guide's worksheet prints 23: it "
            "leaves out transportation access.",
            "3. On the sheet \u201cAssets\u201d write what you have, what you need, and from whom it could come. Whoever has "
            "what you need belongs on your list of people to ask.",
            "That no number speaks of a group does not mean that it is well off. It means that you have to ask.",
            "A gap is said where it is sure. Where the data only suggest it, it stands in a column of its own. "
            "No cell says why something is so: these data do not show causes.",
        ),
    )


def _groups(found: Sequence[GroupEvidence]) -> Worksheet:
    return Worksheet(
        GROUPS,
        "Which groups fall behind?",
        (
            "Rows come from the guide's lists of groups, and below \u201cOne racial or ethnic group\u201d one for each that "
            "the data name. Add rows for other groups.",
        ),
        _GROUP_COLUMNS,
        tuple(
            Row(
                each.key,
                {
                    "group": each.says,
                    "speaks": each.speaks,
                    "less": each.less_well_off,
                    "suggested": each.suggested,
                    "not_said": each.not_said,
                },
            )
            for each in found
        ),
    )


def _predictors(found: Sequence[PredictorEvidence]) -> Worksheet:
    lacking = [each.says for each in found if each.status in (NO_VALUE, UNTOLD)]
    return Worksheet(
        PREDICTORS,
        "Which predictors concern us most?",
        (
            "Worse and better are tested, or by a rule where no margins are published. What stands apart from your own "
            "view is worth a talk.",
            f"The data tell nothing, or nothing sure, of {len(lacking)}: {', '.join(lacking)}. Ask first there."
            if lacking
            else "The data tell something of every predictor.",
        ),
        _PREDICTOR_COLUMNS,
        tuple(
            Row(
                each.key,
                {
                    "pillar": each.pillar,
                    "predictor": each.says,
                    "status": each.status,
                    "numbers": each.numbers,
                    "compared": each.compared,
                    "gap": each.gap,
                    "change": each.change,
                    "ask": each.ask,
                },
            )
            for each in found
        ),
    )


def _assets() -> Worksheet:
    return Worksheet(
        ASSETS,
        "What does the coalition need?",
        ("Write what you have and what you lack. Add rows for what is not here.",),
        _ASSET_COLUMNS,
        tuple(
            Row(f"asset.{number}", {"asset": says}) for number, says in enumerate(guide().assets, 1)
        ),
    )
