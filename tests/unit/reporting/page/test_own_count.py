"""A place's own count of its officials stands under metric 26, in print and in the tables; elsewhere nothing changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from tests.made_up_run import row
from tests.unit.local.writing import plan_folder, read

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.age import with_age
from mobility_analysis.insights.language import remarks
from mobility_analysis.insights.representation import (
    SELF_IDENTIFIED,
    WITH_STATEMENTS,
    GroupCount,
    OwnCount,
)
from mobility_analysis.local.folder import LocalFolder
from mobility_analysis.local.officials import own_count_text
from mobility_analysis.reporting.beside.files_beside import files_section
from mobility_analysis.reporting.beside.own_count_sheet import own_count_in_print, own_count_sheet
from mobility_analysis.reporting.beside.report_tables import write_tables
from mobility_analysis.reporting.beside.workbook_sheets import sheets
from mobility_analysis.reporting.page.metric_cards import Card, card
from mobility_analysis.reporting.page.own_count import APART, OwnCountBlock
from mobility_analysis.reporting.page.sections import pillar_section, sections
from mobility_analysis.runs.own_officials import FILE, MEANINGS, METRIC, own_table
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.workflow.publishing.stamps import Stamps

WHITE, BLACK, HISPANIC = "White, Non-Hispanic", "Black, Non-Hispanic", "Hispanic"
RESIDENTS = {WHITE: 0.5, BLACK: 0.1, HISPANIC: 0.31, "Asian, Non-Hispanic": 0.06}


def _groups(
    basis: str, known: int, counts: dict[str, tuple[int, int]], body: str = ""
) -> list[GroupCount]:
    return [
        GroupCount(basis, body, group, 24, known, fewest, most)
        for group, (fewest, most) in counts.items()
    ]


OWN = OwnCount(
    scope="all",
    as_of=date(2026, 11, 29),
    vacant=2,
    appointed=1,
    groups=(
        *_groups(
            SELF_IDENTIFIED,
            22,
            {"Asian, Non-Hispanic": (1, 2), BLACK: (1, 2), HISPANIC: (5, 5), WHITE: (14, 14)},
        ),
        *_groups(
            WITH_STATEMENTS,
            23,
            {"Asian, Non-Hispanic": (1, 2), BLACK: (1, 2), HISPANIC: (6, 6), WHITE: (14, 14)},
        ),
    ),
)


@pytest.fixture
def root(run_folder: RunPaths, tmp_path: Path) -> Path:
    """A project with the run's estimates and no plans."""
    for name in ("data", "expectations", "notebooks"):
        (tmp_path / name).symlink_to(run_folder.root / name)
    return tmp_path


def _folder(root: Path, own: OwnCount) -> LocalFolder:
    folder = plan_folder(root)
    folder.officials.parent.mkdir(exist_ok=True)
    folder.officials.write_text(own_count_text(own), encoding="utf-8")
    return folder


def _data(root: Path, own: OwnCount | None = OWN) -> PlaceData:
    """Alder County with residents by group, and its own count."""
    if own is not None:
        _folder(root, own)
    data = read_place(RunData(RunPaths(root, "demo")), "99001")
    shares = [
        row("share_residents", "county", "99001", share, se=0.005, subgroup=group)
        for group, share in RESIDENTS.items()
    ]
    absent = [
        row(measure, "county", "99001", None, missing_reason=reason)
        for measure, reason in (
            ("share_residents", "not_applicable"),
            ("ratio_desc_rep", "not_collected"),
        )
    ]
    more = with_age(conform(pd.DataFrame([*shares, *absent])), data.record.built_at)
    return replace(data, estimates=pd.concat([data.estimates, more], ignore_index=True))


def _card(data: PlaceData) -> Card:
    return card(data, registry().metric(METRIC))


def _block(data: PlaceData) -> OwnCountBlock:
    block = _card(data).own_count
    assert block is not None
    return block


def test_the_card_has_the_count_with_scope_reply_rate_grade_and_what_can_be_said(
    root: Path,
) -> None:
    block = _block(_data(root))
    assert block.title == "Your own count, November 29, 2026"
    assert block.counted.line == (
        "It counts the elected officials of all local governments in the place: 24 people in office, 1 of them "
        "appointed to an elected seat. 2 vacant seats are not counted. 22 of 24 (92%) said how they identify."
    )
    assert (block.counted.grade_class, block.counted.grade_words) == ("care", "Use with care")
    assert block.counted.table.rows == (
        ("Asian, not Hispanic", "1 to 2", "5% to 9%", "6.0% (5.0% to 7.0%)", "0.60 to 3.32", "1.4", "cannot be told"),
        ("Black, not Hispanic", "1 to 2", "5% to 9%", "10% (9% to 11%)", "0.38 to 1.85", "2.4", "cannot be told"),
        ("Hispanic", "5", "23%", "31% (30% to 32%)", "0.73 (0.65 to 0.97)", "7.4", "cannot be told"),
        ("White, not Hispanic", "14", "64%", "50% (49% to 51%)", "1.27 (1.14 to 1.36)", "12.0", "more seats than its share"),
    )  # fmt: skip
    assert "Residents are those of 2019\u20132023" in block.notes[0]
    assert "How 2 officials would identify is not known" in block.notes[0]
    assert "the count is not published" in block.notes[0]
    assert not remarks(" ".join((block.title, block.counted.line, *block.notes, block.apart)))


