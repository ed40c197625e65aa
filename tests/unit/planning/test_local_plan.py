"""A plan's own records: begun empty, filled in the demonstration, checked, shown in JupyterLab."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.local.writing import MEASURE, VALUE, write_local

from mobility_analysis import Plan
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.local.measures import COLUMNS as MEASURE_COLUMNS
from mobility_analysis.planning.check import MEND, NOTE
from mobility_analysis.planning.demonstration.local import MEASURES, VALUES, fill_local
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.folder import start_plan


@pytest.fixture
def root(run_folder: RunPaths, tmp_path: Path) -> Path:
    """A project with the run's estimates and no plans."""
    for name in ("data", "expectations"):
        (tmp_path / name).symlink_to(run_folder.root / name)
    return tmp_path


def test_a_plan_begins_with_headings_that_excel_reads(desk: Desk) -> None:
    content = desk.plan.local.measures.read_bytes()
    assert content == b"\xef\xbb\xbf" + ",".join(MEASURE_COLUMNS).encode() + b"\r\n"
    assert desk.opened.local().remarks == ()


def test_what_somebody_wrote_stays_when_a_plan_is_begun_again(desk: Desk) -> None:
    desk.plan.local.values.write_text("ours", encoding="utf-8")
    start_plan(desk.plan.path.parents[1], desk.here, "demo")
    fill_local(desk.plan.local)
    assert desk.plan.local.values.read_text(encoding="utf-8") == "ours"


def test_the_demonstration_holds_nothing_wrong_but_its_small_count(desk: Desk) -> None:
    fill_local(desk.plan.local)
    found = desk.opened.local()
    assert [each.id for each in found.measures] == [each["local_id"] for each in MEASURES]
    assert len(found.rows) == len(VALUES) - 2
    assert [each.row for each in found.remarks] == [6, 3]
    assert found.left_out == 2
    assert all("Made-up" in each["known_limits"] for each in MEASURES)
    assert "waiting_list" not in set(found.published.rows["measure"])


def test_check_lists_what_is_wrong_and_what_is_to_be_known(root: Path) -> None:
    one = {"period": "2023", "value": "1", "numerator": "", "denominator": ""}
    write_local(root, [MEASURE], [VALUE | {"period": "soon"}, VALUE | one])
    found = Plan("99001", root=root).desk.examine()
    local = [(each.kind, each.where) for each in found if each.where.startswith("local/")]
    assert local == [
        (MEND, "local/values.csv, row 2, period"),
        (NOTE, "local/values.csv, row 3, value"),
    ]


def test_a_notebook_shows_every_row_that_passed_and_who_may_see_it(root: Path) -> None:
    team = MEASURE | {"local_id": "of_the_team", "sharing": "team"}
    rows = [VALUE, VALUE | {"local_id": "of_the_team"}, VALUE | {"period": "soon"}]
    write_local(root, [MEASURE, team], rows)
    plan = Plan("99001", root=root)
    assert plan.local[["local_id", "sharing", "value", "grade"]].values.tolist() == [
        ["preschool", "public", 0.31, 1],
        ["of_the_team", "team", 0.31, 1],
    ]
    assert plan.local_remarks["where"].tolist() == ["local/values.csv, row 4, period"]


def test_a_plan_without_records_has_empty_tables(root: Path) -> None:
    write_local(root, [], [])
    plan = Plan("99001", root=root)
    assert plan.local.empty
    assert list(plan.local_remarks) == ["where", "what", "is_note"]
