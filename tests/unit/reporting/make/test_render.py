"""A whole report: the notebook executed, the page self-contained, the tables beside it."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from tests.made_up_run import reseal, write_run
from tests.word_answers import answer_in_file, texts

from mobility_analysis.core.errors import MissingInput, ReportError, UnknownPlace, UsageError
from mobility_analysis.core.paths import RunPaths, slug
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.findings import Verdict
from mobility_analysis.lab.place import Place
from mobility_analysis.reporting.beside import report_tables
from mobility_analysis.reporting.make.render import make_report
from mobility_analysis.reporting.page import page_one, sections
from mobility_analysis.reporting.page.metric_cards import card
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData

VOID = {"meta", "br", "wbr", "img", "link", "hr", "input"}


# Elements without an end tag, by what begins after them in the same parent.
ENDED_BY = {
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"td", "th", "tr"},
    "li": {"li"},
}


class Outline(HTMLParser):
    """Headings, ids, figures and resource loads of a page; checks that tags nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.loads: list[str] = []
        self.bare_headers = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        while self.open[-1:] and self.open[-1] in ENDED_BY.get(tag, ()):
            self.open.pop()
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in found:
            self.ids.append(str(found["id"]))
        if tag in ("script", "img", "link", "iframe", "source", "object", "embed"):
            self.loads.append(tag)
        if tag == "th" and "scope" not in found:
            self.bare_headers += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open[-1] != tag and self.open[-1] in ENDED_BY:
            self.open.pop()
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def project(run_folder: RunPaths, tmp_path_factory: pytest.TempPathFactory) -> RunPaths:
    """The written run in a project of its own: other modules ask the shared one whether it has reports."""
    root = tmp_path_factory.mktemp("own") / "project"
    return RunPaths(shutil.copytree(run_folder.root, root, symlinks=True), "demo")


@pytest.fixture(scope="module")
def report(project: RunPaths) -> Path:
    return make_report(project, "Alder County, DM", ("99003", "99005"))


@pytest.fixture(scope="module")
def html(report: Path) -> str:
    return report.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def outline(html: str) -> Outline:
    parsed = Outline()
    parsed.feed(html)
    assert parsed.open == []
    return parsed


def test_the_report_has_its_files_and_no_others(report: Path) -> None:
    assert report.parent.name == "99001-alder-county-dm"
    assert sorted(path.name for path in report.parent.iterdir()) == [
        "brief.pdf",
        "estimates.csv",
        "findings.csv",
        "findings.ipynb",
        "made_from.json",
        "peers.json",
        "report.html",
        "report.pdf",
        "review_guide.docx",
        "sources.html",
        "workbook.xlsx",
    ]


def test_the_page_loads_nothing(html: str, outline: Outline) -> None:
    assert outline.loads == ["script"], "one, and its text stands in the page"
    assert html.count("<script>") == 1
    without_names = html.replace("http://www.w3.org/", "")
    assert not re.findall(r"""(?:src|href)=["']?https?:|@import|url\(["']?https?:""", without_names)
    assert len(html) < 600_000


def test_the_page_is_marked_up_for_everyone(html: str, outline: Outline) -> None:
    assert '<html lang="en">' in html
    assert 'class="skip" href="#content"' in html
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    steps = zip(outline.headings, outline.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps)
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.bare_headers == 0
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(outline.ids)


def test_every_figure_has_words_and_a_table(html: str) -> None:
    body = html[: html.index("<script>")]
    figures = re.findall(r"<figure.*?</figure>", body, flags=re.S)
    assert len(figures) > 15
    for figure in figures:
        assert re.search(r'role="img" aria-label="[^"]{20,}"', figure)
        assert "<details" in figure
        assert "<table" in figure


def test_the_list_of_files_names_what_is_there_and_nothing_else(report: Path, html: str) -> None:
    section = html[html.index('id="files"') :]
    listed = re.findall(r'<li><a href="([^"]+)"', section[: section.index("</section>")])
    there = {path.name for path in report.parent.iterdir()} - {"report.html", "made_from.json"}
    assert set(listed) == there | {"../data_dictionary.html"}
    assert all((report.parent / name).is_file() for name in listed)


def test_a_demonstration_says_so_on_top_and_at_the_end(html: str) -> None:
    assert html.count("Demonstration data: not a real place") == 2
    assert html.index("Demonstration data") < html.index("<h1>")


def test_no_path_of_this_machine_is_published(report: Path) -> None:
    for path in report.parent.iterdir():
        assert str(report.parents[2]).encode() not in path.read_bytes()


