"""What the sheets of a report's workbook hold; :mod:`reporting.workbook` writes them.

Numbers are those of ``estimates.csv``, unrounded: only a cell's number format rounds what is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from functools import lru_cache

from mobility_analysis.framework.registry import (
    Direction,
    Measure,
    MetricEntry,
    Pillar,
    Unit,
    registry,
)
from mobility_analysis.framework.subgroups import BY_LABEL
from mobility_analysis.insights.compare import difference_words
from mobility_analysis.insights.findings import Finding, Verdict
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.sentences import direction_words
from mobility_analysis.quality.grading import WORDS, explain
from mobility_analysis.reporting import dictionary
from mobility_analysis.reporting.cards import MISSING_WORDS, SCHEMES, notes_on
from mobility_analysis.reporting.data import DEMONSTRATION, PlaceData
from mobility_analysis.reporting.page import absent_rows, pillars
from mobility_analysis.reporting.page_one import data_span, trust

READ_ME, FINDINGS, DICTIONARY = "Read me", "Findings", "Data dictionary"
TEXT, BOLD, SOFT, INDENT, INDENT_MORE = "text", "bold", "soft", "indent", "indent more"
NUMBER, WEAK, WEAK_TEXT = "number", "weak", "weak text"
# Shown behind a number that should not be acted on; the cell still holds the number alone.
WEAK_WORDS = '" (weak)"'


@dataclass(frozen=True)
class Cell:
    """A value with its look (one of the names above) and, for a number, its format."""

    value: str | float | None = None
    look: str = TEXT
    format: str = "General"


@dataclass(frozen=True)
class Column:
    name: str
    width: int


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title, a line below it, and one table.

    Attributes
    ----------
    is_list
        Every row stands for itself, so that readers may sort and filter.
    unprinted
        How many columns at the right are for tracing and stay off the paper.
    """

    name: str
    title: str
    line: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_list: bool = False
    unprinted: int = 0


def sheets(data: PlaceData) -> list[Sheet]:
    """Read me, one sheet per pillar, findings, data dictionary."""
    found = [
        _read_me(data),
        *(_pillar(data, pillar) for pillar in pillars(data)),
        _findings(data),
        _dictionary(data),
    ]
    if data.record.is_demonstration:
        return [replace(sheet, line=f"{DEMONSTRATION}. {sheet.line}".strip()) for sheet in found]
    return found


@lru_cache(maxsize=64)
def number_format(measure: Measure) -> str:
    """The format of a measure's cells: as exact as the report's tables."""
    if measure.unit is Unit.SHARE:
        return f"0.{'0' * (measure.decimals + 1)}%"
    if measure.unit is Unit.DOLLARS:
        return '"$"#,##0'
    return f"#,##0.{'0' * (measure.decimals + 1)}" if measure.decimals else "#,##0"


# ------------------------------------------------------------------ read me


def _read_me(data: PlaceData) -> Sheet:
    peers = "; ".join(peer.label for peer in data.peers) or "None were given."
    about = [
        ("Place", data.here.label),
        (
            "What this is",
            "Every number of the findings report as a table, one sheet for each pillar.",
        ),
        ("Data of", data_span(data)),
        ("Built", data.record.built_at),
        ("Run", data.record.title),
        ("Peers", peers),
        ("How far to trust it", trust(data).sentence),
        (f"Grade: {WORDS[1]}", "The value can carry a statement."),
        (f"Grade: {WORDS[2]}", "It can carry a statement if its reasons are said aloud."),
        (
            f"Grade: {WORDS[3]}",
            "It is here for completeness: gray, and marked (weak). Do not quote, rank or compare it.",
        ),
        (
            MISSING_WORDS,
            "There is no value, and the reason stands beside it. A gap is never a zero.",
        ),
        (
            "Lowest and highest",
            "Ends of the 95 percent interval, or of the range that withheld counts leave open.",
        ),
        (
            "Numbers",
            "Cells hold the numbers of estimates.csv in full; only what is shown is rounded. "
            "A percentage is kept as a share from 0 to 1.",
        ),
        (
            "Other places",
            "Their values of the same measure, period and group. Whether a difference is more than "
            f"chance is in the sheet {FINDINGS}.",
        ),
        (
            "Groups",
            "They stand below the value for everyone, in one fixed order within each kind.",
        ),
        ("Earlier years", "They are in estimates.csv beside this workbook."),
        *(
            (f"Not in this run: {label}", f"{why[:1].upper()}{why[1:]}.")
            for label, why in absent_rows(data)
        ),
    ]
    rows = tuple((Cell(name, BOLD), Cell(text)) for name, text in about)
    return Sheet(
        READ_ME,
        f"Mobility metrics of {data.here.label}",
        "",
        (Column("About", 34), Column("What to know", 96)),
        rows,
    )


