"""The data dictionary of a run: what every measure, column and code in its tables means.

It has one row for each thing that is explained. The sheet in each workbook and the page of the run are made
from the same rows, which come from the registry, the metric modules and the contracts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from mobility_analysis.core.io import write_text
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.estimate import COLUMNS, MEANINGS
from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.registry import Measure, MetricEntry, Unit, registry
from mobility_analysis.framework.subgroups import SUBGROUPS
from mobility_analysis.insights.findings import Kind, Method, Verdict, to_frame
from mobility_analysis.insights.sentences import direction_words
from mobility_analysis.metrics import metric_modules
from mobility_analysis.press.markdown_text import as_text
from mobility_analysis.press.templates import TEMPLATES, render
from mobility_analysis.quality.grading import WORDS
from mobility_analysis.quality.reasons import REASONS
from mobility_analysis.reporting.beside.local_tables import MEANINGS as LOCAL_MEANINGS
from mobility_analysis.reporting.beside.local_tables import SHARED as LOCAL_SHARED
from mobility_analysis.reporting.page.sources_page import INTERVALS
from mobility_analysis.runs.own_officials import MEANINGS as OFFICIALS_MEANINGS
from mobility_analysis.runs.run_record import DEMONSTRATION, RunRecord, for_readers
from mobility_analysis.sources import source_modules
from mobility_analysis.sources.local.government_forms import COUNTY, FORMS

NAME = "data_dictionary"
HEADER = ("Kind", "Id", "Label", "Unit or type", "Direction", "Meaning", "Who is counted", "Source")
# With more columns than this, entries are printed as paragraphs instead of a table.
WIDEST_TABLE = 4


@dataclass(frozen=True)
class Entry:
    """One row of the dictionary; what does not apply is empty."""

    kind: str
    id: str
    label: str = ""
    unit: str = ""
    direction: str = ""
    meaning: str = ""
    universe: str = ""
    source: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The entry's texts in the order of :data:`HEADER`."""
        return tuple(vars(self).values())


MEASURE = "Measure"
ESTIMATES, FINDINGS, AREAS, LOCAL, OFFICIALS = (
    f"Column of {name}.csv"
    for name in ("estimates", "findings", "small_areas", "local", "officials")
)

_TYPES = {
    "str": "text",
    "Int64": "whole number",
    "float64": "number",
    "object": "list, joined by ;",
}

_OPEN_END = (
    "Where the source says no more than that the truth is so much or more (or less): those words. The value is "
    "then the end of a class, not an amount."
)
# The first entry, for readers of any of a report's three tables.
_APOSTROPHE = (
    "In each CSV file of a report, a text that a spreadsheet would run (it begins with =, +, -, @ or a tab) has an "
    "apostrophe in front; numbers have none."
)
ESTIMATE_MEANINGS = {"name": f"The place's name. {_APOSTROPHE}"}
for _column, _meaning in MEANINGS.items():
    ESTIMATE_MEANINGS[_column] = _meaning
    if _column == "value":
        ESTIMATE_MEANINGS["open_end"] = _OPEN_END
