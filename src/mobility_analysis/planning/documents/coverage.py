"""``coverage.html``: which sectors, groups, predictors and assets partners cover. For the management team alone."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from mobility_analysis.planning.coalition.answers import CoalitionAnswers, Partner
from mobility_analysis.planning.coalition.coverage import (
    Matrix,
    groups_by_predictor,
    partners_by_asset,
    sectors_by_group,
    takes_part,
)
from mobility_analysis.planning.coalition.sheet_names import ASSETS, GROUPS, PARTNERS, PREDICTORS
from mobility_analysis.planning.documents.plain_page import (
    SCROLL,
    heading,
    paragraphs,
    plain_page,
    scrolling_table,
)
from mobility_analysis.runs.place_data import PlaceData

TEAM_USE = "For the management team alone"
NOBODY, NONE = "nobody yet", "\u2013"
_CSS = f"{SCROLL}h2{{margin:2rem 0 .5rem}}"


def coverage_page(data: PlaceData, answers: CoalitionAnswers) -> str:
    """The page of one place: three matrices, each with the empty cells of what people called of concern."""
    count = len(answers.partners)
    body = paragraphs(
        (
            f"{TEAM_USE}: do not pass it on. It is made of what you wrote into coalition.xlsx, sheet \u201c{PARTNERS}\u201d: "
            f"{count or 'no'} {'organization' if count == 1 else 'organizations'}.",
            "A cell names who covers it. Somebody who is to be kept informed stands in brackets and fills no gap. Rows that "
            "you called of concern come first, in bold words; an empty cell there says \u201cnobody yet\u201d. Nothing here is "
            "a score: one good partner can be worth more than five names.",
        )
    )
    for title, matrix, called in (
        (
            "Who serves which group, from which sector?",
            sectors_by_group(answers),
            f"On the sheet \u201c{GROUPS}\u201d you have called no group one that falls behind, so no cell counts as a gap.",
        ),
        (
            "Who works on which predictor, for which group?",
            groups_by_predictor(answers),
            f"On the sheet \u201c{PREDICTORS}\u201d you have called no predictor of high concern, so no cell counts as a gap.",
        ),
        (
            "Who brings which asset?",
            partners_by_asset(answers),
            f"On the sheet \u201c{ASSETS}\u201d you have not written what you need, so no cell counts as a gap.",
        ),
    ):
        body += heading(title) + _gaps(matrix, called) + _table(title, matrix)
    title = f"Who covers what: {data.here.label}"
    return plain_page(data, title, body, TEAM_USE, _CSS)


def _gaps(matrix: Matrix, called: str) -> Markup:
    """The empty cells in words, so that nobody has to look for them."""
    if not any(row.is_of_concern for row in matrix.rows):
        return paragraphs((called,))
    if not matrix.gaps:
        return paragraphs(("Every cell of concern has somebody in it.",))
    items = Markup("").join(
        Markup("<li><strong>{}</strong>{}</li>").format(says, _in_words(columns, matrix.columns))
        for says, columns in matrix.gaps
    )
    return Markup("<p>Nobody yet:</p><ul>{}</ul>").format(items)


def _in_words(columns: Sequence[str], every: Sequence[str]) -> str:
    if len(columns) == len(every):
        return ", at all" if len(every) > 1 else ""
    return f": {', '.join(columns)}"


def _table(title: str, matrix: Matrix) -> Markup:
    if not matrix.rows:
        return paragraphs(("No partner names a group yet.",))
    rows = [
        [
            Markup("<strong>{}</strong>").format(row.says) if row.is_of_concern else row.says,
            *(_cell(cell, is_of_concern=row.is_of_concern) for cell in row.cells),
        ]
        for row in matrix.rows
    ]
    return scrolling_table((matrix.of, *matrix.columns), rows, title)


def _cell(partners: Sequence[Partner], *, is_of_concern: bool) -> str:
    names = [each.name if takes_part(each) else f"({each.name})" for each in partners]
    is_empty = not any(takes_part(each) for each in partners)
    if is_empty and (is_of_concern or not names):
        names = [*names, NOBODY if is_of_concern else NONE]
    return "\n".join(names)
