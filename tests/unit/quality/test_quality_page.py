"""The page about the gates: complete, self-contained, readable without colour."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from mobility_analysis.quality.outcomes import GateResult, Outcome
from mobility_analysis.quality.pages import write_quality_page
from mobility_analysis.quality.suites import Severity

RESULTS = [
    GateResult(
        "towns",
        "2024",
        (
            Outcome("people", "There is one row per town.", True, rows=3),
            Outcome(
                "people",
                "Codes are five digits.",
                False,
                why="A <spreadsheet> drops the leading zero.",
                rows=3,
                unexpected=1,
                sample=({"code": "1001"},),
            ),
        ),
    ),
    GateResult(
        "estimates",
        "",
        (
            Outcome(
                "repeats",
                "Values differ.",
                False,
                Severity.WARNING,
                rows=8,
                unexpected=2,
            ),
        ),
    ),
]


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def page(tmp_path: Path) -> _Page:
    write_quality_page(RESULTS, tmp_path / "quality.html", "Demonstration")
    return _Page((tmp_path / "quality.html").read_text(encoding="utf-8"))


def test_it_lists_every_expectation_with_its_outcome_in_words(page: _Page) -> None:
    for result in RESULTS:
        assert result.subject in page.text
        for outcome in result.outcomes:
            assert outcome.must in page.text
    assert "1 hold, 1 warning, 1 does not hold" in " ".join(page.text.split())
    for word in ("Holds", "Warning", "Does not hold", "1 of 3", "code = '1001'"):
        assert word in page.text


def test_what_is_said_of_the_run_stands_above_the_tables(tmp_path: Path) -> None:
    note = "Pinned: hud_chas <2016-2020>"
    write_quality_page(RESULTS, tmp_path / "noted.html", notes=[note])
    text = _Page((tmp_path / "noted.html").read_text(encoding="utf-8")).text
    assert text.index(note) < text.index(RESULTS[0].outcomes[0].must)


def test_it_escapes_what_it_prints(page: _Page) -> None:
    assert "A <spreadsheet> drops" in page.text
    assert "spreadsheet" not in {tag for tag, _ in page.tags}


def test_it_is_self_contained_and_has_a_structure(page: _Page) -> None:
    names = [tag for tag, _ in page.tags]
    assert "script" not in names and "link" not in names and "img" not in names
    assert names.count("h1") == 1 and names.count("main") == 1
    html = next(attributes for tag, attributes in page.tags if tag == "html")
    assert html["lang"] == "en"
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    anchors = {attributes.get("id") for _, attributes in page.tags}
    links = [a["href"] for tag, a in page.tags if tag == "a"]
    assert links and all(link and link.startswith("#") and link[1:] in anchors for link in links)