# ------------------------------------------------------------------ pillars

_LEADING = (
    Column("Metric", 24),
    Column("Measure and group", 34),
    Column("Question it answers, or who is in the group", 38),
    Column("Value", 19),
    Column("Lowest", 13),
    Column("Highest", 13),
    Column("Unit", 18),
    Column("Period", 11),
    Column("Quality", 14),
    Column("Reasons", 38),
)
_ID = Column("Estimate id", 44)
# A number that does not fit its cell is shown as ####: wide enough for a weak "$1,234,567".
_BESIDE_WIDTH = 19


def _pillar(data: PlaceData, pillar: Pillar) -> Sheet:
    built = {metric.id for metric in data.metrics}
    rows = [
        row for metric in pillar.metrics if metric.id in built for row in _metric_rows(data, metric)
    ]
    names = _distinct([column.name for column in _LEADING], [name for name, _ in _beside(data)])
    beside = tuple(Column(name, _BESIDE_WIDTH) for name in names)
    return Sheet(
        # The pillar's id: its label is longer than the 31 letters Excel allows.
        pillar.id.replace("_", " ").capitalize(),
        f"{pillar.label}: {data.here.label}",
        "",
        (*_LEADING, *beside, _ID),
        tuple(rows),
        unprinted=1,
    )


def _beside(data: PlaceData) -> list[tuple[str, str]]:
    """Name and code of the places beside this one: nation, state, peers."""
    state = [] if data.is_whole_state else [(data.state.name, data.state.geoid)]
    peers = [(peer.label, peer.geoid) for peer in data.peers]
    return [(data.nation.name, data.nation.geoid), *state, *peers]


def _distinct(taken: Sequence[str], names: Sequence[str]) -> list[str]:
    """``names`` so that no two headers are alike, which Excel would mend by renaming one."""
    seen, out = {name.lower() for name in taken}, []
    for name in names:
        number, found = 2, name
        while found.lower() in seen:
            found, number = f"{name} ({number})", number + 1
        seen.add(found.lower())
        out.append(found)
    return out


def _metric_rows(data: PlaceData, metric: MetricEntry) -> Iterator[tuple[Cell, ...]]:
    for measure in metric.measures:
        value = data.selection.latest(measure.id, data.here.geoid)
        if value is None and not measure.headline:
            continue  # no source of the run has anything of it
        question = f"{measure.question} {direction_words(measure)}"
        yield (
            Cell(metric.label, BOLD if measure.headline else SOFT),
            Cell(measure.label, BOLD),
            Cell(question),
            *_value_cells(data, measure, value),
        )
        if value is not None:
            yield from _group_rows(data, value)


def _group_rows(data: PlaceData, value: Value) -> Iterator[tuple[Cell, ...]]:
    for scheme, groups in data.selection.groups(value).items():
        title, line = SCHEMES.get(scheme, ("By group", ""))
        yield (Cell(), Cell(title, INDENT), Cell(line, SOFT))
        for group in groups:
            known = BY_LABEL.get(group.subgroup)
            yield (
                Cell(),
                Cell(group.subgroup, INDENT_MORE),
                Cell(known.definition if known else "", SOFT),
                *_value_cells(data, value.measure, group),
            )


