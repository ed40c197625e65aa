"""The place's own numbers in claims: only public ones, followed as others are when the files change."""

from __future__ import annotations

import datetime
from pathlib import Path

import docx
import pytest
from tests.unit.local.writing import MEASURE, VALUE, write_local

from mobility_analysis import Plan
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.planning.claims.rows import ClaimStanding
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.documents.frame import OWN_RECORDS

CLAIM = "local:preschool"
APPROVED = {"by": "A. Example", "on": datetime.date(2026, 11, 28)}
GROUP = VALUE | {"subgroup": "Hispanic", "numerator": "2", "denominator": "900"}


@pytest.fixture
def desk(run_folder: RunPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name in ("data", "expectations", "params.yaml"):
        (tmp_path / name).symlink_to(run_folder.root / name)
    write_local(tmp_path, [MEASURE], [VALUE])
    desk = Plan.start("99001", run="demo", root=tmp_path).desk
    monkeypatch.setattr(Desk, "notebook_pages", lambda self, frame: {})
    return desk


def _rewrite(desk: Desk, measure: dict[str, str], value: dict[str, str]) -> None:
    write_local(desk.root, [measure], [value])


def _text(desk: Desk, name: str) -> str:
    return "\n".join(each.text for each in docx.Document(str(desk.plan.path / name)).paragraphs)


def test_a_number_of_our_own_is_a_fact_and_stands_in_the_letter(desk: Desk) -> None:
    own = [each for each in desk.opened.facts if each.claim.is_local]
    assert [each.claim.typed for each in own] == ["local:preschool value"]
    assert own[0].words.startswith("By our own count, collected by the school districts, ")
    assert "31 percent in 2024" in own[0].words
    desk.claims.book.answer({"Claims": {"claim.1": {"claim": CLAIM, "letter": "yes", **APPROVED}}})
    desk.refresh()
    desk.build()
    letter = _text(desk, "drafts/letter.docx")
    assert f"{OWN_RECORDS}\n{own[0].words}" in letter
    assert "National data show" not in letter
    slip = docx.Document(str(desk.plan.out / "slip.docx"))
    cells = [cell.text for table in slip.tables for row in table.rows for cell in row.cells]
    assert any("Our own records, collected by the school districts, 2024" in each for each in cells)
    assert any("must not be set beside national numbers" in each for each in cells)


def test_what_is_not_public_or_too_small_is_refused(desk: Desk) -> None:
    opened, judge = desk.opened, Plan("99001", root=desk.root).claim
    assert judge(CLAIM).holds
    _rewrite(desk, MEASURE | {"sharing": "coalition"}, VALUE)
    assert "coalition" in judge(CLAIM).why
    assert not [each for each in opened.facts if each.claim.is_local]
    _rewrite(desk, MEASURE, GROUP)
    assert "smallest_count" in judge(f"{CLAIM}/Hispanic").why


def test_an_approved_number_that_changes_or_goes_is_told(desk: Desk) -> None:
    desk.claims.book.answer({"Claims": {"claim.1": {"claim": CLAIM, **APPROVED}}})
    desk.refresh()
    assert desk.claims.read()[0].standing is ClaimStanding.APPROVED
    _rewrite(desk, MEASURE, VALUE | {"numerator": "420"})
    assert desk.claims.read()[0].standing is ClaimStanding.RESTATED
    _rewrite(desk, MEASURE | {"sharing": "team"}, VALUE)
    assert desk.claims.read()[0].standing is ClaimStanding.ORPHANED