def test_the_notebook_is_executed_without_a_failed_cell(report: Path) -> None:
    notebook = json.loads((report.parent / "findings.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(cells) > 5
    assert all(cell["execution_count"] for cell in cells)
    assert not any(o["output_type"] == "error" for cell in cells for o in cell["outputs"])


def test_the_tables_hold_what_the_page_is_made_of(report: Path) -> None:
    text = {"geoid": str, "versus": str}
    estimates = pd.read_csv(report.parent / "estimates.csv", dtype=text)
    assert set(estimates["geoid"]) == {"99001", "99003", "99005", "99", "00"}
    findings = pd.read_csv(report.parent / "findings.csv", dtype=text)
    keys = {
        "|".join([r.measure, r.level, r.geoid, str(r.period), r.subgroup])
        for r in estimates.itertuples()
    }
    used = {key for cell in findings["estimate_keys"] for key in cell.split("; ")}
    assert used <= keys


def test_weak_values_reach_no_verdict(alder: PlaceData, ironwood: PlaceData) -> None:
    assert {finding.verdict for finding in ironwood.findings} == {Verdict.CANNOT_TELL}
    assert len({finding.verdict for finding in alder.findings}) > 3


def test_a_county_with_only_weak_and_missing_values_stays_readable(ironwood: PlaceData) -> None:
    text = page_one.page_one(ironwood)
    assert "No measure can be shown to be better than in the Demonstration nation" in text
    assert "No measure can be shown to fall short" in text
    latest = [
        ironwood.selection.latest(measure.id, "99017")
        for metric in ironwood.metrics
        for measure in metric.measures
    ]
    weak = sum(value is not None and value.value is not None for value in latest)
    assert f"{weak} not to be acted on, {len(latest) - weak} missing" in text
    assert "No peers were given" in text


def test_named_peers_are_called_named_and_what_differs_is_said(alder: PlaceData) -> None:
    text = page_one.page_one(alder)
    assert "named by the person who asked for this report" in text
    assert "higher median household income: $48,400, here $40,000" in text
    record = report_tables.peer_record(alder)
    assert (record["chosen_by"], record["lens"]) == ("person", None)
    assert [peer["geoid"] for peer in record["peers"]] == ["99003", "99005"]
    table = report_tables.findings_table(alder).set_index("kind")["peer_chosen_by"]
    assert set(table["versus_peer"]) == {"person"} and set(table["versus_state"]) == {""}


def test_peers_are_found_where_nobody_named_any(project: RunPaths) -> None:
    place = Place("99005", run="demo", lens="size", root=project.root)
    # Alder has a quarter, Birch half, Dogwood twice, Elm four times the people of Cedar.
    assert place.peers()["geoid"].tolist() == ["99003", "99007", "99001"]
    assert report_tables.peer_record(place.data)["chosen_by"] == "lens"
    text = page_one.page_one(place.data)
    assert "Nobody named peers" in text and "size and density" in text
    assert "fairly similar population: 20,000, here 40,000" in text


def test_forms_of_government_are_named_with_their_citations(tmp_path: Path) -> None:
    paths = write_run(tmp_path)
    file = paths.estimates / "peer_factors.parquet"
    factors = pd.read_parquet(file)
    is_listed = factors["geoid"].isin(["99003", "99005"])
    factors.assign(
        government_form=pd.Series("commission", index=factors.index).where(is_listed),
        government_form_as_of="2025-06-30",
        government_form_citation="charter of " + factors["label"],
    ).to_parquet(file)
    reseal(paths)
    place = Place("99005", run="demo", lens="balanced", root=tmp_path)
    text = page_one.page_one(place.data)
    # Two of eight are too few to count, so the nearest in size are taken and the form is told.
    assert place.peers()["geoid"].tolist() == ["99003", "99007", "99001"]
    assert "same form of government: commission, which did not count" in text
    assert "Not known of both, so not compared" in text and "form of government" in text
    line = "Forms of government: Cedar County, DM: commission (charter of Cedar County, DM; as of "
    assert line + "2025-06-30); Birch County, DM: commission" in text
    record = report_tables.peer_record(place.data)
    assert record["set_aside"] == ("government_form",)
    assert len(record["government_forms"]) == 2


def test_peers_that_a_lens_does_not_find_are_not_called_found(project: RunPaths) -> None:
    data = read_place(RunData(project), "99005", ("99510",), "size")
    with pytest.raises(UsageError, match="does not find these peers"):
        page_one.page_one(data)


def test_a_report_without_peers_has_them_found_and_recorded(project: RunPaths) -> None:
    made = make_report(project, "99007", peer_lens="size")
    record = json.loads((made.parent / "peers.json").read_text(encoding="utf-8"))
    assert record["lens"] == "size" and len(record["peers"]) == 3
    notebook = (made.parent / "findings.ipynb").read_text(encoding="utf-8")
    assert 'peer_lens = \\"size\\"' in notebook
    shutil.rmtree(made.parent)


def test_the_page_names_its_address_where_one_is_set(project: RunPaths, html: str) -> None:
    address = "https://example.gov/?{folder}&{geoid}"
    made = make_report(project, "99007", [], address=address)
    named = '<link rel="canonical" href="https://example.gov/?99007-dogwood-county-dm&amp;99007">'
    assert named in made.read_text(encoding="utf-8")
    assert "<link" not in html
    shutil.rmtree(made.parent)


def test_absent_metrics_are_one_list(alder: PlaceData) -> None:
    text = sections.absent_section(alder)
    assert all(
        registry().metric(each).label in unescape(text) for each in alder.record.metrics_absent
    )
    assert "Neighborhood values" in text  # the written run has no tracts
    assert "Not built yet." in text


def test_a_failing_notebook_leaves_the_earlier_report(project: RunPaths, report: Path) -> None:
    notebook = project.notebooks / "findings.ipynb"
    good, before = notebook.read_text(encoding="utf-8"), report.read_text(encoding="utf-8")
    try:
        notebook.write_text(
            good.replace("sections.where_it_stands(data)", "1 / 0"), encoding="utf-8"
        )
        with pytest.raises(ReportError, match="ZeroDivisionError"):
            make_report(project, "99001")
    finally:
        notebook.write_text(good, encoding="utf-8")
    assert report.read_text(encoding="utf-8") == before
    folders = [path.name for path in report.parents[1].iterdir() if path.is_dir()]
    assert folders == ["99001-alder-county-dm"]


def test_answers_survive_a_report_made_again_and_one_that_fails(project: RunPaths) -> None:
    guide = make_report(project, "99003").with_name("review_guide.docx")
    answer_in_file(guide, "Differences between groups, all in all", "The two bus lines.")
    answered = guide.read_bytes()
    notebook = project.notebooks / "findings.ipynb"
    good = notebook.read_text(encoding="utf-8")
    try:
        notebook.write_text(
            good.replace("sections.where_it_stands(data)", "1 / 0"), encoding="utf-8"
        )
        with pytest.raises(ReportError):
            make_report(project, "99003")
    finally:
        notebook.write_text(good, encoding="utf-8")
    assert guide.read_bytes() == answered
    make_report(project, "99003", ("99005",))
    said = texts(guide.read_bytes())
    assert "The two bus lines." in said
    assert any(text.endswith("Cedar County, DM") for text in said)
    assert not list(guide.parent.glob("*.earlier-*"))
    shutil.rmtree(guide.parent)


def test_unknown_places_and_runs_are_named_errors(project: RunPaths) -> None:
    with pytest.raises(UnknownPlace):
        make_report(project, "Alderr County, DM")
    with pytest.raises(UsageError, match="own peer"):
        read_place(RunData(project), "99001", ("99001",))
    with pytest.raises(MissingInput):
        RunData(RunPaths(project.root, "real"))


def test_a_place_in_jupyterlab(project: RunPaths) -> None:
    place = Place("Alder County, DM", peers=["99003"], run="demo", root=project.root)
    peers = place.peers()
    assert peers["name"].tolist() == ["Birch County, DM"]
    assert peers["chosen_by"].tolist() == ["person"]
    table = place.metrics()
    assert table["measure"].is_unique
    assert set(table["quality"]) == {"Strong", "Use with care", "Do not act on this", "No value"}
    assert len(place.metrics(groups=True)) > len(table)
    assert "<svg" in place.chart("share_employed")._repr_html_()
    assert "Alder County" in place._repr_html_()
    with pytest.raises(UsageError, match="no measure"):
        place.chart("share_nonsense")


@pytest.mark.parametrize(
    ("name", "folder"),
    [("Doña Ana County, NM", "dona-ana-county-nm"), ("St. Lucie County, FL", "st-lucie-county-fl")],
)
def test_folder_names_are_plain(name: str, folder: str) -> None:
    assert slug(name) == folder


def test_a_headline_without_a_source_is_named_on_its_card_and_in_the_list(
    alder: PlaceData, monkeypatch: pytest.MonkeyPatch
) -> None:
    metric = registry().metric("opportunities_for_income")
    middle, low = metric.headline, registry().measures["pctl_income_20"]
    record = replace(alder.record, measures_absent={middle.id: "No source of this run has it."})
    monkeypatch.setattr(alder.run, "record", record)
    data = replace(alder, estimates=alder.estimates[alder.estimates["measure"] != middle.id])
    shown = card(data, metric)
    assert shown.lead.measure == low and middle.label[1:] in shown.stands_in
    pillar = registry().pillar_of(metric.id)
    assert shown.stands_in in sections.pillar_section(data, pillar, [shown]).replace("&#39;", "'")
    assert (middle.label, "No source of this run has it.") in sections.absent_rows(data)
    assert card(alder, registry().metric("employment_opportunities")).stands_in == ""
    # Where nothing has a value, a measure that some place has one of says why this place has none.
    nothing = data.estimates.assign(value=float("nan"), missing_reason="outside_the_file")
    nothing["reasons"] = [[] for _ in range(len(nothing))]
    silent = card(replace(data, estimates=nothing), metric)
    assert silent.lead.measure == low and "covers only a part of" in silent.lead.sentence