def _value_cells(data: PlaceData, measure: Measure, value: Value | None) -> Iterator[Cell]:
    """Value, ends, unit, period, quality, reasons, the places beside, the estimate's id."""
    yield number_cell(value)
    shown = number_format(measure)
    look = NUMBER if value is None or value.usable else WEAK
    for end in (value.lower, value.upper) if value is not None else (None, None):
        yield Cell(end, look, shown)
    yield Cell(measure.one_unit, SOFT)
    yield Cell(value.when if value is not None else "")
    yield Cell(_quality(value), TEXT if look is NUMBER else WEAK_TEXT)
    yield Cell(_why(data, value))
    for _, geoid in _beside(data):
        other = data.selection.beside(value, geoid) if value is not None else None
        yield number_cell(other)
    yield Cell(value.key if value is not None else "", SOFT)


def number_cell(value: Value | None) -> Cell:
    """The number in its unit; a weak one gray and marked; words where there is none."""
    if value is None or value.value is None:
        return Cell(MISSING_WORDS.lower(), WEAK)
    shown = number_format(value.measure)
    if value.usable:
        return Cell(value.value, NUMBER, shown)
    return Cell(value.value, WEAK, shown + WEAK_WORDS)


def _quality(value: Value | None) -> str:
    if value is None or value.value is None:
        return MISSING_WORDS
    return WORDS[value.grade or 3]


def _why(data: PlaceData, value: Value | None) -> str:
    if value is None:
        return "The source has no entry."
    said = explain(list(value.reasons)) if value.value is not None else value.missing_sentence
    return " ".join([said, *notes_on(data, value)]).strip()


# ------------------------------------------------------------------ findings, dictionary

_FINDING_COLUMNS = (
    Column("Compared with", 24),
    Column("Pillar", 26),
    Column("Measure", 38),
    Column("Result", 19),
    Column("Finding", 56),
    Column("Difference", 34),
    Column("Typical distances", 12),
    Column("How compared", 26),
    Column("Adjusted p-value", 11),
    Column("Rests on", 60),
)
# Strengths before challenges, what cannot be told last.
_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


def _findings(data: PlaceData) -> Sheet:
    names = {geoid: name for name, geoid in _beside(data)}
    places = list(names)

    def order(finding: Finding) -> tuple[int, int, float]:
        place = places.index(finding.versus) if finding.versus in names else len(places)
        return (place, _ORDER[finding.verdict], -abs(finding.standardised or 0.0))

    rows = tuple(
        _finding_row(finding, names.get(finding.versus, finding.versus))
        for finding in sorted(data.findings, key=order)
    )
    line = (
        "A typical distance is the standard deviation between the state's places. A result without a "
        "p-value comes from a rule, not a test."
    )
    return Sheet(
        FINDINGS,
        f"Findings: {data.here.label} beside other places",
        line,
        _FINDING_COLUMNS,
        rows,
        is_list=True,
        unprinted=1,
    )


def _finding_row(finding: Finding, versus: str) -> tuple[Cell, ...]:
    measure = registry().measures[finding.measure]
    pillar = registry().pillar_of(registry().metric_of[measure.id].id)
    judged = "" if measure.direction is not Direction.NONE else " (no judgment)"
    return (
        Cell(versus),
        Cell(pillar.label, SOFT),
        Cell(measure.label),
        Cell(f"{finding.verdict.words}{judged}", BOLD),
        Cell(finding.sentence),
        Cell(difference_words(finding, measure)),
        Cell(finding.standardised, NUMBER, "+0.0;-0.0;0.0"),
        Cell(finding.method.words, SOFT),
        Cell(finding.p_adjusted, NUMBER, '[<0.001]"< 0.001";0.000'),
        Cell("; ".join(finding.estimate_keys), SOFT),
    )


_DICTIONARY_WIDTHS = (24, 32, 36, 26, 22, 60, 60, 44)


def _dictionary(data: PlaceData) -> Sheet:
    return Sheet(
        DICTIONARY,
        "Data dictionary: measures, columns of the tables, codes",
        "",
        tuple(map(Column, dictionary.HEADER, _DICTIONARY_WIDTHS)),
        tuple(
            tuple(Cell(text, BOLD if place == 1 else TEXT) for place, text in enumerate(astuple(e)))
            for e in dictionary.entries(data.record)
        ),
        is_list=True,
    )