ESTIMATE_MEANINGS["years_since_end"] = (
    "Whole years from the end of the period to the day of the estimates. From 5 on a value is at best to be used "
    "with care; from 8 on it is history."
)
ESTIMATE_MEANINGS["years_since_middle"] = "Years from the middle of the period to that day."
FINDING_MEANINGS = {
    "kind": "What the place is compared with: a code of this dictionary.",
    "measure": "Which measure: an id of this dictionary.",
    "geoid": "Code of the place the finding is about.",
    "versus": "Code of the place it is compared with; typical for the typical place (county or city; of an area the typical county), typical_county for the typical county beside a city; everyone else; or the first period.",
    "verdict": "The result: a code of this dictionary.",
    "difference": "The place minus the other, in the measure's unit (shares 0 to 1).",
    "lower": "Lower end of the difference's 95 percent interval.",
    "upper": "Upper end of the difference's 95 percent interval.",
    "p_value": "How often chance alone would give so large a difference; empty where nothing was tested.",
    "p_adjusted": "The same, corrected for the number of measures compared (Holm's method).",
    "standardised": (
        "The difference in typical distances between counties: a standard deviation as the middle half of the "
        "counties tells it."
    ),
    "nation_difference": "Of changes over time: the nation's change between the same two periods.",
    "method": "How the result was reached: a code of this dictionary.",
    "sentence": "The finding in words, as the report prints it.",
    "estimate_keys": (
        "The rows of estimates.csv it rests on: measure, level, geoid, period and group with bars "
        "between them."
    ),
    "group": "The group whose gap it is; empty for other findings.",
    "certainty": "How sure a gap between groups is: robust, possible or cannot_tell.",
    "value": "Of the place, the group, or the last period; in the measure's unit.",
    "compared_value": "Of the other place, everyone else, or the first period; in the measure's unit.",
    "value_end": "Where the value is known only as so much or more (or less): those words.",
    "compared_end": "The same, of the value compared with. The difference is then the least there can be.",
    "is_judged": (
        "Whether higher or lower is better: not without a direction, nor where police agencies did not report."
    ),
    "suggested": (
        "What the test finds without correction for the number of tests, where the corrected one finds nothing; "
        "empty otherwise."
    ),
    "count_change": (
        "Of gaps between groups: how many more (below 0: fewer) people, households or events there would be if the "
        "group's value were that of everyone else; a year where they are counted by the year. Arithmetic, no "
        "forecast."
    ),
    "count_lower": "Lower end of that number's 95 percent interval.",
    "count_upper": "Upper end of that number's 95 percent interval.",
    "count_sentence": (
        "That number in words, as page one prints it; empty where it cannot be told from none, or where the group is "
        "better off."
    ),
    "peer_chosen_by": "Who chose the peer compared with: a person, or the lens that found it.",
}
AREA_MEANINGS = {
    "measure": "What is shown of the area, such as its share of people in poverty.",
    "county": "Code of the county.",
    "area": "Code of the area: of its first census tract, or the ZIP code.",
    "name": "What to call the area.",
    "tracts": "The census tracts merged into the area.",
}
AREAS_SHARE = (
    "geo_vintage", "year", "period", "subgroup", "value", "open_end", "lower", "upper", "se", "interval_kind", "numerator",
    "denominator", "grade", "reasons", "missing_reason", "sources",
)  # fmt: skip


def entries(record: RunRecord) -> tuple[Entry, ...]:
    """Everything a reader of the run's tables may ask about, measures first."""
    return (*_measures(record), *_columns(), *_codes())


# ------------------------------------------------------------------ rows


def _measures(record: RunRecord) -> Iterator[Entry]:
    modules = metric_modules()
    for entry in registry().metrics:
        module = modules.get(entry.id)
        metric = module.METRIC if module is not None else None
        for measure in entry.measures:
            absent = record.metrics_absent.get(entry.id) or record.measures_absent.get(measure.id)
            yield Entry(
                kind=MEASURE,
                id=measure.id,
                label=measure.label,
                unit=_unit(measure),
                direction=direction_words(measure),
                meaning=f"{measure.question} {_definition(entry)}",
                universe=_universe(metric) if metric else "",
                source=f"Not in this run. {for_readers(absent)}"
                if absent
                else _sources(metric, record),
            )


def _unit(measure: Measure) -> str:
    stored = ", kept as a share from 0 to 1" if measure.unit is Unit.SHARE else ""
    return f"{measure.one_unit}{stored}"


def _definition(entry: MetricEntry) -> str:
    return f"{entry.label}: {entry.definition}"


def _universe(metric: Metric) -> str:
    parts = {
        "Counted": metric.numerator,
        "Among": metric.denominator,
        "Universe": metric.universe,
    }
    return " ".join(f"{name}: {text.rstrip('.')}." for name, text in parts.items() if text)


def _sources(metric: Metric | None, record: RunRecord) -> str:
    """Agency and title of the run's sources that provide what the metric reads."""
    if metric is None:
        return ""
    kinds = {*metric.inputs, *metric.any_of, *metric.optional_inputs}
    used = dict.fromkeys(name.partition("@")[0] for name in record.by_source)
    modules = source_modules()
    found = [modules[name].SOURCE for name in used if name in modules]
    lines = [
        f"{source.agency}, {source.title} ({source.id})"
        for source in found
        if kinds.intersection(source.provides)
    ]
    return "; ".join(lines)


def _columns() -> Iterator[Entry]:
    types = {"name": "str"} | COLUMNS | {"open_end": "str"}
    types |= {"years_since_end": "Int64", "years_since_middle": "float64"}
    for name, meaning in ESTIMATE_MEANINGS.items():
        yield Entry(ESTIMATES, name, unit=_TYPES[types[name]], meaning=meaning)
    columns = [*to_frame([]).columns, "peer_chosen_by"]
    for name in columns:
        yield Entry(FINDINGS, name, meaning=FINDING_MEANINGS[name])
    areas = AREA_MEANINGS | {name: ESTIMATE_MEANINGS[name] for name in AREAS_SHARE}
    for name, meaning in areas.items():
        yield Entry(AREAS, name, meaning=meaning)
    local = LOCAL_MEANINGS | {name: ESTIMATE_MEANINGS[name] for name in LOCAL_SHARED}
    for name, meaning in local.items():
        yield Entry(LOCAL, name, meaning=meaning)
    for name, meaning in OFFICIALS_MEANINGS.items():
        yield Entry(OFFICIALS, name, meaning=meaning)


