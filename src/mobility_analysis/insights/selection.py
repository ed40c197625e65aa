"""Which estimate is used for a place: the latest year of each measure, its groups, its earlier values.

One :class:`Value` is one row of the estimates table. Sentences, charts and tables are made from it, so
that they cannot disagree.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mobility_analysis.core.missing import NO_ENTRY, Missing
from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.framework.registry import Direction, Measure, Unit, registry
from mobility_analysis.framework.subgroups import ALL, ORDER
from mobility_analysis.insights.age import AGES, HISTORY_REASON, OLD_REASON
from mobility_analysis.insights.breaks import Break, last_break
from mobility_analysis.insights.numbers import OpenEnd, open_end, short, spoken, tabled, with_unit
from mobility_analysis.insights.part_files import outside_sentence
from mobility_analysis.quality.grading import explain

# Printed after a number that should not be acted on.
WEAK_MARK = "(weak)"
# Counts of the police where part of the agencies did not report: fewer reports need not be fewer crimes,
# so nothing is better or worse (the FBI asks not to rank places by them).
INCOMPLETE = frozenset({"agencies_most", "agencies_half"})


@dataclass(frozen=True)
class Value:
    """One estimate, valued or absent with its reason."""

    measure: Measure
    level: str
    geoid: str
    year: int
    period: str
    subgroup: str
    scheme: str
    value: float | None
    lower: float | None
    upper: float | None
    se: float | None
    interval_kind: str
    ci_method: str
    denominator: float | None
    grade: int | None
    reasons: tuple[str, ...]
    missing_reason: str | None
    borrowed_from: str | None
    sources: tuple[str, ...]
    numerator: float | None = None
    years_since_end: int | None = None  # None where no day of reading is known
    years_since_middle: float | None = None

    @property
    def usable(self) -> bool:
        """True where the value may enter a sentence, a comparison or a choice."""
        return self.value is not None and self.grade is not None and self.grade < DO_NOT_ACT

    @property
    def has_interval(self) -> bool:
        """The value has both a lower and an upper end."""
        return self.lower is not None and self.upper is not None

    @property
    def open_end(self) -> OpenEnd | None:
        """Set where the source says only that the truth lies at or beyond the value."""
        return open_end(self.reasons)

    @property
    def is_history(self) -> bool:
        """Whether the value is too old to say anything of today (:mod:`insights.age`)."""
        return self.value is not None and HISTORY_REASON in self.reasons

    @property
    def age_words(self) -> str:
        """The mark of an old value: "6 years old"; nothing for others."""
        is_old = self.value is not None and {OLD_REASON, HISTORY_REASON} & set(self.reasons)
        return f"{self.years_since_end} years old" if is_old else ""

    @property
    def dated(self) -> str:
        """The period, and of an old value its age: "2012, 13 years old"."""
        return ", ".join(filter(None, (self.when, self.age_words)))

    @property
    def is_incomplete(self) -> bool:
        """Whether part of the agencies did not report, so that a low number may be incomplete."""
        return bool(INCOMPLETE & set(self.reasons))

    @property
    def is_judged(self) -> bool:
        """Whether more, or less, of it is better."""
        return self.measure.direction is not Direction.NONE and not self.is_incomplete

    @property
    def spoken(self) -> str:
        """The number for the words beside a chart; of a valued row only."""
        assert self.value is not None
        return with_unit(self.measure, spoken(self.measure, self.value, self.open_end))

    @property
    def short(self) -> str:
        """The number for charts and headlines; of a valued row only."""
        assert self.value is not None
        return short(self.measure, self.value, self.open_end)

    @property
    def tabled(self) -> str:
        """The number for tables, a weak one marked so; of a valued row only."""
        assert self.value is not None
        mark = "" if self.usable else f" {WEAK_MARK}"
        return tabled(self.measure, self.value, self.open_end) + mark

    @property
    def source_ids(self) -> frozenset[str]:
        """The sources behind the value, whatever their vintages."""
        return frozenset(snapshot.partition("@")[0] for snapshot in self.sources)

    @property
    def missing_sentence(self) -> str:
        """Why there is no value, in the reader's words."""
        if self.reasons:  # the metric knows more than the kind of absence
            return explain(list(self.reasons))
        reason = self.missing_reason or Missing.NO_SOURCE_ROW.value
        if reason == Missing.OUTSIDE_THE_FILE.value:
            return outside_sentence(self.sources)
        return Missing(reason).sentence

    @property
    def when(self) -> str:
        """Year or period as printed, with a dash between years."""
        return printed_period(self.period)

    @property
    def key(self) -> str:
        """The estimate's key in one word, as findings name it."""
        return "|".join([self.measure.id, self.level, self.geoid, self.period, self.subgroup])


