"""The sections of the page after page one: contents, pillars, tables, methods, sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mobility_analysis.framework.registry import Pillar, registry
from mobility_analysis.framework.subgroups import ALL, ORDER
from mobility_analysis.insights.findings import Kind
from mobility_analysis.press.chart_rows import table_row
from mobility_analysis.press.templates import render
from mobility_analysis.quality import precision
from mobility_analysis.reporting.charts.spine import Spine, spine
from mobility_analysis.reporting.page.absences import absent_local, absent_maps
from mobility_analysis.reporting.page.metric_cards import Card, card
from mobility_analysis.reporting.page.rubric_words import RUBRIC_WORDS
from mobility_analysis.runs.own_officials import METRIC
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.source_words import edition_years

TREND_LINE = (
    "Periods of the same length that do not overlap. A difference smaller than the intervals may be "
    "chance."
)
INTERVALS = {
    "acs_proportion_wilson_effective_n": (
        "Shares from survey counts: Wilson score interval on the effective sample size that the "
        "Census Bureau's published margins of error imply."
    ),
    "acs_ratio_wald_clipped": (
        "Ratios of survey counts: the Census Bureau's formula for the error of a ratio, plus and "
        "minus 1.96 standard errors."
    ),
    "acs_published_moe": (
        "Amounts as the Census Bureau publishes them: its own margin of error, widened from 90 to "
        "95 percent."
    ),
    "published_se_wald_clipped": "As published: plus and minus 1.96 of the source's standard errors.",
    "wilson": (
        "Shares of complete counts: Wilson score interval for how much a share of so few events "
        "moves by chance."
    ),
    "poisson_exact_inverted": (
        "People per physician: exact Poisson limits of the number of physicians, turned into a ratio."
    ),
    "suppression_bounds": (
        "Counts with withheld parts: the lowest and highest value possible, no confidence interval."
    ),
    "published_se_ends_transformed": (
        "Economic connectedness: 1.96 of the source's standard errors, carried over to the ratio."
    ),
    "simulated_from_tracts": (
        "Shares over neighborhoods above a line: 500 draws of the neighborhoods' true rates and counts "
        "around their published estimates and margins."
    ),
    "none_far_from_the_line": (
        "No interval: in none of 500 draws did a neighborhood change sides of the line."
    ),
    "tract_delta_wilson": (
        "Exposure of a group: the tracts' published margins by the delta method, as a Wilson interval."
    ),
    "slope_of_published_means": (
        "Learning rates: the source's standard errors of the mean scores carried through the slope, "
        "widened where the scores do not lie on a line."
    ),
    "model_error_of_schools": (
        "Pupils of high-poverty schools: the model's standard error of each school's poverty, added up."
    ),
    "bounds_of_unknown_schools": (
        "Pupils of schools by lunch counts: none, or all, of the pupils in schools without a usable count "
        "attend a high-poverty school."
    ),
    "acs_relative_rate_log": (
        "A group's share of homeowners over its share of households: the published margins by a first-order "
        "expansion of the ratio, on the logarithm."
    ),
    "ratio_wald_denominator_error": (
        "Counts over a surveyed number of people: that number's margin of error, carried over to the ratio."
    ),
    "poisson_exact": (
        "Rates of counted events: exact Poisson limits for how much so few events move by chance."
    ),
    "sdr80_log_ratio_t79": (
        "Ratios from survey records: the survey's 80 replicate weights, on the logarithm."
    ),
    "sdr80_wilson_effective_n_t79": (
        "Shares from survey records: Wilson score interval on the effective sample size that the survey's "
        "80 replicate weights imply."
    ),
    "sdr80_woodruff_hf3": (
        "Percentiles from survey records: Woodruff interval from the survey's 80 replicate weights."
    ),
    "published_limits": (
        "Injury deaths per 100,000 people: the limits that the source publishes beside each rate, for how "
        "much a rate of so few deaths moves by chance."
    ),
    "none_complete_count": "No interval: a complete count.",
    "none_model_error_unknown": (
        "No interval: means of a model's results over neighborhoods. Nobody states how far the model is off; "
        "the survey's error in who lives where could be added up, but alone it would pass for all of the doubt."
    ),
    "none_measured_by_monitors": "No interval: measured by monitors.",
    "no_value": "No interval where there is no value.",
    "none_controlled_to_total": (
        "No interval: the Census Bureau sets the count to its own population estimate."
    ),
    "none_error_not_published": "No interval: the source publishes no margin of error.",
    "limits_given_locally": "A place's own records: the interval that whoever collected them gives.",
    "none_not_given_locally": (
        "No interval: a place's own record, given without an interval or the counts that make one."
    ),
}


def contents(data: PlaceData, *, has_changes: bool = False) -> str:
    """Links to the sections that follow page one, that of changes where the report has one."""
    return render(
        "contents.html.j2",
        pillars=list(_with_cards(data)),
        has_changes=has_changes,
        has_absent=bool(absent_rows(data) or data.record.set_aside or data.record.remarks),
    )


def where_it_stands(data: PlaceData) -> Spine:
    """Where the place stands among all places of its level; page and print show the same figures."""
    return spine(data, pillars(data))


def spine_section(data: PlaceData, shown: Spine) -> str:
    """Return the overview of the pillars as HTML."""
    return render("spine.html.j2", data=data, spine=shown)


def pillars(data: PlaceData) -> Iterator[Pillar]:
    """Pillars with at least one computed metric, in the registry's order."""
    built = {metric.id for metric in data.metrics}
    for pillar in registry().pillars:
        if any(metric.id in built for metric in pillar.metrics):
            yield pillar