def test_public_statements_are_weak_and_print_no_ratio(root: Path) -> None:
    stated = _block(_data(root)).stated
    assert stated is not None
    assert stated.grade_class == "weak"
    assert "23 of 24 (96%) are known." in stated.line
    assert {cells[-1] for cells in stated.table.rows} == {"weak: do not act on it"}
    assert [cells[4] for cells in stated.table.rows][2:] == ["0.78 to 0.97", "1.14 to 1.27"]


def test_the_ratio_is_missing_on_the_card_no_more(root: Path, tmp_path: Path) -> None:
    label = registry().measures["ratio_desc_rep"].label
    assert label not in dict(_card(_data(root)).silent)
    (plan_folder(root).plan / "local" / "officials.csv").unlink()
    bare = _card(_data(root, None))
    assert label in dict(bare.silent)
    assert bare.own_count is None


def test_no_other_card_and_no_finding_knows_of_it(root: Path) -> None:
    without = _data(root, None).findings
    with_own = _data(root)
    assert [
        each.own_count is None for cards in sections(with_own).values() for each in cards
    ].count(False) == 1
    assert not [each for each in with_own.findings if each.measure == "ratio_desc_rep"]
    assert with_own.findings == without


def test_a_body_and_boxes_stand_below_the_table(root: Path) -> None:
    body = _groups(SELF_IDENTIFIED, 12, {WHITE: (9, 9), HISPANIC: (3, 3)}, "School board")
    whole = _groups(SELF_IDENTIFIED, 24, {WHITE: (19, 19), HISPANIC: (5, 5)})
    own = replace(
        OWN, groups=(*whole, *body), boxes=(("White", 20), ("Asian", 0)), vacant=0, appointed=0
    )
    block = _block(_data(root, own))
    assert block.stated is None
    assert block.notes[1:] == (
        "School board: 12 of 24 answered. White, not Hispanic 9; Hispanic 3.",
        "Boxes marked, alone or with others, not comparable with residents: White 20; Asian 0.",
    )
    assert block.counted.grade_class == "strong"


def test_a_zero_where_everyone_answered_is_called_a_finding(root: Path) -> None:
    whole = _groups(SELF_IDENTIFIED, 24, {WHITE: (24, 24), HISPANIC: (0, 0)})
    block = _block(_data(root, replace(OWN, groups=tuple(whole))))
    assert (
        "Everyone answered, so none is a finding and no gap in the data: Hispanic."
        in block.notes[0]
    )
    assert block.counted.table.rows[1][4:] == (
        "0.00 (0.00 to 0.00)",
        "7.4",
        "fewer seats than its share",
    )


def test_page_print_and_tables_have_it(root: Path, tmp_path: Path) -> None:
    data = _data(root)
    pillar = registry().pillar_of(METRIC)
    page = pillar_section(data, pillar, [_card(data)])
    assert 'id="own-count"' in page and APART in unescape(page)
    printed = own_count_in_print(_block(data))
    assert [len(each["rows"]) for each in printed["counts"]] == [4, 4]
    sheet = own_count_sheet(data, OWN)
    assert len(sheet.rows) == 8
    assert [cell.value for cell in sheet.rows[2]][:6] == [
        HISPANIC,
        "Said it themselves",
        5,
        22,
        24,
        5 / 22,
    ]
    assert "Elected officials" in [each.name for each in sheets(data)]
    assert FILE in files_section(data)
    folder = tmp_path / "tables"
    folder.mkdir()
    write_tables(data, folder)
    table = pd.read_csv(folder / FILE)
    assert list(table.columns) == list(MEANINGS)
    assert len(table) == 8


def test_a_report_without_a_count_has_no_trace_of_one(root: Path, tmp_path: Path) -> None:
    data = _data(root, None)
    assert FILE not in files_section(data)
    assert "Elected officials" not in [each.name for each in sheets(data)]
    folder = tmp_path / "tables"
    folder.mkdir()
    write_tables(data, folder)
    assert not (folder / FILE).exists()


def test_the_table_says_what_each_ratio_rests_on(root: Path) -> None:
    table = own_table(_data(root), OWN).set_index(["basis", "group"])
    found = table.loc[(SELF_IDENTIFIED, HISPANIC)]
    assert round(found["ratio"], 2) == 0.73
    assert (round(found["lower"], 2), round(found["upper"], 2)) == (0.65, 0.97)
    assert (found["interval_kind"], found["grade"], found["reasons"]) == (
        "suppression_bounds",
        2,
        "officials_most",
    )
    assert table.loc[(WITH_STATEMENTS, HISPANIC), "grade"] == 3


def test_a_report_is_made_again_when_the_count_changes(root: Path) -> None:
    paths = RunPaths(root, "demo")

    def stamp() -> str:
        return str(Stamps(paths).of(RunData(paths).find("99001"))["local"])

    none = stamp()
    folder = _folder(root, OWN)
    first = stamp()
    assert none != first
    (folder.plan / "private").mkdir()
    (folder.plan / "private" / "roster.csv").write_text("Heron", encoding="utf-8")
    assert stamp() == first
    _folder(root, replace(OWN, as_of=date(2026, 12, 1)))
    assert stamp() != first


def test_a_file_changed_by_hand_is_left_out_with_a_remark(root: Path) -> None:
    folder = _folder(root, OWN)
    folder.officials.write_text("Heron\n", encoding="utf-8")
    records = read(folder)
    assert records.officials is None
    (remark,) = records.remarks
    assert remark.where == "local/officials.csv"
    assert "mobility plan officials -c PLACE tally" in remark.text and "Heron" not in remark.text
    folder.officials.write_bytes(b"\xff\xfe\x00")
    assert "It cannot be read." in read(folder).remarks[0].text
    assert _card(_data(root, None)).own_count is None
