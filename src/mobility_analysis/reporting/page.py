"""What the page's templates print around the cards: page one, tables, methods, vintages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.registry import Direction, Pillar, registry
from mobility_analysis.framework.subgroups import ALL, ORDER
from mobility_analysis.insights.choose import Choice, choose
from mobility_analysis.insights.compare import difference_words
from mobility_analysis.insights.findings import Kind
from mobility_analysis.insights.selection import Value, printed_period
from mobility_analysis.quality import precision, rubrics
from mobility_analysis.quality.grading import WORDS
from mobility_analysis.reporting.cards import GRADE_CLASS, MISSING_WORDS, Card, card
from mobility_analysis.reporting.data import DEMONSTRATION, TEMPLATES, PlaceData, in_words
from mobility_analysis.reporting.maps import locator_map
from mobility_analysis.reporting.rows import table_row

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
}


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates escape everything but what the package itself has drawn."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **context: Any) -> str:
    return environment().get_template(template).render(**context)


# ------------------------------------------------------------------ page one


@dataclass(frozen=True)
class Highlight:
    """One strength or question as page one prints it."""

    choice: Choice
    anchor: str
    label: str
    sentence: str
    difference: str
    method: str
    grade_words: str


@dataclass(frozen=True)
class Trust:
    """How many main values are of which quality."""

    counts: tuple[tuple[str, str, int], ...]  # (css class, words, number)
    total: int

    @property
    def sentence(self) -> str:
        said = {
            "strong": "strong",
            "care": "to use with care",
            "weak": "not to be acted on",
            "missing": "missing",
        }
        parts = [f"{number} {said[css]}" for css, _, number in self.counts if number]
        return f"Of {self.total} values for this place: {', '.join(parts)}."


def trust(data: PlaceData) -> Trust:
    """Count the latest value of every measure computed in this run."""
    latest = [
        data.selection.latest(m.id, data.here.geoid) for x in data.metrics for m in x.measures
    ]
    # A measure of groups only is not a value that this place lacks.
    inapplicable = Missing.NOT_APPLICABLE.value
    values = [v for v in latest if v is None or v.missing_reason != inapplicable]
    tally = Counter(
        value.grade if value is not None and value.value is not None else None for value in values
    )
    counts = tuple(
        (GRADE_CLASS[grade], WORDS[grade] if grade else MISSING_WORDS, tally[grade])
        for grade in (1, 2, 3, None)
    )
    return Trust(counts, len(values))


def highlight(data: PlaceData, choice: Choice) -> Highlight:
    finding = choice.finding
    measure = registry().measures[finding.measure]
    value = data.selection.latest(measure.id, data.here.geoid)
    return Highlight(
        choice=choice,
        anchor=choice.metric.id,
        label=choice.metric.label,
        sentence=finding.sentence,
        difference=difference_words(finding, measure),
        method=finding.method.words,
        grade_words=WORDS[value.grade or 3] if value is not None else MISSING_WORDS,
    )


def page_one(data: PlaceData) -> str:
    chosen = choose(data.findings)
    return render(
        "page_one.html.j2",
        data=data,
        demonstration=DEMONSTRATION if data.record.is_demonstration else "",
        span=data_span(data),
        strengths=[highlight(data, choice) for choice in chosen.strengths],
        questions=[highlight(data, choice) for choice in chosen.questions],
        trust=trust(data),
        map=locator_map(data),
        nation=in_words(data.nation.name),
        counts=comparison_counts(data),
    )


def contents(data: PlaceData) -> str:
    """Links to the sections that follow page one."""
    return render(
        "contents.html.j2", pillars=list(pillars(data)), has_absent=bool(absent_rows(data))
    )


def comparison_counts(data: PlaceData) -> list[tuple[str, Counter[str]]]:
    """For each reference, how many measures are better, similar, worse, not comparable."""
    names = [(data.nation.geoid, data.nation.name), (data.state.geoid, data.state.name)]
    names += [(peer.geoid, peer.label) for peer in data.peers]
    tallies: dict[str, Counter[str]] = {geoid: Counter() for geoid, _ in names}
    for finding in data.findings:
        if registry().measures[finding.measure].direction is Direction.NONE:
            continue
        tallies[finding.versus][finding.verdict.value] += 1
    return [(name, tallies[geoid]) for geoid, name in names if tallies[geoid]]


def data_span(data: PlaceData) -> str:
    """The years the shown values cover: "2018-2024"."""
    latest = [
        data.selection.latest(m.id, data.here.geoid) for x in data.metrics for m in x.measures
    ]
    # A measure of groups only is not a value that this place lacks.
    inapplicable = Missing.NOT_APPLICABLE.value
    values = [v for v in latest if v is None or v.missing_reason != inapplicable]
    years = [
        year for value in values if value is not None for year in (value.year, _first_year(value))
    ]
    if not years:
        return "no years"
    return f"{min(years)}\u2013{max(years)}" if min(years) < max(years) else str(years[0])


def _first_year(value: Value) -> int:
    first = value.period[:4]
    return int(first) if first.isdigit() else value.year


# ------------------------------------------------------------------ pillars and the end


def pillars(data: PlaceData) -> Iterator[Pillar]:
    """Pillars with at least one computed metric, in the registry's order."""
    built = {metric.id for metric in data.metrics}
    for pillar in registry().pillars:
        if any(metric.id in built for metric in pillar.metrics):
            yield pillar


def cards(data: PlaceData, pillar: Pillar) -> list[Card]:
    built = {metric.id for metric in data.metrics}
    return [card(data, metric) for metric in pillar.metrics if metric.id in built]


def pillar_section(data: PlaceData, pillar: Pillar) -> str:
    return render("pillar.html.j2", data=data, pillar=pillar, cards=cards(data, pillar))


def absent_rows(data: PlaceData) -> list[tuple[str, str]]:
    """Metrics of the framework that this run does not compute, and why."""
    absent = data.record.metrics_absent
    return [
        (metric.label, absent[metric.id]) for metric in registry().metrics if metric.id in absent
    ]


def absent_section(data: PlaceData) -> str:
    return render("absent.html.j2", rows=absent_rows(data))


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
    used = {value.ci_method for value in data.selection.values if value.value is not None}
    return render(
        "methods.html.j2",
        data=data,
        precision=precision,
        grade_lines=list(_rubric_lines(data)),
        interval_lines=[
            INTERVALS.get(code, code.replace("_", " ")) for code in sorted(used) if code
        ],
        snapshots=[
            {**entry, "period": printed_period(str(entry["period"]))}
            for entry in data.record.snapshots
        ],
        kinds=Kind,
    )


def _rubric_lines(data: PlaceData) -> Iterator[tuple[str, str]]:
    """Each rubric used in this run: what it looks at, and for which metrics."""
    from mobility_analysis.metrics import metric_modules

    modules = metric_modules()
    users: dict[str, list[str]] = {}
    for metric in data.metrics:
        module = modules.get(metric.id)
        for name in dict.fromkeys(module.METRIC.rubrics.values()) if module else ():
            users.setdefault(name, []).append(metric.label)
    for name, labels in users.items():
        about = (rubrics.RUBRICS[name].__doc__ or name).strip().splitlines()[0].replace("`", "")
        yield about, "; ".join(labels)
