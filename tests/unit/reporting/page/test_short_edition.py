"""A place that national sources hardly know has one table instead of two dozen empty cards."""

from __future__ import annotations

import shutil

from pypdf import PdfReader

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.places import in_words
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.local_records import ask_locally
from mobility_analysis.reporting.make.render import make_report
from mobility_analysis.reporting.page import sections
from mobility_analysis.reporting.page.short_edition import FEWEST_METRICS, short_edition
from mobility_analysis.runs.place_data import PlaceData


def _places(data: PlaceData) -> list:
    shown = short_edition(data, sections.sections(data))
    assert shown is not None
    return [row for _, rows in shown.parts for row in rows]


def test_only_a_place_with_next_to_nothing_has_it(alder: PlaceData, ironwood: PlaceData) -> None:
    assert short_edition(alder, sections.sections(alder)) is None
    shown = short_edition(ironwood, sections.sections(ironwood))
    assert shown is not None
    assert "national sources hold none for Ironwood County" in shown.lede
    usable = [
        metric
        for metric in alder.metrics
        if any(
            (value := alder.latest.get(measure.id)) is not None and value.usable
            for measure in metric.measures
        )
    ]
    assert len(usable) >= FEWEST_METRICS


def test_each_metric_of_the_run_has_a_row_with_whom_to_ask(ironwood: PlaceData) -> None:
    rows = _places(ironwood)
    assert [row.anchor for row in rows] == [metric.id for metric in ironwood.metrics]
    assert all(row.ask == ask_locally(row.anchor) for row in rows)


def test_what_is_missing_has_the_letter_of_a_reason_that_is_written_out(
    ironwood: PlaceData,
) -> None:
    shown = short_edition(ironwood, sections.sections(ironwood))
    assert shown is not None
    letters = [letter for letter, _ in shown.notes]
    assert len(letters) == len(set(letters)) == len({why for _, why in shown.notes})
    rows = _places(ironwood)
    assert all((row.own is None) == bool(row.note) for row in rows)
    assert {row.note for row in rows if row.note} == set(letters)


def test_the_number_beside_it_is_the_states_and_of_the_same_measure(ironwood: PlaceData) -> None:
    shown = short_edition(ironwood, sections.sections(ironwood))
    assert shown is not None and shown.around == in_words(ironwood.state.name)
    beside = [row for row in _places(ironwood) if row.around is not None]
    assert beside
    for row in beside:
        metric = registry().metric(row.anchor)
        measure = next(m for m in metric.measures if metric.heading(m) == row.label)
        value = ironwood.selection.latest(measure.id, ironwood.state.geoid)
        assert value is not None and row.around is not None
        assert (value.short, value.when) == (row.around.value, row.around.when)


def test_its_report_is_two_pages_at_most_and_has_no_brief(run_folder: RunPaths) -> None:
    page = make_report(run_folder, "99017")
    html = page.read_text(encoding="utf-8")
    pages = len(PdfReader(page.parent / "report.pdf").pages)
    there = {path.name for path in page.parent.iterdir()}
    shutil.rmtree(page.parent)  # other tests list the reports of this run
    assert pages <= 2
    assert "report.html" in there and "brief.pdf" not in there
    assert 'href="brief.pdf"' not in html and 'class="card"' not in html
    assert "What public data can and cannot tell you here" in html
