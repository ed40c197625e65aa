"""The print edition: page one alone, the same words as the page, tagged, refused without descriptions."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader

from mobility_analysis.core.errors import ReportError
from mobility_analysis.framework.registry import Pillar
from mobility_analysis.press.templates import TEMPLATES
from mobility_analysis.press.typst import ask
from mobility_analysis.reporting.beside.print_edition import (
    BRIEF_TEMPLATE,
    brief_content,
    write_print_edition,
)
from mobility_analysis.reporting.charts.histogram import histogram
from mobility_analysis.reporting.page import sections
from mobility_analysis.reporting.page.matrix import matrix
from mobility_analysis.reporting.page.metric_cards import Card
from mobility_analysis.reporting.page.page_one import PageOne, page_one_content
from mobility_analysis.runs.place_data import PlaceData


@pytest.fixture(scope="module")
def reader(alder: PlaceData, tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    folder = tmp_path_factory.mktemp("print")
    return PdfReader(_print(alder, sections.sections(alder), folder))


def _print(
    data: PlaceData,
    by_pillar: dict[Pillar, list[Card]],
    folder: Path,
    one: PageOne | None = None,
    **more: Any,
) -> Path:
    return write_print_edition(
        data,
        one or page_one_content(data),
        matrix(data, by_pillar),
        sections.where_it_stands(data),
        by_pillar,
        folder=folder,
        **more,
    )


def _plain(text: str) -> str:
    return "".join(text.split())


def _described(path: Path) -> list[str]:
    """The alternative texts of a tagged PDF."""
    file = PdfReader(path)
    objects = [file.get_object(number) for number in range(1, int(file.trailer["/Size"]))]
    return [str(each["/Alt"]) for each in objects if isinstance(each, dict) and "/Alt" in each]


ADDRESS = "https://example.gov/mobility/99001/"


def test_the_address_is_printed_with_its_code_on_every_first_page(
    alder: PlaceData, tmp_path: Path, reader: PdfReader
) -> None:
    _print(alder, sections.sections(alder), tmp_path, address=ADDRESS, languages=["es"])
    for name, words in {
        "report.pdf": "The whole report:",
        "brief.pdf": "The whole report:",
        "brief.es.pdf": "El informe completo:",
    }.items():
        page = PdfReader(tmp_path / name).pages[0]
        assert f"{words} {ADDRESS}" in " ".join(page.extract_text().split()), name
        links = [note.get_object()["/A"]["/URI"] for note in page["/Annots"]]
        assert links == [ADDRESS], name
        assert any("QR" in words for words in _described(tmp_path / name)), name
    assert len(PdfReader(tmp_path / "brief.pdf").pages) == 1
    assert "The whole report" not in reader.pages[0].extract_text()


def test_page_one_stands_alone_on_one_page(reader: PdfReader, alder: PlaceData) -> None:
    first, second = (_plain(reader.pages[n].extract_text()) for n in (0, 1))
    one = page_one_content(alder)
    for item in (*one.strengths, *one.questions):
        assert _plain(item.sentence) in first
    assert _plain(one.trust.sentence) in first
    assert _plain(one.peers_line) in first
    assert "Allataglance" in second
    heading = _plain("Where Alder County stands among all counties")
    assert heading in _plain(reader.pages[2].extract_text())
    assert heading not in first


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_full_page_one_ends_above_its_footer(
    alder: PlaceData, tmp_path: Path, times: int
) -> None:
    one = page_one_content(alder)
    assert one.questions
    full = replace(one, questions=one.questions[:1] * 3 * times, strengths=one.questions * times)
    path = _print(alder, {}, tmp_path, full)
    heights: dict[str, float] = {}

    def note(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if text.strip():
            heights[text.strip()] = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]

    PdfReader(path).pages[0].extract_text(visitor_text=note)
    footer = next(y for text, y in heights.items() if text.startswith("Built"))
    others = [
        y for text, y in heights.items() if "estimates.csv" not in text and " of " not in text
    ]
    assert min(others) > footer + 8


EVERY_STEP = """
#import "front.typ": *
#let data = json(bytes(sys.inputs.data))
#show: body => sheet(data, data.footer, body)
#let fits(size, factor) = measure(block(width: size.width / factor, page-one(data, _ => none, factor))).height * factor <= size.height
#layout(size => [#metadata(range(25).map(step => fits(size, 1 - step * 0.02))) <fits>])
"""


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_page_one_is_shrunk_by_the_first_step_that_fits(
    alder: PlaceData, tmp_path: Path, times: int
) -> None:
    one = page_one_content(alder)
    full = replace(one, questions=one.questions[:1] * 3 * times, strengths=one.questions * times)
    content = brief_content(alder, full) | {"pages": {}, "factor": None}
    (tmp_path / "front.typ").write_bytes((TEMPLATES / "front.typ").read_bytes())
    (tmp_path / "every.typ").write_text(EVERY_STEP)
    first = ask(content, "fits", tmp_path / "every.typ").index(True)
    assert ask(content, "factor", BRIEF_TEMPLATE) == pytest.approx(1 - first * 0.02)
    assert (first > 0) == (times > 0)


def test_every_page_says_whose_it_is_and_that_it_is_a_demonstration(reader: PdfReader) -> None:
    number = len(reader.pages)
    for count, sheet in enumerate(reader.pages, 1):
        text = _plain(sheet.extract_text())
        assert "Demonstrationdata:notarealplace" in text
        assert f"{count}of{number}" in text
        assert count == 1 or "AlderCounty,DM:mobilityfindings" in text


def test_every_sentence_of_the_cards_is_printed(reader: PdfReader, alder: PlaceData) -> None:
    printed = _plain("".join(sheet.extract_text() for sheet in reader.pages))
    for cards in sections.sections(alder).values():
        for card in cards:
            if not card.has_numbers:
                assert _plain(card.without) in printed
                continue
            assert _plain(card.metric.label) in printed
            assert card.lead.is_of_groups_only or _plain(card.lead.sentence) in printed
            for view in card.others:
                assert _plain(view.measure.label) in printed


def test_the_brief_is_page_one_with_the_pages_to_turn_to(alder: PlaceData, tmp_path: Path) -> None:
    path = _print(alder, sections.sections(alder), tmp_path)
    report, brief = PdfReader(path), PdfReader(tmp_path / "brief.pdf")
    assert len(brief.pages) == 1
    assert brief.metadata is not None
    assert brief.metadata.title == "Alder County, DM: brief"
    text, one = _plain(brief.pages[0].extract_text()), page_one_content(alder)
    assert len(one.strengths) + len(one.questions) > 1
    for item in (*one.strengths, *one.questions):
        assert _plain(item.sentence) in text
        page = next(
            number
            for number, sheet in enumerate(report.pages, 1)
            if number > 3 and _plain(item.label) in _plain(sheet.extract_text())
        )
        assert _plain(f"Page {page}.") in text


def test_it_is_tagged_titled_and_in_a_language(reader: PdfReader) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Alder County, DM: mobility findings"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    found = _roles(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/Figure"} <= set(found)
    assert all(found["/Figure"])


def _roles(root: object) -> dict[str, list[str]]:
    """Roles in the tag tree with the alternative texts of their elements."""
    found: dict[str, list[str]] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting += list(node)
        elif isinstance(node, dict):
            if "/S" in node:
                found.setdefault(str(node["/S"]), []).append(str(node.get("/Alt", "")))
            if "/K" in node:
                waiting.append(node["/K"])
    return found


def test_the_same_report_is_the_same_file(alder: PlaceData, tmp_path: Path) -> None:
    by_pillar = sections.sections(alder)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = (_print(alder, by_pillar, tmp_path / name) for name in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_a_figure_without_description_is_refused(alder: PlaceData, tmp_path: Path) -> None:
    by_pillar = sections.sections(alder)
    pillar, cards = next((p, c) for p, c in by_pillar.items() if c[0].lead.chart)
    lead = cards[0].lead
    assert lead.chart is not None
    mute = replace(cards[0], lead=replace(lead, chart=replace(lead.chart, alt="")))
    with pytest.raises(ReportError, match="print edition of Alder County, DM could not be set"):
        _print(alder, {**by_pillar, pillar: [mute]}, tmp_path)


def test_a_histogram_is_printed_with_its_words(alder: PlaceData, tmp_path: Path) -> None:
    """A county of very many tracts has one in the place of a strip."""
    by_pillar = sections.sections(alder)
    pillar, cards = next((p, c) for p, c in by_pillar.items() if c[0].lead.chart)
    drawn = histogram(
        "h", np.arange(600.0), title="tracts", things="areas", reference=("Alder County", 300.0)
    )
    crowded = replace(cards[0], lead=replace(cards[0].lead, chart=drawn))
    path = _print(alder, {pillar: [crowded]}, tmp_path)
    text = _plain("".join(sheet.extract_text() for sheet in PdfReader(path).pages))
    assert "AlderCounty:300" in text


def test_marks_of_the_typesetter_are_only_letters(alder: PlaceData, tmp_path: Path) -> None:
    by_pillar = sections.sections(alder)
    pillar, cards = next(iter(by_pillar.items()))
    odd = replace(cards[0], caveats=("#panic(1) $x$ *a* _b_ <c> @d [e] \\ `f` // g = h",))
    path = _print(alder, {pillar: [odd]}, tmp_path)
    text = _plain("".join(sheet.extract_text() for sheet in PdfReader(path).pages))
    assert _plain("#panic(1) $x$ *a* _b_ <c> @d [e] \\ `f` // g = h") in text


def test_a_fork_of_a_process_that_has_set_one_sets_its_own(
    alder: PlaceData, tmp_path: Path
) -> None:
    """The typesetter's threads do not survive a fork; without care the child waits forever."""
    by_pillar = sections.sections(alder)
    pillar, cards = next(iter(by_pillar.items()))
    (tmp_path / "fork").mkdir()
    here = _print(alder, {pillar: cards[:1]}, tmp_path)
    child = multiprocessing.get_context("fork").Process(
        target=_print,
        args=(alder, {pillar: cards[:1]}, tmp_path / "fork"),
    )
    child.start()
    child.join(60)
    assert child.exitcode == 0
    assert (tmp_path / "fork" / here.name).read_bytes() == here.read_bytes()
