"""What the sheets of a report's workbook hold; :mod:`reporting.beside.workbook` writes them.

Numbers are those of ``estimates.csv``, unrounded: only a cell's number format rounds what is shown.
"""

from __future__ import annotations

from dataclasses import replace

from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.differences import difference_words
from mobility_analysis.insights.everyone_else import EVERYONE, EVERYONE_ELSE
from mobility_analysis.insights.findings import Finding, Kind, Verdict
from mobility_analysis.insights.group_names import others_in_words
from mobility_analysis.insights.typical import TYPICAL, typical_words
from mobility_analysis.quality.grading import NO_VALUE, WORDS
from mobility_analysis.reporting.beside import data_dictionary
from mobility_analysis.reporting.beside.local_tables import dictionary_cells, local_sheet
from mobility_analysis.reporting.beside.own_count_sheet import own_count_sheet
from mobility_analysis.reporting.beside.pillar_sheets import pillar_sheet, places_beside
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
    """Read me, one sheet per pillar, the place's own records and count where it has any, findings, data dictionary."""
    own = data.local.officials
    found = [
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
            "The values of the findings report as tables, one sheet for each pillar.",
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
            "They stand below the value for everyone, in one fixed order within each kind.",
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


def _findings(data: PlaceData) -> Worksheet:
    names = {geoid: name for name, geoid in places_beside(data)}
    names[TYPICAL] = typical_words(data.here.level).removeprefix("the ").capitalize()
    places = list(names)

    def order(finding: Finding) -> tuple[int, int, float]:
        place = places.index(finding.versus) if finding.versus in names else len(places)
        return (place, _ORDER[finding.verdict], -abs(finding.standardised or 0.0))

    rows = tuple(
        _finding_row(finding, _compared_with(finding, names))
        for finding in sorted(data.findings, key=order)
    )
    line = (
        "A typical distance is a standard deviation as the middle half of the nation's counties tells it. A result "
        "without a p-value comes from a rule, not a test."
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
    pillar = registry().pillar_of(registry().metric_of[measure.id].id)
    judged = "" if finding.is_judged else " (no judgment)"
    return (
        Cell(versus),
        Cell(pillar.label, SOFT),
        Cell(measure.label),
        Cell(f"{finding.verdict_words}{judged}", BOLD),
        Cell(finding.sentence),
        Cell(difference_words(finding, measure)),
        Cell(finding.standardised, NUMBER, "+0.0;-0.0;0.0"),
        Cell(finding.method_words, SOFT),
        Cell(finding.p_adjusted, NUMBER, '[<0.001]"< 0.001";0.000'),
        Cell("; ".join(finding.estimate_keys), SOFT),
    )


_DICTIONARY_WIDTHS = (24, 46, 36, 26, 22, 60, 60, 44)


def _dictionary(data: PlaceData) -> Worksheet:
    return Worksheet(
        DICTIONARY,
        "Data dictionary: measures, columns of the tables, codes",
        "",
        tuple(map(Column, data_dictionary.HEADER, _DICTIONARY_WIDTHS)),
        tuple(
            tuple(Cell(text, BOLD if place == 1 else TEXT) for place, text in enumerate(cells))
            for cells in (
                *dictionary_cells(data.local),
                *(entry.cells for entry in data_dictionary.entries(data.record)),
            )
        ),
        is_list=True,
    )
