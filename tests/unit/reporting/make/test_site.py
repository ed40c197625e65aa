"""The pages around reports: what they list, where they lead, how large they are."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely import Polygon
from shapely.geometry import box
from tests.made_up_run import report_head, write_run

from mobility_analysis.core.errors import MissingInput, ReportError
from mobility_analysis.core.paths import RunPaths, folder_name
from mobility_analysis.framework.registry import registry
from mobility_analysis.geography.projections import flatten_upright
from mobility_analysis.reporting.make.render import make_report
from mobility_analysis.reporting.make.report_card import ReportCard, card_of, read_card
from mobility_analysis.reporting.make.site import to_html, write_site
from mobility_analysis.reporting.make.site_map import site_map
from mobility_analysis.runs.highlights import trust
from mobility_analysis.runs.place_data import PlaceData


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> RunPaths:
    """One report made, and the first lines of two more."""
    paths = write_run(tmp_path_factory.mktemp("site"))
    make_report(paths, "99001")
    for geoid, name in (
        ("99003", "Birch County, DM"),
        ("9960000", "Do\u00f1a &lt;Larch&gt; city, DM"),
    ):
        folder = paths.reports / folder_name(geoid, html.unescape(name))
        folder.mkdir()
        (folder / "report.html").write_text(report_head(geoid, name), encoding="utf-8")
    return paths


@pytest.fixture(scope="module")
def index(paths: RunPaths) -> str:
    return write_site(paths).read_text(encoding="utf-8")


def test_a_report_says_what_it_is_about(paths: RunPaths, alder: PlaceData) -> None:
    page = paths.reports / "99001-alder-county-dm" / "report.html"
    grades = tuple(number for _, _, number in trust(alder).counts)
    href = "99001-alder-county-dm/report.html"
    assert read_card(page) == ReportCard("99001", "Alder County, DM", "2026-01-15", grades, href)
    assert set(card_of(alder)) == {f"mobility-{x}" for x in ("place", "name", "built", "grades")}


def test_the_index_lists_each_report_by_name(index: str) -> None:
    rows = re.findall(r"<tr><th scope=\"row\"><a href=\"(.*?)\">(.*?)</a></th>(.*?)</tr>", index)
    assert [(href, name) for href, name, _ in rows] == [
        ("99001-alder-county-dm/report.html", "Alder County, DM"),
        ("99003-birch-county-dm/report.html", "Birch County, DM"),
        ("9960000-dona-larch-city-dm/report.html", "Do\u00f1a &lt;Larch&gt; city, DM"),
    ]
    cells = re.findall(r"<td>(.*?)</td>", rows[1][2])
    assert cells == ["99003", "Demonstration State", "9", "8", "7", "6", "2026-01-15"]


def test_the_map_links_the_counties_that_have_a_report(index: str) -> None:
    links = re.findall(r'<a href="(\S+)" tabindex="-1"><title>(.*?)</title><path d="M', index)
    assert links == [
        ("99001-alder-county-dm/report.html", "Alder County, DM"),
        ("99003-birch-county-dm/report.html", "Birch County, DM"),
    ]
    assert "1 place has a report and no outline on this map." in index


def test_the_demonstration_says_so_on_every_page(paths: RunPaths, index: str) -> None:
    pages = [index, *(path.read_text(encoding="utf-8") for path in paths.reports.glob("methods/*"))]
    assert len(pages) == len(registry().metrics) + 2
    assert all(text.count("Demonstration data: not a real place") == 2 for text in pages)


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [str(given[key]) for key in ("href", "src") if key in given]


def test_every_link_leads_to_a_file_beside_it(paths: RunPaths, index: str) -> None:
    for page in [paths.reports / "index.html", *paths.reports.glob("methods/*.html")]:
        links = Links()
        links.feed(page.read_text(encoding="utf-8"))
        local = [link for link in links.found if not link.startswith(("https://", "http://", "#"))]
        assert len(local) >= 3
        assert [link for link in local if not (page.parent / link).is_file()] == []


def test_the_same_reports_make_the_same_bytes(paths: RunPaths, index: str) -> None:
    def content() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in paths.reports.rglob("*") if path.is_file()}

    before = content()
    write_site(paths)
    assert content() == before


def test_a_run_without_reports_says_how_to_make_some(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match="no reports yet"):
        write_site(write_run(tmp_path))


@pytest.mark.parametrize(
    "text", ["<!doctype html><title>old</title>", report_head("99001", "Alder", "3 4")]
)
def test_a_report_that_does_not_say_its_place_stops_the_site(tmp_path: Path, text: str) -> None:
    paths = write_run(tmp_path)
    folder = paths.reports / "99001-alder-county-dm"
    folder.mkdir(parents=True)
    (folder / "report.html").write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match="99001-alder-county-dm"):
        write_site(paths)
    assert not (paths.reports / "index.html").exists()


# ------------------------------------------------------------------ map


def outline(path: str) -> Polygon:
    """The first ring of a path of an absolute start and relative steps."""
    first = path[: path.index("z")]
    points = np.array(re.findall(r"-?\d+", first), dtype=int).reshape(-1, 2)
    return Polygon(points.cumsum(axis=0))


def counties(codes: list[str], west: float) -> gpd.GeoDataFrame:
    cells = [box(west + x, 38, west + x + 1, 39) for x in range(len(codes))]
    return gpd.GeoDataFrame({"geoid": codes}, geometry=cells, crs=4269)


def test_outlines_keep_their_area_and_meet_their_neighbors() -> None:
    shapes = counties(["39001", "39003", "39005"], -84)
    drawn = site_map(shapes, {"39001": "A", "39003": "B", "39005": "C"})
    assert drawn is not None
    flat = flatten_upright(shapes).geometry
    west, _, east, _ = flat.total_bounds
    scale = drawn.width / (east - west)
    found = [outline(shape.path) for shape in drawn.linked]
    np.testing.assert_allclose([shape.area for shape in found], flat.area * scale**2, rtol=0.01)
    shared = found[0].intersection(found[1]).length
    assert shared == pytest.approx(flat[0].intersection(flat[1]).length * scale, rel=0.01)


def test_one_state_is_drawn_alone_and_several_with_their_borders() -> None:
    shapes = gpd.pd.concat([counties(["39001", "39003"], -84), counties(["42001"], -82)])
    alone = site_map(shapes, {"39001": "A"})
    assert alone is not None
    assert [shape.geoid for shape in alone.linked] == ["39001"]
    assert (alone.rest.count("M"), alone.borders) == (1, "")
    several = site_map(shapes, {"39001": "A", "42001": "B"})
    assert several is not None
    assert (several.rest.count("M"), several.borders.count("M")) == (1, 2)


def test_alaska_and_hawaii_stand_below_the_others() -> None:
    shapes = gpd.pd.concat(
        [counties(["06001", "06003"], -120), counties(["48001"], -98), counties(["23001"], -70),
         counties(["02001"], -150).translate(0, 24).to_frame("geometry").assign(geoid="02001"),
         counties(["15001"], -158).translate(0, -18).to_frame("geometry").assign(geoid="15001")]
    )  # fmt: skip
    names = dict.fromkeys(shapes["geoid"], "x")
    drawn = site_map(shapes, names)
    assert drawn is not None
    low = {shape.geoid: outline(shape.path).bounds for shape in drawn.linked}
    assert min(low["02001"][1], low["15001"][1]) > 0.3 * drawn.height
    assert low["02001"][2] < low["15001"][0]


def test_a_ragged_coast_is_thinned_and_specks_are_left_out() -> None:
    turns = np.linspace(0, 2 * np.pi, 5000, endpoint=False)
    radius = 1 + np.random.default_rng(3).normal(0, 0.0005, turns.size)
    coast = Polygon(np.column_stack([-84 + radius * np.cos(turns), 38 + radius * np.sin(turns)]))
    speck = box(-82.5, 38, -82.4999, 38.0001)
    shapes = gpd.GeoDataFrame({"geoid": ["39001"]}, geometry=[coast.union(speck)], crs=4269)
    drawn = site_map(shapes, {"39001": "A"})
    assert drawn is not None
    path = drawn.linked[0].path
    assert path.count("M") == 1
    assert len(path) < turns.size * 2
    assert site_map(shapes, {"9960000": "A city"}) is None


# ------------------------------------------------------------------ methods


def test_markdown_becomes_a_page_that_leads_to_pages() -> None:
    html = to_html(
        "# T\n\n| a | b |\n|---|---|\n| `x_y` | <b> |\n\n[One](one_two.md), [all](README.md)\n"
    )
    assert '<a href="one_two.html">' in html
    assert '<a href="index.html">' in html
    assert html.count('<th scope="col">') == 2
    assert "&lt;b&gt;" in html