def printed_period(period: str) -> str:
    """Return ``period`` with a dash between its years: "2019–2023"."""
    return re.sub(r"(?<=\d)-(?=\d)", "\u2013", period)


def period_length(period: str) -> int:
    """Years a period covers; a school year such as 2021-2022 counts as one (no source pools two)."""
    years = [int(year) for year in re.findall(r"\d{4}", period)]
    span = years[-1] - years[0] + 1 if len(years) > 1 else 1
    return 1 if span == 2 else span


NUMBERS = ("value", "lower", "upper", "se", "numerator", "denominator")
TEXTS = ("interval_kind", "ci_method", "missing_reason", "borrowed_from")


def values_of(estimates: pd.DataFrame, measures: Mapping[str, Measure]) -> list[Value]:
    """A value for each row, column by column: a report reads some two thousand rows.

    Parameters
    ----------
    measures
        The measures named in ``estimates``, by id: those of the registry, or a place's own.
    """
    columns: dict[str, list[Any]] = {
        name: estimates[name].tolist()
        for name in ("level", "geoid", "period", "subgroup", "scheme")
    }
    columns["measure"] = [measures[name] for name in estimates["measure"].tolist()]
    columns["year"] = [int(year) for year in estimates["year"].tolist()]
    for name in NUMBERS:
        numbers = estimates[name].to_numpy(float, na_value=math.nan).tolist()
        columns[name] = [None if math.isnan(number) else number for number in numbers]
    for name in AGES:
        known = estimates[name].tolist() if name in estimates else [None] * len(estimates)
        columns[name] = known
    for name in TEXTS:
        texts = estimates[name].tolist()
        columns[name] = [text if isinstance(text, str) and text else None for text in texts]
    columns["interval_kind"] = [kind or "none" for kind in columns["interval_kind"]]
    columns["ci_method"] = [method or "" for method in columns["ci_method"]]
    grades = estimates["grade"].to_numpy(float, na_value=math.nan).tolist()
    columns["grade"] = [None if math.isnan(grade) else int(grade) for grade in grades]
    for name in ("reasons", "sources"):
        columns[name] = [tuple(each) for each in estimates[name].tolist()]
    return [
        _value(dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)
    ]


def _value(fields: dict[str, Any]) -> Value:
    """A value of all its fields, put in at once: one by one, a frozen class takes them five times as slowly."""
    made = object.__new__(Value)
    made.__dict__.update(fields)
    return made


def _at(value: Value) -> tuple[str, str, int, str]:
    return value.measure.id, value.geoid, value.year, value.period


