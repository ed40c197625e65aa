"""What a place collects itself stands under its metric's card, and in nothing that compares."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.local.writing import MEASURE, VALUE, write_local

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.registry import registry
from mobility_analysis.reporting.page.local_blocks import SHOWN, LocalBlock, local_blocks
from mobility_analysis.reporting.page.metric_cards import card
from mobility_analysis.reporting.page.sections import (
    absent_rows,
    contents,
    pillar_section,
    sections,
)
from mobility_analysis.reporting.page.sources_page import all_values, interval_lines
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData

PRESCHOOL = "access_to_preschool"
BEDS = MEASURE | {
    "local_id": "beds",
    "beside": "",
    "predictor": "social_capital",
    "label": "Rooms where residents meet",
    "unit": "count",
    "kind": "inventory",
    "collected_by": "the library",
    "url": "https://example.org/rooms",
    "known_limits": "Rooms in <b>churches</b> & homes are not in it.",
}
Values = list[dict[str, str]]


@pytest.fixture
def root(run_folder: RunPaths, tmp_path: Path) -> Path:
    """A project with the run's estimates and no plans."""
    for name in ("data", "expectations", "notebooks"):
        (tmp_path / name).symlink_to(run_folder.root / name)
    return tmp_path


def _data(root: Path, measures: Values, values: Values, geoid: str = "99001") -> PlaceData:
    folder = write_local(root, measures, values)
    if geoid != "99001":
        folder.plan.rename(folder.plan.with_name(f"{geoid}-other"))
    return read_place(RunData(RunPaths(root, "demo")), geoid)


def _block(root: Path, values: Values, **about: str) -> LocalBlock:
    (block,) = local_blocks(_data(root, [MEASURE | about], values), PRESCHOOL)
    return block


def test_the_newest_number_of_everyone_leads(root: Path) -> None:
    rows = [
        VALUE | {"subgroup": "Renter", "numerator": "120", "denominator": "400"},
        VALUE | {"period": "2023", "numerator": "290"},
        VALUE | {"area": "North side", "numerator": "90", "denominator": "300"},
        VALUE,
    ]
    block = _block(root, rows)
    assert block.lead is not None
    assert (block.lead.big, block.lead.when, block.lead.grade_class) == ("31%", "2024", "strong")
    assert block.lead.interval == "Between 28 and 34 percent, with 95 percent confidence."
    assert block.lead.reasons == ("The margin of error is small.",)
    assert block.table is not None
    assert block.table.rows == (
        ("Renter", "30.0%", "25.7 to 34.7%", "2024", "Strong"),
        ("Everyone", "29.0%", "26.3 to 31.9%", "2023", "Strong"),
        ("Everyone, North side", "30.0%", "25.1 to 35.4%", "2024", "Use with care"),
    )


def test_of_two_periods_with_one_end_the_shorter_leads(root: Path) -> None:
    block = _block(root, [VALUE | {"period": "2020-2024", "numerator": "290"}, VALUE])
    assert block.lead is not None
    assert block.lead.when == "2024"


def test_groups_alone_have_no_leading_number(root: Path) -> None:
    block = _block(root, [VALUE | {"subgroup": "Renter"}])
    assert block.lead is None
    assert block.table is not None


def test_a_weak_number_is_held_back_as_elsewhere(root: Path) -> None:
    block = _block(root, [VALUE | {"numerator": "5", "denominator": "12"}])
    assert block.lead is not None
    assert (block.lead.big, block.lead.grade_class) == ("between 19 and 68 percent", "weak")
    assert block.lead.interval == "This value should not be quoted."
    assert "It rests on fewer than 30 people or records." in block.lead.reasons


def test_a_rate_says_of_how_many(root: Path) -> None:
    rate = VALUE | {"numerator": "400", "denominator": "100000"}
    block = _block(root, [rate], unit="per_100k", beside="", predictor=PRESCHOOL)
    assert block.lead is not None
    assert (block.lead.big, block.lead.unit) == ("400", "per 100,000")


def test_an_agreement_is_named_with_its_end(root: Path) -> None:
    block = _block(root, [VALUE | {"as_of": "2025-01-31"}], agreement="No. 7", until="2031-01-31")
    assert dict(block.facts)["Shared under"] == "No. 7, until 2031-01-31"
    assert dict(block.facts)["Counted on"] == "2025-01-31"


def test_more_rows_than_fit_are_folded_away(root: Path) -> None:
    rows = [VALUE | {"area": f"Part {number}"} for number in range(SHOWN + 3)]
    block = _block(root, rows)
    assert block.table is not None
    assert block.more is not None
    assert (len(block.table.rows), len(block.more.rows)) == (SHOWN, 3)


def test_a_measure_of_a_predictor_stands_under_its_first_metric(root: Path) -> None:
    data = _data(root, [BEDS], [{"local_id": "beds", "period": "2025", "value": "12"}])
    assert len(local_blocks(data, "social_capital_associations")) == 1
    assert local_blocks(data, "social_capital_connectedness") == ()


