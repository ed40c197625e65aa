"""What stands behind a report, on a page beside it: methods, grades, files with their hashes, all values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mobility_analysis.core.io import write_text
from mobility_analysis.framework.subgroups import ALL, ORDER
from mobility_analysis.insights.selection import Value
from mobility_analysis.press.chart_rows import table_row
from mobility_analysis.press.templates import TEMPLATES, render
from mobility_analysis.quality import precision
from mobility_analysis.reporting.page.rubric_words import RUBRIC_WORDS
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import DEMONSTRATION
from mobility_analysis.runs.source_words import edition_years

FILE = "sources.html"
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


def write_sources(data: PlaceData, folder: Path) -> None:
    """Write ``sources.html`` into a report's folder."""
    write_text(folder / FILE, sources_page(data))


def sources_page(data: PlaceData) -> str:
    """Return the page: how numbers are made, what was set aside, files and hashes, every value."""
    return render(
        "sources.html.j2",
        data=data,
        css=(TEMPLATES / "page.css").read_text(encoding="utf-8"),
        banner=DEMONSTRATION if data.record.is_demonstration else "",
        precision=precision,
        grade_lines=rubric_lines(data),
        interval_lines=interval_lines(data),
        sources=aside_rows(data),
        remarks=[each["what"] for each in data.record.remarks],
        vintages=_vintages(data),
        sections=all_values(data),
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


def all_values(data: PlaceData) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Every value of this place under its measure, groups included, in the order of the report."""
    own: dict[str, list[Value]] = {}
    for value in data.selection.values:
        if value.geoid == data.here.geoid:
            own.setdefault(value.measure.id, []).append(value)
    found = (
        (measure.label, list(_value_rows(own.get(measure.id, []))))
        for metric in data.metrics
        for measure in metric.measures
    )
    return [(label, rows) for label, rows in found if rows]


def _value_rows(values: Sequence[Value]) -> Iterator[tuple[str, ...]]:
    for value in sorted(values, key=lambda value: (-value.year, ORDER.get(value.subgroup, 0))):
        label = "Everyone" if value.subgroup == ALL else value.subgroup
        yield table_row(label, value)


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