class Selection:
    """The estimates of a few places, ready to be asked.

    Parameters
    ----------
    estimates
        Rows of the estimates contract for a place, its peers, its state and the nation.
    """

    def __init__(self, estimates: pd.DataFrame) -> None:
        self.values = values_of(estimates, registry().measures)
        self._of: dict[tuple[str, str, str], list[Value]] = defaultdict(list)
        self._groups: dict[tuple[str, str, int, str], list[Value]] = defaultdict(list)
        for value in self.values:
            self._of[value.measure.id, value.geoid, value.subgroup].append(value)
            if value.subgroup != ALL:
                self._groups[_at(value)].append(value)

    def latest(self, measure: str, geoid: str, subgroup: str = ALL) -> Value | None:
        """The latest estimate that has a value; where none has, the latest absence.

        Of two with the same year the one with the better grade is taken, then the one of the shorter period.
        """
        found = self._of.get((measure, geoid, subgroup), [])
        return max(found, key=_priority, default=None)

    def history(self, measure: str, geoid: str, subgroup: str = ALL) -> list[Value]:
        """Every estimate of a place for one group, or for everyone together, in no order."""
        return list(self._of.get((measure, geoid, subgroup), []))

    def newer_absence(self, value: Value) -> Value | None:
        """A later row of the same series without a value, which readers should know about."""
        rows = self._of[value.measure.id, value.geoid, value.subgroup]
        later = [
            row
            for row in rows
            if row.year > value.year and row.value is None and not self._is_elsewhere(row)
        ]
        return max(later, key=lambda row: row.year, default=None)

    def _is_elsewhere(self, value: Value) -> bool:
        """Whether the file is of other places.

        It is of counties only, or of another part of the country, so that the whole state has no
        entry in it.
        """
        if value.missing_reason in (Missing.COUNTIES_ONLY.value, Missing.OUTSIDE_THE_FILE.value):
            return True
        if value.missing_reason != Missing.NO_SOURCE_ROW.value:
            return False
        state = self.beside(value, value.geoid[:2])
        return state is not None and state.missing_reason == Missing.NO_SOURCE_ROW.value

    def beside(self, value: Value, geoid: str) -> Value | None:
        """The estimate of another place for the same measure, year, period and group."""
        for other in self._of.get((value.measure.id, geoid, value.subgroup), []):
            if (other.year, other.period) == (value.year, value.period):
                return other
        return None

    def groups(self, value: Value) -> dict[str, list[Value]]:
        """The groups of the same estimate by scheme and kind, in the fixed printing order."""
        rows = list(self._groups.get(_at(value), []))
        rows.sort(key=lambda row: ORDER.get(row.subgroup, len(ORDER)))
        return _by_panel(rows)

    def earliest(self, value: Value) -> Value | None:
        """The oldest value of the same measure, place and group, whether or not it may be joined."""
        rows = self._of[value.measure.id, value.geoid, value.subgroup]
        older = [row for row in rows if row.value is not None and row.year < value.year]
        return min(older, key=lambda row: row.year, default=None)

    def break_before(self, value: Value) -> Break | None:
        """The newest break between this value and an earlier one of its measure, if there is one."""
        found = last_break(value.measure.id, value.geoid, value.year)
        rows = self._of[value.measure.id, value.geoid, value.subgroup]
        if found is None or found.is_of_the_place:
            return found
        has_earlier = any(row.value is not None and row.year < found.first_year for row in rows)
        return found if has_earlier else None

    def trend(self, value: Value) -> list[Value]:
        """Values of one series that may be joined by a line, oldest first: nothing from before a break.

        Breaks are those of :mod:`insights.breaks`.
        """
        broken = self.break_before(value)
        found = self.over_time(value)
        return [other for other in found if broken is None or other.year >= broken.first_year]

    def over_time(self, value: Value) -> list[Value]:
        """Values of one measure, place and group whose periods stand apart, oldest first.

        Same period length and no overlap, since overlapping periods share their answers. Dollars are those of
        each period's last year, so amounts of different years do not stand beside one another.
        """
        if value.measure.unit is Unit.DOLLARS:
            return []
        length = period_length(value.period)
        rows = [
            other
            for other in self._of[value.measure.id, value.geoid, value.subgroup]
            if other.value is not None and period_length(other.period) == length
        ]
        rows.sort(key=lambda row: -row.year)
        kept: list[Value] = []
        for row in rows:
            if not kept or row.year <= kept[-1].year - length:
                kept.append(row)
        return kept[::-1]


def _priority(value: Value) -> tuple[bool, bool, int, int, int]:
    grade = value.grade if value.grade is not None else DO_NOT_ACT
    # Of two absences, one with a reason is preferred to one that only says that there is no entry.
    is_listed = value.missing_reason not in NO_ENTRY
    length = period_length(value.period)
    return (value.value is not None, is_listed, value.year, -grade, -length)


def _by_panel(rows: Iterable[Value]) -> dict[str, list[Value]]:
    from mobility_analysis.framework.subgroups import BY_LABEL

    panels: dict[str, list[Value]] = defaultdict(list)
    for row in rows:
        group = BY_LABEL.get(row.subgroup)
        kind = group.type.value if group else "other"
        panels[f"{row.scheme}:{kind}"].append(row)
    return dict(panels)