def test_a_metric_that_the_run_lacks_has_a_card_for_what_is_collected_here(root: Path) -> None:
    data = _data(root, [BEDS], [{"local_id": "beds", "period": "2025", "value": "12"}])
    metric = "social_capital_associations"
    assert metric not in {each.id for each in data.metrics}
    shown = sections(data)
    cards = [each for cards in shown.values() for each in cards if each.metric.id == metric]
    assert len(cards) == 1
    pillar = next(pillar for pillar, cards in shown.items() if cards[0] in cards)
    html = "".join(pillar_section(data, each, cards) for each, cards in shown.items())
    assert "Collected here by the library" in html
    assert "Rooms in &lt;b&gt;churches&lt;/b&gt; &amp; homes are not in it." in html
    assert '<a href="https://example.org/rooms">' in html
    assert pillar.label in contents(data, shown, has_glance=True, has_ranks=True)


def test_what_is_collected_here_changes_nothing_that_compares(
    root: Path, run_folder: RunPaths
) -> None:
    plain = read_place(RunData(run_folder), "99001")
    data = _data(root, [MEASURE], [VALUE | {"numerator": "990"}])
    assert data.findings == plain.findings
    assert data.positions == plain.positions
    assert data.stands_out == plain.stands_out
    assert all_values(data) == all_values(plain)
    assert data.estimates.equals(plain.estimates)
    with_local = card(data, registry().metric(PRESCHOOL))
    assert replace(with_local, local=()) == card(plain, registry().metric(PRESCHOOL))


def test_a_weak_national_number_points_at_it(root: Path) -> None:
    data = _data(root, [MEASURE], [VALUE], "99017")
    lead = card(data, registry().metric(PRESCHOOL)).lead
    assert lead.grade_class == "weak"
    assert lead.notes[0] == (
        "What is collected here stands below: \u201cChildren in public preschool\u201d."
    )


def test_a_missing_national_number_points_at_it(root: Path) -> None:
    about = {"beside": "ratio_economic_connectedness"}
    data = _data(root, [MEASURE | about], [VALUE], "99017")
    lead = card(data, registry().metric("social_capital_connectedness")).lead
    assert lead.big == "\u2013"
    assert "What is collected here stands below" in lead.notes[0]


def test_an_old_national_number_points_at_it_and_asks_nobody_else(root: Path) -> None:
    data = _data(root, [MEASURE | {"beside": "share_election_turnout"}], [VALUE])
    old = data.latest["share_election_turnout"]
    aged = replace(old, reasons=(*old.reasons, "older_than_eight_years"), years_since_end=9)
    object.__setattr__(data, "latest", data.latest | {"share_election_turnout": aged})
    lead = card(data, registry().metric("political_participation")).lead
    assert "What is collected here stands below" in lead.notes[0]
    assert "Close to home, ask" not in lead.sentence
    assert "history, not today" in lead.sentence


def test_a_second_measure_points_at_what_stands_beside_it(root: Path) -> None:
    about = {"beside": "count_homeless"}
    data = _data(root, [MEASURE | about], [VALUE])
    weak = replace(data.latest["count_homeless"], grade=3)
    object.__setattr__(data, "latest", data.latest | {"count_homeless": weak})
    shown = card(data, registry().metric("housing_stability"))
    assert not any("collected here" in note for note in shown.lead.notes)
    (other,) = (each for each in shown.others if each.measure.id == "count_homeless")
    assert "What is collected here stands below" in other.notes[0]


def test_a_good_national_number_points_nowhere(root: Path) -> None:
    lead = card(_data(root, [MEASURE], [VALUE]), registry().metric(PRESCHOOL)).lead
    assert not any("collected here" in note for note in lead.notes)


def test_the_page_says_how_many_rows_were_left_out_and_not_which(root: Path) -> None:
    bad = VALUE | {"period": "secret"}
    rows = dict(absent_rows(_data(root, [MEASURE], [VALUE, bad])))
    assert rows["Local records"] == (
        "1 row was left out, because a rule is broken or a count is too small to be published. Which is told by: "
        "mobility plan check -c 99001"
    )
    two = dict(absent_rows(_data(root, [MEASURE], [VALUE, bad, bad])))
    assert two["Local records"].startswith("2 rows were left out")


def test_a_row_of_the_team_is_not_even_counted(root: Path) -> None:
    team = MEASURE | {"local_id": "team_only", "sharing": "team"}
    bad = VALUE | {"local_id": "team_only", "period": "soon"}
    assert "Local records" not in dict(absent_rows(_data(root, [MEASURE, team], [VALUE, bad])))


def test_files_that_cannot_be_read_are_said_to_be(root: Path) -> None:
    folder = write_local(root, [MEASURE], [VALUE])
    folder.values.write_bytes(b"PK")
    data = read_place(RunData(RunPaths(root, "demo")), "99001")
    assert dict(absent_rows(data))["Local records"].startswith("They could not be read.")
    assert local_blocks(data, PRESCHOOL) == ()


def test_the_methods_say_how_its_interval_was_made(root: Path) -> None:
    given = VALUE | {"lower": "0.3", "upper": "0.32"}
    lines = interval_lines(_data(root, [MEASURE], [given]))
    assert any(line.startswith("A place's own records: the interval") for line in lines)