def _codes() -> Iterator[Entry]:
    for grade, words in WORDS.items():
        yield Entry("Grade", str(grade), meaning=f"{words}.")
    for code, sentence in REASONS.items():
        yield Entry("Reason", code, meaning=sentence)
    for missing in Missing:
        yield Entry("Reason for no value", missing.value, meaning=missing.sentence)
    for code, sentence in INTERVALS.items():
        yield Entry("Interval method (ci_method)", code, meaning=sentence)
    for kind in Kind:
        yield Entry("Kind of finding", kind.value, meaning=f"{kind.value.replace('_', ' ')}.")
    for verdict in Verdict:
        yield Entry("Verdict", verdict.value, meaning=f"{verdict.words}.")
    for method in Method:
        yield Entry("Method of comparison", method.value, meaning=f"{method.words}.")
    for group in SUBGROUPS:
        kind_of_group = group.type.value.replace("_", " ")
        yield Entry("Group", group.label, unit=kind_of_group, meaning=group.definition)
    for form in FORMS:
        yield Entry(
            f"Form of government of a {'county' if form.level == COUNTY else 'city'}",
            form.name,
            meaning=form.meaning,
            source=form.cites,
        )


# ------------------------------------------------------------------ pages


@dataclass(frozen=True)
class Section:
    """Entries of one kind: a table of those columns that any of them fills."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_table(self) -> bool:
        """The section is narrow enough for a table in Markdown."""
        return len(self.header) <= WIDEST_TABLE

    @property
    def paragraphs(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each entry's id with what there is to say about it."""
        return [
            (row[0], [pair for pair in zip(self.header[1:], row[1:], strict=True) if pair[1]])
            for row in self.rows
        ]


def sections(record: RunRecord) -> list[Section]:
    """The entries by kind, as the pages print them."""
    found = []
    for kind, group in groupby(entries(record), key=lambda entry: entry.kind):
        rows = [entry.cells[1:] for entry in group]
        used = [place for place in range(len(rows[0])) if any(row[place] for row in rows)]
        header = tuple(HEADER[1:][place] for place in used)
        found.append(Section(kind, header, tuple(tuple(row[i] for i in used) for row in rows)))
    return found


def to_markdown(record: RunRecord) -> str:
    """Return the data dictionary of a run as Markdown."""
    lines = [f"# Data dictionary: {as_text(record.title)}", ""]
    if record.is_demonstration:
        lines += [f"> **{DEMONSTRATION}**", ""]
    lines += [f"What the tables of this run hold. Built {record.built_at}.", ""]
    for section in sections(record):
        lines += [f"## {section.title}", ""]
        lines += _table(section) if section.is_table else _paragraphs(section)
    return "\n".join(lines).rstrip() + "\n"


def _table(section: Section) -> Iterator[str]:
    yield f"| {' | '.join(section.header)} |"
    yield f"|{'---|' * len(section.header)}"
    for row in section.rows:
        cells = (cell.replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(cells)} |"
    yield ""


def _paragraphs(section: Section) -> Iterator[str]:
    for name, pairs in section.paragraphs:
        yield f"### {name}"
        yield ""
        yield from (f"- {about}: {text}" for about, text in pairs)
        yield ""


def to_html(record: RunRecord) -> str:
    """Return the data dictionary of a run as one HTML page."""
    return render(
        "dictionary.html.j2",
        record=record,
        banner=DEMONSTRATION if record.is_demonstration else "",
        css=(TEMPLATES / "page.css").read_text(encoding="utf-8"),
        sections=sections(record),
    )


def write_dictionary(record: RunRecord, folder: Path) -> None:
    """Write ``data_dictionary.md`` and ``.html`` into the run's folder of reports.

    Every report of a batch asks for it, so it is made once per process; a file with the same content is not
    written again.
    """
    for suffix, text in _texts(record).items():
        path = folder / f"{NAME}{suffix}"
        if not path.is_file() or path.read_bytes() != text.encode():
            write_text(path, text)


_made: dict[int, tuple[RunRecord, dict[str, str]]] = {}


def _texts(record: RunRecord) -> dict[str, str]:
    """Both forms of the dictionary; those of the record asked for last are kept."""
    if id(record) not in _made:
        _made.clear()
        _made[id(record)] = record, {".md": to_markdown(record), ".html": to_html(record)}
    return _made[id(record)][1]
