"""What the sheets of a report's workbook hold; :mod:`reporting.beside.workbook` writes them.

Numbers are those of ``estimates.csv``, unrounded: only a cell's number format rounds what is shown.
"""

from __future__ import annotations

from dataclasses import replace

from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.differences import difference_words
from mobility_analysis.insights.everyone_else import EVERYONE, EVERYONE_ELSE
from mobility_analysis.insights.findings import Finding, Kind, Method, Verdict
from mobility_analysis.insights.group_names import others_in_words
from mobility_analysis.insights.typical import typical_names
from mobility_analysis.quality.grading import NO_VALUE, WORDS
from mobility_analysis.reporting.beside import data_dictionary
from mobility_analysis.reporting.beside.local_tables import dictionary_cells, local_sheet
from mobility_analysis.reporting.beside.own_count_sheet import own_count_sheet
from mobility_analysis.reporting.beside.pillar_sheets import pillar_sheet, places_beside
from mobility_analysis.reporting.beside.summary_sheet import chart_sheets, summary_sheet
from mobility_analysis.reporting.beside.worksheet_cells import (
    BOLD,
    NUMBER,
    SOFT,
    TEXT,
    Cell,
    Column,
    Worksheet,
)
from mobility_analysis.reporting.page.page_one import data_span
from mobility_analysis.reporting.page.sections import absent_rows, pillars
from mobility_analysis.runs.highlights import trust
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import DEMONSTRATION

READ_ME, FINDINGS, DICTIONARY = "Read me", "Findings", "Data dictionary"


def sheets(data: PlaceData) -> list[Worksheet]:
    """Summary, charts, read me, a sheet for each pillar, the place's own records and count, findings, dictionary."""
    own = data.local.officials
    found = [
        summary_sheet(data),
        *chart_sheets(data),
        _read_me(data),
        *(pillar_sheet(data, pillar) for pillar in pillars(data)),
        *([local_sheet(data)] if data.local.measures else []),
        *([own_count_sheet(data, own)] if own is not None else []),
        _findings(data),
        _dictionary(data),
    ]
    if data.record.is_demonstration:
        return [replace(sheet, line=f"{DEMONSTRATION}. {sheet.line}".strip()) for sheet in found]
    return found


# ------------------------------------------------------------------ read me


def _read_me(data: PlaceData) -> Worksheet:
    peers = "; ".join(peer.label for peer in data.peers) or "None were given."
    about = [
        ("Place", data.here.label),
        (
            "What this is",
            "The values of the findings report as tables: a summary with a row for each measure, charts, a sheet for each "
            "pillar, and every comparison.",
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
            NO_VALUE,
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
            "They stand below the value for everyone, in one fixed order within each kind. Every row names its metric and "
            "measure, so that rows can be filtered and sorted.",
        ),
        ("Earlier years", "They are in estimates.csv beside this workbook."),
        *(
            (f"Not in this run: {label}", f"{why[:1].upper()}{why[1:].rstrip('.')}.")
            for label, why in absent_rows(data)
        ),
    ]
    rows = tuple((Cell(name, BOLD), Cell(text)) for name, text in about)
    return Worksheet(
        READ_ME,
        f"Mobility metrics of {data.here.in_words}",
        "",
        (Column("About", 34), Column("What to know", 96)),
        rows,
    )


# ------------------------------------------------------------------ findings, dictionary

_FINDING_COLUMNS = (
    Column("Compared with", 22),
    Column("Metric", 22),
    Column("Measure", 28),
    Column("Result", 16),
    Column("Finding", 52),
    Column("Difference", 30),
    Column("Typical distances", 11),
    Column("How compared", 22),
    Column("Adjusted p-value", 11),
    Column("Rests on", 110),
)
# Strengths before challenges, what cannot be told last.
_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


def _findings(data: PlaceData) -> Worksheet:
    names = {geoid: name for name, geoid in places_beside(data)}
    names |= typical_names(data.here.level)
    places = list(names)

    def order(finding: Finding) -> tuple[int, int, float]:
        place = places.index(finding.versus) if finding.versus in names else len(places)
        return (place, _ORDER[finding.verdict], -abs(finding.standardised or 0.0))

    rows = tuple(
        _finding_row(finding, _compared_with(finding, names))
        for finding in sorted(data.findings, key=order)
        if finding.method is not Method.NO_VALUE
    )
    line = (
        "A typical distance is a standard deviation as the middle half of the nation's counties tells it. A result "
        "without a p-value comes from a rule, not a test. Comparisons for which a value is missing are in findings.csv."
    )
    return Worksheet(
        FINDINGS,
        f"Findings: {data.here.label} beside other places, its groups, its earlier values",
        line,
        _FINDING_COLUMNS,
        rows,
        is_list=True,
        unprinted=1,
    )


def _compared_with(finding: Finding, names: dict[str, str]) -> str:
    """The other place, a group and everyone else, or the first period."""
    if finding.kind is Kind.GROUP_GAP:
        is_pair = finding.versus not in (EVERYONE, EVERYONE_ELSE)
        measure = registry().measures[finding.measure]
        versus = (
            finding.versus if is_pair else others_in_words(finding.group, finding.versus, measure)
        )
        return f"{finding.group}, against {versus}"
    if finding.kind is Kind.TREND:
        return f"Earlier: {finding.versus}" if finding.versus else "Earlier"
    return names[finding.versus]


def _finding_row(finding: Finding, versus: str) -> tuple[Cell, ...]:
    measure = registry().measures[finding.measure]
    judged = "" if finding.is_judged else " (no judgment)"
    return (
        Cell(versus),
        Cell(registry().metric_of[measure.id].label, SOFT),
        Cell(measure.label),
        Cell(f"{finding.verdict_words}{judged}", BOLD),
        Cell(finding.sentence),
        Cell(difference_words(finding, measure)),
        Cell(finding.standardised, NUMBER, "+0.0;-0.0;0.0"),
        Cell(finding.method_words, SOFT),
        Cell(finding.p_adjusted, NUMBER, '[<0.001]"< 0.001";0.000'),
        Cell("; ".join(finding.estimate_keys), SOFT),
    )


_DICTIONARY_WIDTHS = (14, 30, 32, 20, 16, 40, 40, 36)
# Of its kinds of entry the one that a reader of the sheets needs: codes and columns are those of the CSV files.
_LISTED = "Measure"


def _dictionary(data: PlaceData) -> Worksheet:
    return Worksheet(
        DICTIONARY,
        "Data dictionary: the measures",
        "Columns and codes of the CSV files are in the run's data_dictionary.html.",
        tuple(map(Column, data_dictionary.HEADER, _DICTIONARY_WIDTHS)),
        tuple(
            tuple(Cell(text, BOLD if place == 1 else TEXT) for place, text in enumerate(cells))
            for cells in (
                *dictionary_cells(data.local),
                *(
                    entry.cells
                    for entry in data_dictionary.entries(data.record)
                    if entry.kind == _LISTED
                ),
            )
        ),
        is_list=True,
    )
