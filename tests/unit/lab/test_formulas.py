"""Amounts in a notebook stay amounts: MathJax takes "$71,000, against $78,500" for a formula where it may look."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis import Compare, MetricAudit, Place
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.reporting.make.render import execute
from mobility_analysis.runs.place_data import PlaceData

INCOME = "pctl_income_50"
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
LEFT_OUT = {"mathjax_ignore", "tex2jax_ignore"}  # by versions 3 and 4, and by version 2


class Text(HTMLParser):
    """The text in which MathJax looks for formulas, and the text in which it does not."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.seen, self.hidden = "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            is_left_out = set((dict(attrs).get("class") or "").split()) >= LEFT_OUT
            self.open.append(is_left_out or tag == "style")

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if any(self.open):
            self.hidden += data
        else:
            self.seen += data


def _has_amounts_and_no_formula(html: str) -> None:
    text = Text(html)
    assert text.hidden.count("$") > 1
    assert "$" not in text.seen


@pytest.fixture(scope="module")
def place(run_folder: RunPaths) -> Place:
    return Place("99001", peers=["99003", "99005"], run="demo", root=run_folder.root)


def test_of_page_one_and_figures(place: Place) -> None:
    _has_amounts_and_no_formula(place._repr_html_())
    _has_amounts_and_no_formula(place.chart(INCOME)._repr_html_())


def test_of_places_side_by_side_and_of_a_measure(run_folder: RunPaths) -> None:
    beside = Compare(["99001", "99003"], run="demo", root=run_folder.root)
    _has_amounts_and_no_formula(beside.chart(INCOME)._repr_html_())
    _has_amounts_and_no_formula(beside.side_by_side()._repr_html_())
    audit = MetricAudit(INCOME, run="demo", root=run_folder.root)
    _has_amounts_and_no_formula(audit.distribution()._repr_html_())


def test_of_tables(place: Place) -> None:
    said = place.findings[["measure", "sentence"]]
    with pd.option_context("display.max_colwidth", None, "display.max_rows", None):
        _has_amounts_and_no_formula(said._repr_html_())


def test_of_the_executed_notebook(run_folder: RunPaths, alder: PlaceData, tmp_path: Path) -> None:
    execute(run_folder, alder, tmp_path / "findings.ipynb")
    notebook = json.loads((tmp_path / "findings.ipynb").read_text(encoding="utf-8"))
    shown = [
        "".join(output["data"]["text/html"])
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if "text/html" in output.get("data", {})
    ]
    assert len(shown) == 3
    _has_amounts_and_no_formula("".join(shown))
    assert all("$" not in Text(each).seen for each in shown)
