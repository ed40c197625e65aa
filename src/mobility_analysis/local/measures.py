"""``local/measures.csv``: what a place measures by itself, how, and who may see it."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mobility_analysis.framework.registry import Direction, Measure, Unit, registry
from mobility_analysis.local.bounds import MeasureBounds
from mobility_analysis.local.cells import day, whole
from mobility_analysis.local.folder import MEASURES
from mobility_analysis.local.remarks import BadCell, LocalRemark
from mobility_analysis.local.table import Table, TableRow, shortened

# Each column with what it is for; the order is that of a new file.
COLUMNS: dict[str, str] = {
    "local_id": "A short name of your own, such as preschool_seats.",
    "predictor": "Which predictor of the framework it is about, such as access_to_preschool.",
    "beside": "The national measure beside which it stands, such as share_enrolled_ages_3_4; may be empty.",
    "label": "What a reader sees as its name.",
    "question": "The question that it answers, in plain words.",
    "unit": "What kind of number it is, such as share or count.",
    "direction": "higher or lower, whichever is better; none where neither is.",
    "decimals": "How many digits are printed after the point.",
    "kind": "How it came about: administrative, survey, inventory, historical or qualitative count.",
    "collected_by": "Which office or organization collects it.",
    "method": "How it is collected, in a sentence or two.",
    "population_covered": "Who, or what, is counted.",
    "known_limits": "Whom it misses, and what it cannot tell.",
    "sharing": "public, coalition or team: who may see it.",
    "agreement": "The agreement under which it may be shared, where there is one.",
    "until": "The last day of that agreement.",
    "url": "Where more about it can be read.",
}
_AS_WRITTEN = (
    "collected_by", "method", "population_covered", "known_limits", "agreement", "url",
)  # fmt: skip
PUBLIC = "public"
_ID = re.compile(r"[a-z][a-z0-9_]{2,39}")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
# What one unit is, where the printed number does not say it.
UNIT_WORDS = {
    Unit.SHARE: "percent",
    Unit.RATIO: "ratio",
    Unit.COUNT: "number",
    Unit.DOLLARS: "dollars",
    Unit.PER_10K: "per 10,000",
    Unit.PER_100K: "per 100,000",
    Unit.INDEX_100: "points from 0 to 100",
}


@dataclass(frozen=True)
class LocalMeasure:
    """A measure of the place's own.

    Attributes
    ----------
    measure
        As printed: label, question, unit, direction and decimals. Its id is the place's own and not of the registry.
    metric_id
        The metric under whose card it stands.
    """

    measure: Measure
    metric_id: str
    beside: str
    kind: str
    collected_by: str
    method: str
    population_covered: str
    known_limits: str
    sharing: str
    agreement: str
    until: date | None
    url: str

    @property
    def id(self) -> str:
        """The place's own name of it."""
        return self.measure.id

    @property
    def is_public(self) -> bool:
        """Whether a report may hold it."""
        return self.sharing == PUBLIC


@dataclass(frozen=True)
class MeasuresRead:
    """The measures that can be used, and what is to be said of the others.

    Attributes
    ----------
    given
        ``sharing`` of every row by its ``local_id``, those left out among them; of an id that stands twice, or is
        marked with nothing known, nothing.
    """

    measures: tuple[LocalMeasure, ...]
    given: dict[str, str]
    remarks: tuple[LocalRemark, ...]


def read_measures(table: Table, bounds: MeasureBounds, today: date) -> MeasuresRead:
    """The measures of a table.

    Parameters
    ----------
    today
        The day of the estimates: an agreement that ended before it holds no more.
    """
    times = Counter(row.cells["local_id"] for row in table.rows)
    found, remarks = [], list(table.remarks)
    given = {}
    for row in table.rows:
        local_id, sharing = row.cells["local_id"], row.cells["sharing"].lower()
        is_known = sharing in bounds.sharing and times[local_id] == 1
        given[local_id] = sharing if is_known else ""
        wrong = list(_wrong(row, bounds, today, times[local_id], table.separator))
        remarks += wrong
        if not wrong:
            found.append(_measure(row, table.separator))
    return MeasuresRead(tuple(found), given, tuple(remarks))


