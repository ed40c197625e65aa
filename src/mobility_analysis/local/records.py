"""A place's own records as a report and a plan use them: read, held against the gate, graded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import MobilityError
from mobility_analysis.framework.subgroups import ORDER
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.insights.representation import OwnCount
from mobility_analysis.insights.selection import Value, period_length, values_of
from mobility_analysis.local.bounds import load_bounds
from mobility_analysis.local.folder import FOLDER, MEASURES, VALUES, LocalFolder, local_folders
from mobility_analysis.local.grading import AREA, AS_OF, ROW, graded
from mobility_analysis.local.mask import masked
from mobility_analysis.local.measures import COLUMNS as MEASURE_COLUMNS
from mobility_analysis.local.measures import PUBLIC, LocalMeasure, read_measures
from mobility_analysis.local.officials import own_count_text, read_own_count
from mobility_analysis.local.publish import Publish, read_publish
from mobility_analysis.local.reading import Rules
from mobility_analysis.local.remarks import LocalRemark
from mobility_analysis.local.table import read_table
from mobility_analysis.local.values import COLUMNS as VALUE_COLUMNS
from mobility_analysis.local.values import read_values


@dataclass(frozen=True)
class LocalRecords:
    """The local measures and numbers of one place that passed the gate, and what is to be said of the others.

    Attributes
    ----------
    rows
        As estimates (:func:`local.grading.graded`).
    left_out
        How many rows of public measures were left out.
    is_unread
        A file, or the plan's rules for publishing, could not be read at all.
    officials
        The place's own count of its elected officials, where it made one.
    """

    measures: tuple[LocalMeasure, ...]
    rows: pd.DataFrame
    remarks: tuple[LocalRemark, ...]
    left_out: int
    is_unread: bool = False
    officials: OwnCount | None = None

    @cached_property
    def published(self) -> LocalRecords:
        """What may stand in a report: public measures that have a number, and no remarks, which repeat cells."""
        public = {each.id for each in self.measures if each.is_public}
        rows = self.rows[self.rows["measure"].isin(public)].reset_index(drop=True)
        shown = set(rows["measure"])
        measures = tuple(each for each in self.measures if each.id in shown)
        return replace(self, measures=measures, rows=rows, remarks=())

    @cached_property
    def values(self) -> dict[str, list[LocalValue]]:
        """The numbers of each measure: the place before its parts, the newest and shortest period and everyone first."""
        measures = {each.id: each.measure for each in self.measures}
        found: dict[str, list[LocalValue]] = {each.id: [] for each in self.measures}
        beside = zip(self.rows[AREA], self.rows[AS_OF], strict=True)
        for value, (area, as_of) in zip(values_of(self.rows, measures), beside, strict=True):
            found[value.measure.id].append(LocalValue(value, area, as_of))
        return {local_id: sorted(each, key=_order) for local_id, each in found.items()}

    def of_metric(self, metric_id: str) -> list[LocalMeasure]:
        """The measures that stand under the card of a metric."""
        return [each for each in self.measures if each.metric_id == metric_id]

    @property
    def digest(self) -> str:
        """A hash of what a report prints of the records, empty where that is nothing; only public rows are in it."""
        public = self.published
        if not (public.measures or public.left_out or public.is_unread or public.officials):
            return ""
        about = [str(each) for each in public.measures]
        rows = public.rows.drop(columns=ROW).to_json(orient="records", double_precision=15)
        own = "" if public.officials is None else own_count_text(public.officials)
        return hashlib.sha256(
            json.dumps([about, rows, public.left_out, public.is_unread, own]).encode()
        ).hexdigest()


@dataclass(frozen=True)
class LocalValue:
    """One number with the part of the place that it is of (empty for all of it) and the day it was counted."""

    value: Value
    area: str
    as_of: str


def _order(each: LocalValue) -> tuple[str, int, int, int]:
    value = each.value
    return each.area, -value.year, period_length(value.period), ORDER[value.subgroup]


def read_local(
    folder: LocalFolder, expectations: Path, here: PlaceRef, built_at: str
) -> LocalRecords:
    """The records in a plan's folder.

    Whatever is wrong in there becomes a remark; nothing of it stops a report.

    Parameters
    ----------
    expectations
        The project's folder of expectations.
    built_at
        ISO day of the estimates beside which they stand.
    """
    found = _read_numbers(folder, expectations, here, built_at)
    own, remarks = read_own_count(folder)
    return replace(found, officials=own, remarks=(*found.remarks, *remarks, *_others(folder)))


def _read_numbers(
    folder: LocalFolder, expectations: Path, here: PlaceRef, built_at: str
) -> LocalRecords:
    if not folder.measures.is_file() and not folder.values.is_file():
        return _nothing(here, built_at)
    try:
        publish = read_publish(folder.settings)
    except MobilityError as error:
        what = f"{error.what} Until it is mended, no local records are shown."
        return _nothing(here, built_at, LocalRemark(folder.settings.name, None, "", "", what))
    return _read(folder, expectations, here, built_at[:10], publish)


def _others(folder: LocalFolder) -> tuple[LocalRemark, ...]:
    """A note on each file that looks as if it was meant to be read, such as ``values.xlsx`` or ``values (1).csv``."""
    read = {folder.measures, folder.values}
    near = [
        path for name in ("measures", "values") for path in folder.plan.glob(f"{FOLDER}/{name}*")
    ]
    what = "It is not read: only measures.csv and values.csv are. In Excel, save it under that name, as CSV."
    return tuple(
        LocalRemark(f"{FOLDER}/{path.name}", None, "", "", what, is_note=True)
        for path in sorted(near)
        if path not in read
    )


def _nothing(here: PlaceRef, built_at: str, *remarks: LocalRemark) -> LocalRecords:
    return LocalRecords((), graded([], here, built_at[:10]), remarks, 0, is_unread=bool(remarks))


def _read(
    folder: LocalFolder, expectations: Path, here: PlaceRef, built_at: str, publish: Publish
) -> LocalRecords:
    bounds, today = load_bounds(expectations), date.fromisoformat(built_at)
    table = read_table(folder.measures, MEASURES, list(MEASURE_COLUMNS), bounds.measures.required)
    about = read_measures(table, bounds.measures, today)
    if table.is_unread:
        return _nothing(here, built_at, *about.remarks)
    numbers = read_table(folder.values, VALUES, list(VALUE_COLUMNS), bounds.values.required)
    read = read_values(numbers, about.measures, about.given, Rules(bounds, today, here.name))
    rows, hidden = masked(read.rows, publish.smallest_count)
    gone = (
        len(read.rows) - len(rows) + sum(about.given.get(each) == PUBLIC for each in read.left_out)
    )
    return LocalRecords(
        measures=about.measures,
        rows=graded(rows, here, built_at),
        remarks=(*about.remarks, *read.remarks, *hidden),
        left_out=gone,
        is_unread=numbers.is_unread,
    )


def local_records(root: Path, expectations: Path, here: PlaceRef, built_at: str) -> LocalRecords:
    """What a report of a place may show of its own records.

    Nothing where it has no plan; nor where it has two, since it cannot be told which of them counts.
    """
    folders = local_folders(root, here.geoid)
    if not folders:
        return _nothing(here, built_at)
    if len(folders) > 1:
        what = f"There are {len(folders)} plans of {here.label}; no local records are shown."
        return _nothing(here, built_at, LocalRemark("plans", None, "", "", what)).published
    return read_local(folders[0], expectations, here, built_at).published
