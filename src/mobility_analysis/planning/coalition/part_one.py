"""Part 1 of ``coalition.xlsx``: whom the planning is for, which predictors concern us, what the coalition needs."""

from __future__ import annotations

from collections.abc import Sequence

from mobility_analysis.planning.coalition.part_one_evidence import (
    NO_VALUE,
    UNTOLD,
    GroupEvidence,
    PredictorEvidence,
)
from mobility_analysis.planning.coalition.sheet_names import ASSETS, GROUPS, PREDICTORS
from mobility_analysis.planning.guide import guide
from mobility_analysis.planning.workbooks.worksheets import Column, Row, Worksheet

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


def group_sheet(found: Sequence[GroupEvidence]) -> Worksheet:
    """Which groups fall behind, with what the data show of each."""
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


def predictor_sheet(found: Sequence[PredictorEvidence]) -> Worksheet:
    """Which predictors concern us, with what the data show of each."""
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


def asset_sheet() -> Worksheet:
    """What the coalition has, what it needs, and from whom that could come."""
    return Worksheet(
        ASSETS,
        "What does the coalition need?",
        ("Write what you have and what you lack. Add rows for what is not here.",),
        _ASSET_COLUMNS,
        tuple(
            Row(f"asset.{number}", {"asset": says}) for number, says in enumerate(guide().assets, 1)
        ),
    )