def _wrong(
    row: TableRow, bounds: MeasureBounds, today: date, times: int, separator: str
) -> Iterator[LocalRemark]:
    cells = row.cells
    for column in bounds.required:
        if not cells[column]:
            yield _remark(row, column, f"This cell is empty. It is for: {COLUMNS[column]}")
    for column, text in cells.items():
        most = bounds.longest.get(column, bounds.longest["other"])
        if len(text) > most:
            yield _remark(row, column, f"it has {len(text)} letters; write {most} at most.")
    if cells["local_id"] and not _ID.fullmatch(cells["local_id"]):
        what = "write a name of 3 to 40 small letters, digits and _, the first a letter."
        yield _remark(row, "local_id", what)
    if times > 1:
        what = f"it stands {times} times; give each measure a name of its own."
        yield _remark(row, "local_id", what)
    if cells["url"] and not _ADDRESS.fullmatch(cells["url"]):
        what = "write an address that begins with https://, or leave the cell empty."
        yield _remark(row, "url", what)
    yield from _outside_a_list(row, bounds)
    yield from _outside_the_framework(row)
    yield from _decimals(row, bounds.most_decimals)
    yield from _agreement(row, today, separator)


def _remark(row: TableRow, column: str, what: str) -> LocalRemark:
    return LocalRemark(MEASURES, row.number, column, shortened(row.cells[column]), what)


def _outside_a_list(row: TableRow, bounds: MeasureBounds) -> Iterator[LocalRemark]:
    choices: dict[str, Sequence[str]] = {
        "unit": [unit.value for unit in bounds.units],
        "direction": [direction.value for direction in bounds.directions],
        "kind": bounds.kinds,
        "sharing": bounds.sharing,
    }
    for column, words in choices.items():
        text = row.cells[column].lower()
        if text and text not in words:
            hint = " Percentages are of the unit share." if text.startswith(("perc", "%")) else ""
            yield _remark(row, column, f"write one of: {', '.join(words)}.{hint}")


def _outside_the_framework(row: TableRow) -> Iterator[LocalRemark]:
    predictor, beside = row.cells["predictor"], row.cells["beside"]
    if not predictor and not beside:
        what = f"This cell and \u201cbeside\u201d are empty. It is for: {COLUMNS['predictor']}"
        yield _remark(row, "predictor", what)
    if predictor and predictor not in _predictors():
        yield _remark(row, "predictor", _no_such("predictor", predictor, list(_predictors())))
    elif beside and beside not in registry().measures:
        yield _remark(row, "beside", _no_such("measure", beside, list(registry().measures)))
    elif predictor and beside and registry().metric_of[beside].id not in _predictors()[predictor]:
        right = next(
            name for name, ids in _predictors().items() if registry().metric_of[beside].id in ids
        )
        yield _remark(row, "beside", f"this measure is of the predictor {right}.")


@lru_cache(maxsize=1)
def _predictors() -> dict[str, list[str]]:
    """The ids of each predictor's metrics, in the framework's order."""
    found = (predictor for pillar in registry().pillars for predictor in pillar.predictors)
    return {predictor.id: [metric.id for metric in predictor.metrics] for predictor in found}


def _no_such(noun: str, text: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(text.lower(), known, 1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return f"there is no such {noun}; docs/planning.md says where to find them.{meant}"


def _decimals(row: TableRow, most: int) -> Iterator[LocalRemark]:
    if row.cells["decimals"]:
        try:
            if whole(row.cells["decimals"]) > most:
                raise BadCell(f"write a number from 0 to {most}.")
        except BadCell as trouble:
            yield _remark(row, "decimals", str(trouble))


def _agreement(row: TableRow, today: date, separator: str) -> Iterator[LocalRemark]:
    if row.cells["until"]:
        try:
            if day(row.cells["until"], separator=separator) < today:
                raise BadCell(
                    f"the agreement ended before {today.isoformat()}, the day of the run. Renew it, or delete the row."
                )
        except BadCell as trouble:
            yield _remark(row, "until", str(trouble))


def _measure(row: TableRow, separator: str) -> LocalMeasure:
    cells = row.cells
    unit, beside = Unit(cells["unit"].lower()), cells["beside"]
    metric = registry().metric_of[beside].id if beside else _predictors()[cells["predictor"]][0]
    label = cells["label"]
    # Not validated: the id is the place's own, and the registry's ids begin with the kind of number.
    measure = Measure.model_construct(
        id=cells["local_id"],
        label=label,
        question=cells["question"],
        unit=unit,
        direction=Direction(cells["direction"].lower() or Direction.NONE),
        decimals=whole(cells["decimals"]) if cells["decimals"] else 0,
        one_unit=UNIT_WORDS[unit],
    )
    return LocalMeasure(
        measure=measure,
        metric_id=metric,
        beside=beside,
        kind=cells["kind"].lower(),
        sharing=cells["sharing"].lower(),
        until=day(cells["until"], separator=separator) if cells["until"] else None,
        **{name: cells[name] for name in _AS_WRITTEN},
    )
