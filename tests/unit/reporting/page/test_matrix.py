"""All numbers at a glance: the same counts as page one, each row leading to its card."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import replace

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.registry import Unit, registry
from mobility_analysis.insights.findings import Kind, Verdict
from mobility_analysis.reporting.beside.print_overview import matrix_in_print
from mobility_analysis.reporting.page import sections
from mobility_analysis.reporting.page.matrix import APART, EMPTY, matrix, matrix_section
from mobility_analysis.reporting.page.page_one import comparison_counts, page_one
from mobility_analysis.reporting.page.page_one_items import DOWN, UP
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData


def test_as_many_are_better_or_worse_as_page_one_counts(run_folder: RunPaths) -> None:
    for geoid, peers in (("99001", ("99003", "99005")), ("99005", ("99001",)), ("99007", ())):
        data = read_place(RunData(run_folder), geoid, peers)
        shown = matrix(data, sections.sections(data))
        counts = dict(comparison_counts(data))
        assert set(counts) <= set(shown.others)
        for place, name in enumerate(shown.others):
            for verdict in ("better", "worse"):
                assert len(shown.which(place, verdict)) == counts.get(name, {}).get(verdict, 0)


def test_what_page_one_sets_beside_the_typical_county_is_listed(alder: PlaceData) -> None:
    shown = matrix(alder, sections.sections(alder))
    beside = {
        (each.verdict.value, each.measure)
        for each in alder.findings
        if each.kind is Kind.VERSUS_TYPICAL and each.verdict in (Verdict.BETTER, Verdict.WORSE)
    }
    listed = {(verdict, row.measure) for verdict, rows in shown.typical for row in rows}
    assert listed and listed == beside
    assert shown.typical_name == "the typical county"
    assert "than the typical county, which page one takes" in matrix_section(alder, shown)
    lines = matrix_in_print(shown)["typical"]
    assert len(lines) == sum(bool(rows) for _, rows in shown.typical)


def test_what_the_data_only_suggest_is_perhaps_so_and_counts_as_similar(alder: PlaceData) -> None:
    found = [each for each in alder.findings if each.kind is Kind.VERSUS_NATION]
    one = next(each for each in found if each.verdict is Verdict.BETTER)
    unsure = replace(one, verdict=Verdict.SIMILAR, suggested=Verdict.BETTER)
    data = copy(alder)
    vars(data)["findings"] = [unsure, *(each for each in alder.findings if each is not one)]
    for name in ("stands_out", "_findings_by"):
        vars(data).pop(name, None)
    rows = {row.measure: row for row in matrix(data, sections.sections(data)).rows}
    cell = rows[one.measure].verdicts[0]
    assert (cell.words, cell.css) == ("Perhaps better", "similar")
    assert rows[one.measure].result == "The data suggest better"


def test_every_number_that_may_be_used_has_a_row_and_no_other(alder: PlaceData) -> None:
    shown = matrix(alder, sections.sections(alder))
    usable = {
        measure.id
        for metric in alder.metrics
        for measure in metric.measures
        if (value := alder.latest.get(measure.id)) is not None and value.usable
    }
    assert {row.measure for row in shown.rows} == usable
    plain = [row for row in shown.rows if registry().measures[row.measure].unit is Unit.COUNT]
    assert all(cell == EMPTY for row in plain for cell in row.verdicts)
    assert plain and {row.position for row in plain} == {EMPTY.words}


def test_a_row_says_which_way_a_number_went_only_where_a_test_found_it(alder: PlaceData) -> None:
    for row in matrix(alder, sections.sections(alder)).rows:
        assert bool(row.trend.arrow) == (
            row.trend.css in ("improved", "worsened", "higher", "lower")
        )
        assert row.trend.arrow in ("", UP, DOWN)


def test_the_counts_of_page_one_lead_to_the_rows_that_they_count(alder: PlaceData) -> None:
    html = matrix_section(alder, matrix(alder, sections.sections(alder)))
    asked = set(re.findall(r'href="#((?:better|worse)-\d)"', page_one(alder)))
    assert asked
    assert asked <= set(re.findall(r'id="([^"]+)"', html))


def test_a_place_without_a_usable_number_has_no_such_section(ironwood: PlaceData) -> None:
    shown = matrix(ironwood, sections.sections(ironwood))
    assert not shown.parts
    assert matrix_section(ironwood, shown) == ""


def test_a_rank_among_other_places_is_marked_and_said(alder: PlaceData) -> None:
    data = copy(alder)
    first = next(iter(alder.positions))
    moved = replace(alder.positions[first], kind="cities")
    vars(data)["positions"] = alder.positions | {first: moved}
    shown = matrix(data, sections.sections(data))
    marked = {row.measure for row in shown.rows if row.position.endswith(APART)}
    assert marked == {first}
    assert shown.kind.startswith("counties (with * of")
    assert matrix(alder, sections.sections(alder)).kind == "counties"


def test_the_contents_name_only_sections_that_are_there(alder: PlaceData) -> None:
    def links(**there: bool) -> set[str]:
        return set(re.findall(r'href="(#[\w-]+)"', sections.contents(alder, (), **there)))

    both = links(has_glance=True, has_ranks=True)
    assert {"#matrix", "#where-it-stands"} <= both
    assert both - links(has_glance=False, has_ranks=True) == {"#matrix"}
    assert both - links(has_glance=True, has_ranks=False) == {"#where-it-stands"}
    short = links(has_glance=True, has_ranks=True, is_full=False)
    assert not short & {"#matrix", "#where-it-stands"}
