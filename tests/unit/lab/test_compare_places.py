"""Places side by side say what their reports say, seen from the first place."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis import Compare, Place
from mobility_analysis.core.errors import UnknownPlace, UsageError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.findings import Kind, Verdict
from mobility_analysis.runs.place_data import PlaceData

PLACES = ["99001", "99003", "Cedar County, DM", "99017"]


@pytest.fixture(scope="module")
def beside(run_folder: RunPaths) -> Compare:
    return Compare(PLACES, run="demo", root=run_folder.root)


def _of(table: pd.DataFrame, measure: str, geoid: str) -> pd.Series:
    return table[(table["measure"] == measure) & (table["geoid"] == geoid)].iloc[0]


def test_one_row_per_measure_and_place_with_a_row(beside: Compare) -> None:
    assert not beside.table.duplicated(["measure", "geoid"]).any()
    assert set(beside.table["geoid"]) == {"99001", "99003", "99005", "99017"}
    periods = beside.table.groupby("measure")["period"].nunique()
    assert (periods == 1).all()


def test_verdicts_are_those_of_the_report_from_the_other_side(
    beside: Compare, alder: PlaceData
) -> None:
    shown = {measure.id for measure in beside.measures}
    judged = [
        finding
        for finding in alder.findings
        if finding.kind is Kind.VERSUS_PEER and finding.measure in shown and finding.difference
    ]
    assert {Verdict.BETTER, Verdict.WORSE} <= {finding.verdict for finding in judged}
    for finding in judged:
        row = _of(beside.table, finding.measure, finding.versus)
        assert row["difference"] == pytest.approx(-(finding.difference or 0))
        # Holm's correction runs within one reference, so a third place changes nothing.
        assert row["verdict"] == finding.verdict.opposite.words


def test_the_difference_is_the_place_minus_the_first(beside: Compare) -> None:
    first, other = (_of(beside.table, "share_employed", code) for code in ("99001", "99003"))
    assert other["difference"] == pytest.approx(other["value"] - first["value"])
    assert other["difference_lower"] < other["difference"] < other["difference_upper"]
    # Employment is better when higher, and the first county was made six errors above the nation.
    assert other["value"] < first["value"]
    assert other["verdict"] == "Worse"
    assert first["verdict"] == ""


def test_weak_values_are_neither_printed_nor_judged(beside: Compare) -> None:
    label = registry().measures["share_employed"].label
    assert beside.side_by_side().loc[label, "Ironwood County, DM"] == "do not act on this"
    assert beside.verdicts().loc[label, "Ironwood County, DM"] == "Cannot tell"


def test_charts_have_a_row_for_each_place_and_the_nation(beside: Compare) -> None:
    (figure,) = beside.chart("share_employed").figures
    names = [row[0] for row in figure.table.rows]
    assert names == [
        "Alder County, DM", "Birch County, DM", "Cedar County, DM", "Ironwood County, DM",
        "Demonstration nation",
    ]  # fmt: skip
    shown = beside.chart()._repr_html_()
    assert shown.count("<svg") == shown.count("<details") == len(beside.chart().figures) > 5


def test_groups_are_of_one_scheme(beside: Compare) -> None:
    assert beside.panels("share_employed") == ["residents:race_ethnicity", "residents:gender"]
    (figure,) = beside.group_chart("share_employed", "residents:gender").figures
    assert [row[0] for row in figure.table.rows][:2] == [
        "Female: Alder County, DM",
        "Female: Birch County, DM",
    ]
    table = beside.groups("share_employed", "residents:gender")
    assert set(table["subgroup"]) == {"Female", "Male"}
    with pytest.raises(UsageError, match="no groups 'race'") as error:
        beside.groups("share_employed", "race")
    assert "residents:race_ethnicity" in error.value.next_step
    assert "no groups" in beside.group_chart("share_election_turnout")._repr_html_()


def test_what_a_short_name_was_taken_for_is_printed(
    run_folder: RunPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    Compare(["Alder County, DM", "birch"], run="demo", root=run_folder.root)
    assert capsys.readouterr().out == "'birch' was taken to mean Birch County, DM (99003).\n"
    Place("99001", peers=["Cedar, DM"], run="demo", root=run_folder.root)
    assert capsys.readouterr().out == "'Cedar, DM' was taken to mean Cedar County, DM (99005).\n"
    Place("Alder", run="demo", root=run_folder.root)
    assert capsys.readouterr().out == "'Alder' was taken to mean Alder County, DM (99001).\n"


def test_chosen_measures_keep_their_order(run_folder: RunPaths) -> None:
    wanted = ["pctl_income_50", "share_employed"]
    beside = Compare(PLACES[:2], measures=wanted, run="demo", root=run_folder.root)
    assert list(beside.table["measure"].unique()) == wanted
    assert "Demonstration data" in beside._repr_html_()


@pytest.mark.parametrize(
    ("places", "measures", "error", "words"),
    [
        (["99001"], None, UsageError, "needs two places"),
        ([], None, UsageError, "needs two places"),
        (["99001", "Alder County, DM"], None, UsageError, "Named twice: Alder County, DM"),
        ("99001,99003", None, UsageError, "is a text"),
        (["99001", "99999"], None, UnknownPlace, "99999"),
        (["99001", "99003"], ["share_nonsense"], UsageError, "no measure 'share_nonsense'"),
        (["99001", "99003"], "share_employed", UsageError, "is a text"),
    ],
)
def test_bad_input_is_named(
    run_folder: RunPaths, places: list[str], measures: list[str], error: type, words: str
) -> None:
    with pytest.raises(error, match=words) as raised:
        Compare(places, measures=measures, run="demo", root=run_folder.root)
    assert raised.value.next_step


def test_without_names_the_runs_first_place_stands_beside_its_peers(run_folder: RunPaths) -> None:
    beside = Compare(run="demo", root=run_folder.root)
    peers = Place("99001", run="demo", root=run_folder.root).peers()["geoid"].tolist()
    assert [place.geoid for place in beside.places] == ["99001", *peers]
