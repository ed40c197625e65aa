"""A place's tables and pictures hold what its report says."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
import yaml
from tests.made_up_lab import write_lab
from tests.made_up_run import row

from mobility_analysis import Place
from mobility_analysis.core.errors import MissingInput, UsageError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.estimate import conform
from mobility_analysis.insights.findings import Kind
from mobility_analysis.insights.selection import Selection
from mobility_analysis.lab import areas as lab_areas
from mobility_analysis.lab.series import series_rows
from mobility_analysis.reporting.charts.panels import trend_panel
from mobility_analysis.runs.place_data import PlaceData


@pytest.fixture(scope="module")
def paths(run_folder: RunPaths, tmp_path_factory: pytest.TempPathFactory) -> RunPaths:
    return write_lab(run_folder, tmp_path_factory.mktemp("lab"))


@pytest.fixture(scope="module")
def place(paths: RunPaths) -> Place:
    return Place("99001", peers=["99003", "99005"], run="demo", root=paths.root)


def _series(measure: str, *periods: tuple[str, float | None], **more: object) -> pd.DataFrame:
    """Number of the line and why a value is in none, by period."""
    rows = [
        row(measure, "county", "99001", value, period=period, **more)
        | ({} if value is not None else {"missing_reason": "no_source_row"})
        for period, value in periods
    ]
    found = series_rows(Selection(conform(pd.DataFrame(rows))), measure, "99001", "All")
    return pd.DataFrame(found).set_index("period")[["series", "not_joined"]]


def test_a_break_of_the_series_begins_another_line_and_says_why() -> None:
    found = _series("share_debt_coll", ("2018", 0.3), ("2022", 0.27), ("2023", 0.23))
    assert found["series"].tolist() == [1, 1, 2]
    assert found["not_joined"].tolist()[:2] == ["", ""]
    assert "credit bureaus leave out paid medical debts" in found.loc["2023", "not_joined"]


def test_a_period_that_overlaps_is_in_no_line() -> None:
    found = _series(
        "share_employed",
        ("2014-2018", 0.8),
        ("2018-2022", 0.81),
        ("2019-2023", 0.82),
        ("2024", None),
    )
    assert found["series"].fillna(0).tolist() == [1, 0, 1, 0]
    assert found["not_joined"].tolist() == ["", "The periods overlap.", "", ""]
    other = _series("share_employed", ("2017", 0.8), ("2019-2023", 0.82))
    assert "longer or shorter" in other.loc["2017", "not_joined"]


def test_dollars_of_different_years_are_not_joined() -> None:
    found = _series("pctl_income_50", ("2014-2018", 55_000.0), ("2019-2023", 71_000.0))
    assert found["series"].tolist() == [1, 2]
    assert "not in the same dollars" in found.loc["2019-2023", "not_joined"]


def test_a_trend_is_that_of_the_report(place: Place, alder: PlaceData) -> None:
    table = place.trend("share_employed")
    joined = alder.selection.trend(alder.latest["share_employed"])
    assert table.dropna(subset="series")["period"].tolist() == [value.period for value in joined]
    assert place.trend("share_employed", "Female")["value"].tolist() == [0.80]
    with pytest.raises(UsageError, match=r"Did you mean Female\?"):
        place.trend("share_employed", "Femal")


def test_groups_have_the_gaps_of_the_report(place: Place, alder: PlaceData) -> None:
    table = place.groups("share_employed")
    assert set(table["panel"]) == {"residents:race_ethnicity", "residents:gender"}
    for finding in alder.findings_of("share_employed", Kind.GROUP_GAP):
        told = table[table["subgroup"] == finding.group].iloc[0]
        assert (told["versus"], told["gap"]) == (finding.versus, finding.certainty_words)
    female, male = place.groups("share_employed", "residents:gender")["difference"]
    assert female == pytest.approx(-male) == pytest.approx(-0.06)
    assert place.groups("share_election_turnout").empty
    with pytest.raises(UsageError, match=r"Did you mean residents:gender\?"):
        place.groups("share_employed", "gender")


def test_estimates_are_all_rows_of_the_place_and_of_no_other(place: Place) -> None:
    assert set(place.estimates["geoid"]) == {"99001"}
    every = place.data.estimates
    assert len(place.estimates) == (every["geoid"] == "99001").sum() > 30


def test_areas_have_outlines_values_and_reasons(place: Place) -> None:
    found = place.areas("share_poverty")
    assert isinstance(found, gpd.GeoDataFrame)
    assert found.crs.to_epsg() == 4269
    assert found.geometry.notna().all()
    assert found["value"].tolist()[:3] == [0.12, 0.31, 0.08]
    assert found["quality"].tolist() == [
        "Strong",
        "Use with care",
        "Do not act on this",
        "No value",
    ]
    assert found["why"].iloc[3].startswith("The source has no")
    assert isinstance(found[found["value"] > 0.1], lab_areas.Areas)
    assert "POLYGON" not in found._repr_html_()
    with pytest.raises(UsageError, match=r"Did you mean share_poverty\?"):
        place.areas("share_povrty")


def test_a_map_to_move_about_in_needs_its_packages_and_outlines(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab_areas, "find_spec", lambda name: None if name == "folium" else object())
    with pytest.raises(MissingInput, match="folium, which such maps need, is not") as raised:
        place.areas("share_poverty").explore()
    assert "pip install folium" in raised.value.next_step
    monkeypatch.setattr(lab_areas, "find_spec", lambda _: object())
    with pytest.raises(UsageError, match="no outlines"):
        place.areas("ratio_economic_connectedness").explore()
    with pytest.raises(UsageError, match=r"Did you mean value\?"):
        place.areas("share_poverty").explore("vlaue")
    asked: dict[str, object] = {}
    monkeypatch.setattr(gpd.GeoDataFrame, "explore", lambda _, column, **more: asked.update(more))
    place.areas("share_poverty").explore(cmap="Blues")
    assert asked == {
        "tooltip": ["name", "subgroup", "value", "lower", "upper", "quality"],
        "cmap": "Blues",
    }


def test_a_map_is_the_reports_and_a_strip_where_there_are_no_outlines(place: Place) -> None:
    assert "Map of 3 areas of Alder County" in repr(place.map("share_poverty"))
    assert place.map("ratio_economic_connectedness").figures


@pytest.mark.parametrize(
    ("ending", "begins"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("pdf", b"%PDF")]
)
def test_a_chart_is_saved_with_where_it_comes_from(
    place: Place, tmp_path: Path, ending: str, begins: bytes
) -> None:
    chart = place.chart("pctl_income_50")
    path = chart.save(tmp_path / f"income.{ending}")
    assert path.read_bytes().startswith(begins)
    assert chart.source == (
        "Demonstration data: not a real place. Alder County, DM. Source: Census Bureau, American Community Survey "
        "(census_acs@5yr-2023-all-api). Estimates of 2026-01-15."
    )


def test_another_ending_folder_or_an_empty_chart_is_refused(place: Place, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"saved as \.png, \.svg, \.pdf, not as '\.jpg'") as raised:
        place.chart("pctl_income_50").save(tmp_path / "x.jpg")
    assert raised.value.next_step == "Name it x.png."
    with pytest.raises(UsageError, match="There is no folder"):
        place.chart("pctl_income_50").save(tmp_path / "nowhere" / "x.png")
    with pytest.raises(UsageError, match="no value to draw"):
        place.chart("ratio_affordable_available_30_ami").save(tmp_path / "x.png")
    assert list(tmp_path.iterdir()) == []


def test_the_first_place_of_the_run_is_meant_where_none_is_named(paths: RunPaths) -> None:
    assert Place(run="demo", root=paths.root).name == "Alder County, DM"
    assert Place(root=str(paths.root)).name == "Alder County, DM"


def test_a_place_of_which_little_is_known_has_its_two_pages_for_a_brief(paths: RunPaths) -> None:
    ironwood = Place("99017", peers=[], run="demo", root=paths.root)
    assert ironwood.brief().name == "report.pdf"


def test_a_report_has_the_languages_and_the_address_of_the_settings(paths: RunPaths) -> None:
    settings = paths.root / "params.yaml"
    before = settings.read_text(encoding="utf-8")
    content = yaml.safe_load(before)
    content["runs"]["demo"] |= {"languages": ["es"], "address": "https://example.gov/{geoid}/"}
    settings.write_text(yaml.safe_dump(content), encoding="utf-8")
    try:
        page = Place("99001", peers=[], run="demo", root=paths.root).report()
    finally:
        settings.write_text(before, encoding="utf-8")
    assert page.with_name("brief.es.pdf").is_file()
    assert 'href="https://example.gov/99001/"' in page.read_text(encoding="utf-8")


def test_a_count_of_several_years_has_a_trend_and_no_picture() -> None:
    counts = [
        row("count_homeless", "county", "99001", 1_800.0 + i, period=f"{2018 + i}-{2019 + i}")
        for i in range(3)
    ]
    selection = Selection(conform(pd.DataFrame(counts)))
    last = selection.latest("count_homeless", "99001")
    assert trend_panel(SimpleNamespace(selection=selection), last) is None  # type: ignore[arg-type]
    assert len(series_rows(selection, "count_homeless", "99001", "All")) == 3


def test_a_picture_of_a_count_is_refused_in_words(place: Place) -> None:
    assert repr(place.chart("count_homeless")).startswith("Plain counts are not drawn")
