"""All at a glance: a row for each number that may be used, with every verdict in it, its position, trend and age.

Page, print and workbook show the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mobility_analysis.framework.registry import Pillar, Unit
from mobility_analysis.insights.findings import OF_PLACES, Finding, Kind, Verdict
from mobility_analysis.insights.standing import Position, in_100
from mobility_analysis.insights.typical import typical_words
from mobility_analysis.press.templates import render
from mobility_analysis.reporting.page.metric_cards import Card, MeasureView
from mobility_analysis.reporting.page.page_one_items import change_of
from mobility_analysis.runs.place_data import PlaceData

NOTHING = "\u2013"
APART = "*"  # a rank among other places than those of the column


@dataclass(frozen=True)
class Cell:
    """A verdict in a word, its CSS class, and an arrow where the number itself went up or down."""

    words: str
    css: str
    arrow: str = ""


EMPTY = Cell(NOTHING, "none")


@dataclass(frozen=True)
class MatrixRow:
    """One number of the place and what is said of it.

    ``verdicts`` are in the order of :attr:`Matrix.others`; ``position`` is the number of 100 places that it is
    ahead of. ``result`` is the verdict beside the nation as the card words it; empty without one.
    """

    measure: str
    anchor: str
    label: str
    value: str
    when: str
    age: str
    grade_class: str
    grade_words: str
    position: str
    verdicts: tuple[Cell, ...]
    trend: Cell
    result: str


@dataclass(frozen=True)
class Matrix:
    """The rows under their pillars, and which of them are better or worse than each place compared with.

    ``is_ranked`` says whether there is a list of such places, of which a row's position is told. ``typical`` are the
    rows that are better, then those worse, than in the typical place ``typical_name``, where page one takes that instead
    of the nation.
    """

    others: tuple[str, ...]
    parts: tuple[tuple[str, tuple[MatrixRow, ...]], ...]
    kind: str
    is_ranked: bool
    typical_name: str = ""
    typical: tuple[tuple[str, tuple[MatrixRow, ...]], ...] = ()

    @property
    def rows(self) -> Iterator[MatrixRow]:
        """The rows of all pillars."""
        for _, rows in self.parts:
            yield from rows

    def which(self, other: int, verdict: str) -> list[MatrixRow]:
        """The rows with a verdict against the place at the position ``other`` of :attr:`others`."""
        return [row for row in self.rows if row.verdicts[other].css == verdict]


def matrix(data: PlaceData, by_pillar: Mapping[Pillar, Sequence[Card]]) -> Matrix:
    """The rows of one place, of the numbers on its cards that may be used."""
    codes = [
        each.geoid
        for each in (data.nation, *([] if data.is_whole_state else [data.state]), *data.peers)
    ]
    parts = []
    for pillar, cards in by_pillar.items():
        rows = tuple(
            _row(data, card, view, codes)
            for card in cards
            for view in (card.lead, *card.others)
            if view.value is not None and view.value.usable
        )
        if rows:
            parts.append((pillar.label, rows))
    names = (data.nation.name, *([] if data.is_whole_state else [data.state.name]))
    others = (*names, *(peer.label for peer in data.peers))
    shown = Matrix(others, tuple(parts), data.ranked_among(f"with {APART}"), data.is_ranked)
    return replace(shown, **_typical(data, shown))


def _typical(data: PlaceData, shown: Matrix) -> dict[str, Any]:
    found = {
        each.measure: each
        for each in data.findings
        if each.kind is Kind.VERSUS_TYPICAL and each.is_judged
    }
    if not found:
        return {}
    listed = tuple(
        (
            verdict.value,
            tuple(
                row
                for row in shown.rows
                if (of := found.get(row.measure)) is not None and of.verdict is verdict
            ),
        )
        for verdict in (Verdict.BETTER, Verdict.WORSE)
    )
    level = data.here.level.value
    names = sorted({typical_words(level, each.versus) for each in found.values()})
    return {"typical_name": " or ".join(names), "typical": listed}


def _row(data: PlaceData, card: Card, view: MeasureView, codes: Sequence[str]) -> MatrixRow:
    value, measure = view.value, view.measure
    assert value is not None
    versus = {each.versus: each for each in data.findings_of(measure.id, *OF_PLACES)}
    # A plain count grows with the place, so its rank says nothing.
    position = None if measure.unit is Unit.COUNT else data.positions.get(measure.id)
    return MatrixRow(
        measure=measure.id,
        anchor=card.metric.id,
        label=card.metric.heading(measure),
        value=value.short,
        when=value.when,
        age=value.age_words,
        grade_class=view.grade_class,
        grade_words=view.grade_words,
        position=NOTHING if position is None else _rank(position, data.kind),
        verdicts=tuple(_versus(versus.get(code)) for code in codes),
        trend=_trend(data, measure.id),
        result=_result(view, data.nation.name),
    )


def _rank(position: Position, kind: str) -> str:
    return in_100(position.rank) + (APART if position.kind != kind else "")


def _result(view: MeasureView, nation: str) -> str:
    return "".join(each.verdict for each in view.comparisons if each.versus == nation)


def _versus(finding: Finding | None) -> Cell:
    """A comparison that was made; none where one of the two has no value for the period."""
    return EMPTY if finding is None else Cell(finding.short_verdict, finding.verdict.value)


def _trend(data: PlaceData, measure: str) -> Cell:
    found = data.findings_of(measure, Kind.TREND)
    if not found or found[0].verdict is Verdict.CANNOT_TELL:
        return EMPTY
    change = change_of(data, measure)
    return Cell(found[0].short_verdict, found[0].verdict.value, change.arrow if change else "")


def matrix_section(data: PlaceData, shown: Matrix) -> str:
    """Return the section as HTML; empty where no number may be used."""
    return render("matrix.html.j2", data=data, matrix=shown) if shown.parts else ""