def cards(data: PlaceData, pillar: Pillar) -> list[Card]:
    """Return the cards of a pillar's metrics, in the framework's order.

    A metric has one if the run computes it, or if the place collects something about it.
    """
    shown = _shown(data)
    return [card(data, metric) for metric in pillar.metrics if metric.id in shown]


def _shown(data: PlaceData) -> set[str]:
    own = {METRIC} if data.local.officials is not None else set()
    return (
        {metric.id for metric in data.metrics}
        | {each.metric_id for each in data.local.measures}
        | own
    )


def _with_cards(data: PlaceData) -> Iterator[Pillar]:
    shown = _shown(data)
    for pillar in registry().pillars:
        if any(metric.id in shown for metric in pillar.metrics):
            yield pillar


def sections(data: PlaceData) -> dict[Pillar, list[Card]]:
    """The cards of each pillar; page and print edition are made from the same ones."""
    return {pillar: cards(data, pillar) for pillar in _with_cards(data)}


def pillar_section(data: PlaceData, pillar: Pillar, shown: Sequence[Card]) -> str:
    """Return a pillar with its cards as HTML."""
    return render("pillar.html.j2", data=data, pillar=pillar, cards=shown, trend_line=TREND_LINE)


def absent_rows(data: PlaceData) -> list[tuple[str, str]]:
    """What this run cannot show, and why.

    These are maps and neighborhoods, rows of the place's own records, metrics of the framework that it does not
    compute, and measures of other metrics that it has no source for.
    """
    rows = [*absent_maps(data), *absent_local(data)]
    for metric in registry().metrics:
        if metric.id in data.record.metrics_absent:
            rows.append((metric.label, data.record.metrics_absent[metric.id]))
        for measure in metric.measures:
            if measure.id in data.record.measures_absent:
                rows.append((measure.label, data.record.measures_absent[measure.id]))
    return rows


def absent_section(data: PlaceData) -> str:
    """Return "Not in this report" as HTML: metrics, maps and sources that are absent, and why."""
    rows = absent_rows(data)
    has_metrics = len(rows) > len(absent_maps(data)) + len(absent_local(data))
    return render(
        "absent.html.j2",
        rows=rows,
        has_metrics=has_metrics,
        sources=aside_rows(data),
        remarks=[each["what"] for each in data.record.remarks],
    )


def aside_rows(data: PlaceData) -> list[tuple[str, str]]:
    """Sources, or vintages of one, that the run does without, and why."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for fact in data.record.set_aside:
        key = f"{fact['name']} ({fact['source']})", fact["why"], fact["since"]
        groups.setdefault(key, []).append(fact["vintage"])
    return [
        (f"{name}, {', '.join(vintages)}", f"{why} (since {since}).")
        for (name, why, since), vintages in groups.items()
    ]


def values_section(data: PlaceData) -> str:
    """Every value of this place, groups included, in the order of the report."""
    sections = []
    for metric in data.metrics:
        for measure in metric.measures:
            rows = list(_value_rows(data, measure.id))
            if rows:
                sections.append((measure.label, rows))
    return render("values.html.j2", data=data, sections=sections)


def _value_rows(data: PlaceData, measure: str) -> Iterator[tuple[str, ...]]:
    values = [
        value
        for value in data.selection.values
        if value.measure.id == measure and value.geoid == data.here.geoid
    ]
    values.sort(key=lambda value: (-value.year, ORDER.get(value.subgroup, 0)))
    for value in values:
        label = "Everyone" if value.subgroup == ALL else value.subgroup
        yield table_row(label, value)


def methods_section(data: PlaceData) -> str:
    """Return the methods, grades and sources of a report as HTML."""
    return render(
        "methods.html.j2",
        data=data,
        precision=precision,
        grade_lines=rubric_lines(data),
        interval_lines=interval_lines(data),
        vintages=_vintages(data),
        kinds=Kind,
    )


def _vintages(data: PlaceData) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each vintage the run was made from, with its files."""
    files: dict[str, list[dict[str, Any]]] = {name: [] for name in data.record.by_source}
    for entry in data.record.snapshots:
        files[f"{entry['source_id']}@{entry['vintage']}"].append(entry)
    return [
        ({**entry, "period": edition_years(data, name)}, files[name])
        for name, entry in data.record.by_source.items()
    ]


def interval_lines(data: PlaceData) -> list[str]:
    """How each kind of interval among the place's values is made."""
    used = {value.ci_method for value in data.selection.values if value.value is not None}
    used |= set(data.local.rows["ci_method"])
    return [INTERVALS.get(code, code.replace("_", " ")) for code in sorted(used) if code]


def rubric_lines(data: PlaceData) -> list[tuple[str, str]]:
    """Each rubric used in this run: what it looks at, and for which metrics."""
    return list(_rubric_lines(data))


def _rubric_lines(data: PlaceData) -> Iterator[tuple[str, str]]:
    from mobility_analysis.metrics import metric_modules

    modules = metric_modules()
    users: dict[str, list[str]] = {}
    for metric in data.metrics:
        module = modules.get(metric.id)
        for name in dict.fromkeys(module.METRIC.rubrics.values()) if module else ():
            users.setdefault(name, []).append(metric.label)
    for name, labels in users.items():
        yield RUBRIC_WORDS[name], "; ".join(labels)
