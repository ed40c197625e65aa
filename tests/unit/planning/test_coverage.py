"""The coverage page: who covers what, and the empty cells of what people called of concern."""

from __future__ import annotations

import re

from mobility_analysis.planning.coalition.coverage import (
    groups_by_predictor,
    partners_by_asset,
    sectors_by_group,
)
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.documents.coverage import coverage_page
from mobility_analysis.planning.workbooks.kept_workbook import Changes

FILLED: Changes = {
    "Groups": {"group.youth": {"behind": "yes"}, "group.older": {"behind": "no"}},
    "Predictors": {"predictor.digital_access": {"concern": "high"}},
    "Assets": {"asset.3": {"need": "For two years"}, "asset.5": {"have": "Some"}},
    "Partners": {
        "partner.1": {
            "organization": "Heron <House>",
            "sector": "Faith community",
            "groups": "Young people out of school and work",
            "predictors": "Social capital",
            "relation": "new",
        },
        "partner.2": {
            "organization": "Library",
            "sector": "Another local government",
            "groups": "Young people out of school and work; Immigrants",
            "predictors": "Digital access",
            "assets": "Money",
            "relation": "keep informed",
        },
    },
}


def _page(desk: Desk) -> str:
    return coverage_page(desk.opened.data, desk.coalition.answers)


def test_empty_cells_of_what_is_of_concern_are_named_and_no_others(desk: Desk) -> None:
    desk.coalition.book.answer(FILLED)
    answers = desk.coalition.answers
    ((group, sectors),) = sectors_by_group(answers).gaps
    assert group == "Young people out of school and work"
    assert len(sectors) == 7 and "Faith community" not in sectors
    # The library is only to be kept informed, so nobody takes part who works on digital access.
    assert groups_by_predictor(answers).gaps == [
        ("Digital access", ("For any group", "Young people out of school and work"))
    ]
    assert partners_by_asset(answers).gaps == [("Money", ("Partners who bring it",))]


def test_a_group_that_somebody_serves_is_shown_without_a_gap(desk: Desk) -> None:
    desk.coalition.book.answer(FILLED)
    rows = {row.says: row for row in sectors_by_group(desk.coalition.answers).rows}
    assert list(rows) == ["Young people out of school and work", "Immigrants"]
    assert not rows["Immigrants"].is_of_concern


def test_a_page_without_answers_says_what_to_write(desk: Desk) -> None:
    page = _page(desk)
    for sheet in ("Groups", "Predictors", "Assets"):
        assert f"On the sheet \u201c{sheet}\u201d you have" in page
    assert "nobody yet</td>" not in page


def test_tables_can_be_read_aloud_and_names_are_escaped(desk: Desk) -> None:
    desk.coalition.book.answer(FILLED)
    page = _page(desk)
    assert "Heron &lt;House&gt;" in page and "<House>" not in page
    assert page.count("<caption>") == page.count("<table>") == 3
    for row in re.findall(r"<tbody>.*?</tbody>", page)[0].split("</tr>")[:-1]:
        assert row.count('<th scope="row">') == 1
    assert "(Library)" in page
