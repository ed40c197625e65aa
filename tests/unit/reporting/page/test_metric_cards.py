"""What stands on a card is true of the number shown, on the page, in print and in the workbook."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from tests.made_up_run import row

import mobility_analysis
from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.metric import Caveat, Metric
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.choose import Choice
from mobility_analysis.insights.findings import Kind, Verdict
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.rubrics import RUBRICS
from mobility_analysis.reporting.beside.pillar_sheets import number_cell
from mobility_analysis.reporting.beside.report_tables import estimates_table
from mobility_analysis.reporting.charts.spine import standings
from mobility_analysis.reporting.charts.spine_words import position_words, row_label
from mobility_analysis.reporting.page import sources_page
from mobility_analysis.reporting.page.metric_cards import Card, card
from mobility_analysis.reporting.page.rubric_words import RUBRIC_WORDS
from mobility_analysis.runs.highlights import highlight
from mobility_analysis.runs.place_data import PlaceData

MORE = {"grade": 2, "reasons": ["no_margin_published", "open_interval"]}
LUNCH = "share_high_lunch_schools"


def place_with(place: PlaceData, *rows: dict) -> PlaceData:
    """``place`` with these rows instead of those of the same measure, place and group."""
    new = conform(pd.DataFrame(list(rows)))
    names = ["measure", "geoid", "subgroup"]
    old = place.estimates
    gone = old.set_index(names).index.isin(new.set_index(names).index)
    run = copy(place.run)
    built = {*run.record.metrics_built, *(registry().metric_of[m].id for m in new["measure"])}
    run.record = replace(run.record, metrics_built=tuple(built))
    return replace(place, run=run, estimates=pd.concat([old[~gone], new], ignore_index=True))


def card_of(place: PlaceData, metric_id: str) -> Card:
    return card(place, registry().metric(metric_id))


def test_an_open_amount_is_one_everywhere(alder: PlaceData) -> None:
    at_top = row("pctl_income_80", "county", "99001", 250_001.0, **MORE)
    place = place_with(alder, at_top, row("pctl_income_80", "county", "99003", 250_001.0, **MORE))
    shown = {v.measure.id: v for v in card_of(place, "opportunities_for_income").others}
    view = shown["pctl_income_80"]
    top = at_top | {"geoid": "99009", "year": 2023}
    around = pd.concat([place.around, conform(pd.DataFrame([top]))], ignore_index=True)
    with_top = card_of(replace(place, around=around), "opportunities_for_income").others
    (strip,) = [v.chart for v in with_top if v.measure.id == "pctl_income_80"]
    assert strip is not None and "to $250,000 or more." in strip.alt
    assert view.chart is not None and view.value is not None
    assert view.big == "$250,000 or more"
    assert f"{place.here.label}: $250,000 or more (use with care)." in view.chart.alt
    assert "$250,000 or more" in view.chart.svg
    assert view.chart.table.rows[0][1] == "$250,000 or more"
    by_name = {each.versus: each for each in view.comparisons}
    assert by_name["Birch County, DM"].verdict == "Cannot tell"
    assert by_name["Demonstration nation"].difference.startswith(": at least $")
    assert number_cell(view.value).format == '"$250,000 or more"'
    table = estimates_table(place)
    assert set(table.loc[table["value"] == 250_001, "open_end"]) == {"or more"}
    assert set(table.loc[table["value"] != 250_001, "open_end"]) == {""}


def test_a_weak_value_shows_its_range_not_a_false_zero(alder: PlaceData) -> None:
    weak = row(
        LUNCH, "county", "99001", 0.0, lower=0.0, upper=0.364, grade=3, reasons=["lunch_counts_differ"],
        interval_kind="suppression_bounds", ci_method="bounds_of_unknown_schools",
    )  # fmt: skip
    without = row("share_debt_coll", "county", "99001", 0.31, grade=3, reasons=["too_imprecise"])
    place = place_with(alder, weak, without)
    assert card_of(place, "school_economic_diversity").lead.big == "between 0 and 36 percent"
    lead = card_of(place, "financial_security").lead
    assert lead.big == "31% (weak)"
    assert lead.chart is not None
    assert lead.chart.table.rows[0][1] == "31.0% (weak)"


def test_an_interval_around_nearly_nothing_is_not_between_zero_and_zero(alder: PlaceData) -> None:
    for lower, said in (
        (0.0, "between 0 and less than 1 percent"),
        (0.0005, "plus or minus less than 1"),
    ):
        trace = row("share_poverty_exposure", "county", "99001", 0.001, lower=lower, upper=0.004)
        chart = card_of(place_with(alder, trace), "economic_inclusion").lead.chart
        assert chart is not None
        assert f"less than 1 percent, {said}" in chart.alt


@pytest.mark.parametrize(("here", "is_close"), [(0.0235, True), (0.0260, False)])
def test_ranges_that_are_hardly_apart_say_so(alder: PlaceData, here: float, is_close: bool) -> None:
    """2.10 (2.09 to 2.10) and 2.30 percent (2.30 to 2.31): disjoint, and still no difference."""

    def bounds(geoid: str, value: float) -> dict:
        more = {"lower": value - 0.0001, "upper": value + 0.0001, "grade": 1}
        kind = {"interval_kind": "suppression_bounds", "ci_method": "suppression_bounds"}
        return row("share_homeless", "county", geoid, value, **more, **kind)

    place = place_with(alder, bounds("99001", here), bounds("99003", 0.0230))
    lines = {each.versus: each for each in card_of(place, "housing_stability").lead.comparisons}
    line = lines["Birch County, DM"]
    assert (line.verdict == "Hardly apart") is is_close
    assert ("do not overlap, but are too close" in line.detail) is is_close
    assert "marked &ldquo;hardly apart&rdquo;" in sources_page.sources_page(place)


def test_a_source_line_has_the_years_of_its_values(alder: PlaceData) -> None:
    """One edition of County Health Rankings holds measures of several periods."""
    edition = ["chr@2026-measure-files"]
    place = place_with(
        alder,
        row("rate_injury_death", "county", "99001", 80.0, period="2019-2023", sources=edition),
        row("share_low_birth_weight", "county", "99001", 0.08, period="2017-2023", sources=edition),
        row("rate_juv_arrest", "county", "99001", 900.0, period="2021", sources=[*edition, "x@1"]),
    )
    (injuries,) = card_of(place, "safety_from_trauma").sources
    assert injuries.endswith(", 2019\u20132023")
    mixed, _ = card_of(place, "just_policing").sources
    assert mixed.endswith(" reading")


def test_caveats_are_those_of_the_measures_shown() -> None:
    metric = Metric(
        "m", (), {"a": "no_margin", "b": "no_margin"}, "", "", "", (),
        caveats=("Of both.", Caveat("Of a.", ("a",)), Caveat("Of b.", ("b",))),
    )  # fmt: skip
    assert metric.caveats_of({"b"}) == ("Of both.", "Of b.")


def test_a_reading_level_is_not_called_growth(alder: PlaceData) -> None:
    level = row("index_reading_grade_3", "county", "99001", 3.1, period="2018-2019", grade=2)
    shown = card_of(place_with(alder, level), "effective_public_education")
    assert not any("It is growth" in caveat for caveat in shown.caveats)
    assert shown.title == "Third graders' average reading level (3 is typical)"
    assert shown.over == "Learning in grades 3 through 8"


def test_a_caveat_names_measures_that_exist() -> None:
    for metric_id, module in metric_modules().items():
        known = {measure.id for measure in registry().metric(metric_id).measures}
        known |= {area.id for area in getattr(module, "SMALL_AREAS", ())}
        for caveat in module.METRIC.warnings:
            assert set(caveat.measures) <= known, (metric_id, caveat)


def test_a_stand_in_names_page_one_by_what_it_is(alder: PlaceData) -> None:
    rows = [
        row("share_commute_transit", level, geoid, value, se=0.0004)
        for level, geoid, value in (("county", "99001", 0.01), ("nation", "00", 0.05))
    ]
    place = place_with(alder, *rows)
    (finding,) = place.findings_of("share_commute_transit", Kind.VERSUS_NATION)
    metric = registry().metric_of["share_commute_transit"]
    item = highlight(place, Choice(finding, metric, registry().pillar_of(metric.id), ""))
    assert item.label == "Share of workers who commute by public transportation"


def _crimes(reason: str) -> list[dict]:
    return [
        row("rate_crime_violent", level, geoid, value, se=5.0, reasons=[each])
        for level, geoid, value, each in (
            ("county", "99001", 700.0, reason),
            ("nation", "00", 400.0, "agencies_nearly_all"),
        )
    ]


@pytest.mark.parametrize(
    ("reason", "verdict"),
    [("agencies_nearly_all", Verdict.WORSE), ("agencies_most", Verdict.HIGHER)],
)
def test_crimes_are_judged_only_where_all_agencies_reported(
    alder: PlaceData, reason: str, verdict: Verdict
) -> None:
    place = place_with(alder, *_crimes(reason))
    (finding,) = place.findings_of("rate_crime_violent", Kind.VERSUS_NATION)
    assert finding.verdict is verdict
    shown = card_of(place, "safety_from_crime")
    is_judged = verdict is Verdict.WORSE
    assert ("nothing is called better or worse" in shown.direction) is not is_judged
    assert ("no judgment" in shown.lead.comparisons[0].detail) is not is_judged


def test_methods_are_in_a_readers_words(alder: PlaceData) -> None:
    assert set(RUBRIC_WORDS) == set(RUBRICS)
    for words in RUBRIC_WORDS.values():
        assert words.endswith(".")
        assert not {"`", "n is", "denominator", "codes of"} & set(words.split())
    assert all(
        line.endswith(".") and len(line.split()) > 3 for line in sources_page.interval_lines(alder)
    )


def test_every_kind_of_interval_the_code_writes_is_explained() -> None:
    """A code without words would stand alone in a list: "published limits"."""
    folder = Path(mobility_analysis.__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    used = {code for text in texts for code in re.findall(r'ci_method="([a-z0-9_]+)"', text)}
    assert "published_limits" in used and len(used) > 10
    assert used <= set(sources_page.INTERVALS)


def test_neighborhoods_are_not_compared_with_people(alder: PlaceData) -> None:
    for label, value, people in (("All", 55.0, 9_000.0), ("Neighborhoods of color", 47.0, 3_000.0)):
        each = row(
            "index_air_hazard", "county", "99001", value, subgroup=label, grade=2, denominator=people,
            period="2014",
        )  # fmt: skip
        alder = place_with(alder, each)
    view = next(
        v
        for v in card_of(alder, "environmental_quality").others
        if v.measure.id == "index_air_hazard"
    )
    (gap,) = view.panels[0].gaps.lines
    assert "47, against 59 in all other neighborhoods" in gap.text


def test_the_spine_does_not_rank_counts_with_silent_agencies(alder: PlaceData) -> None:
    pillar = registry().pillar_of("safety_from_crime")
    place = place_with(alder, *_crimes("agencies_most"))
    found = [each for each in standings(place, pillar) if each.metric.id == "safety_from_crime"]
    (standing,) = found
    assert not standing.is_judged
    ranked = replace(standing, rank=80.0, tied=0)
    assert position_words(ranked).startswith("above ")
    assert "not all agencies reported" in row_label(ranked)
