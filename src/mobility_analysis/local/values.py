"""``local/values.csv``: the numbers of a place's own measures, each row held against the rules of the gate."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from mobility_analysis.framework.registry import Unit
from mobility_analysis.framework.subgroups import ALL, BY_LABEL, Subgroup
from mobility_analysis.local.cells import day, years
from mobility_analysis.local.folder import VALUES
from mobility_analysis.local.measures import LocalMeasure
from mobility_analysis.local.reading import Reading, Rules
from mobility_analysis.local.remarks import BadCell, LocalRemark
from mobility_analysis.local.row_numbers import limits_of, numbers_of, value_of, whole_of
from mobility_analysis.local.table import Table

# Each column with what it is for; the order is that of a new file.
COLUMNS: dict[str, str] = {
    "local_id": "Which measure of measures.csv it is.",
    "area": "Empty for the whole place; else the name of a part, such as North side.",
    "subgroup_type": "Kind of group, such as race_ethnicity; may be empty, for the group says it.",
    "subgroup": "The group, as the report calls it; empty or All for everyone.",
    "scheme": "How people were put into groups; may be empty, for the group says it.",
    "period": "The year, or the years, such as 2024 or 2022-2024.",
    "year": "The last year of the period; may be empty.",
    "value": "The number; shares from 0 to 1, or as 31%. May be empty beside numerator and denominator.",
    "lower": "Lower end of the 95 percent interval, where one is known.",
    "upper": "Upper end of the 95 percent interval, where one is known.",
    "numerator": "How many were counted, such as children enrolled.",
    "denominator": "Out of how many, such as all children.",
    "n": "How many answers or records it rests on, where that is neither of them.",
    "as_of": "The day on which it was counted or read.",
}


@dataclass(frozen=True)
class LocalRow:
    """One number that passed the gate, before its interval and grade.

    Attributes
    ----------
    number
        Its row in the file.
    area
        Empty for the whole place.
    value
        Computed where numerator and denominator are given.
    """

    number: int
    measure: LocalMeasure
    area: str
    group: Subgroup
    period: str
    value: float
    lower: float | None
    upper: float | None
    numerator: float | None
    denominator: float | None
    n: float | None
    as_of: date | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What no two rows share."""
        return self.measure.id, self.area.casefold(), self.group.label, self.period

    @property
    def counts(self) -> tuple[float, ...]:
        """Every count of people that the row gives, or that can be computed from it."""
        unit = self.measure.measure.unit
        if unit is Unit.COUNT:
            return (self.value,)
        # A survey's share is of those who answered.
        of = self.n if self.denominator is None and unit is Unit.SHARE else self.denominator
        part = self.numerator
        if part is None and of is not None and unit is not Unit.RATIO:
            part = self.value * of / unit.per
        rest = of - part if unit is Unit.SHARE and of is not None and part is not None else None
        return tuple(each for each in (part, of, rest, self.n) if each is not None)


@dataclass(frozen=True)
class ValuesRead:
    """The rows that passed, in the file's order, and what is to be said.

    Attributes
    ----------
    left_out
        The ``local_id`` of each row that was left out.
    """

    rows: tuple[LocalRow, ...]
    left_out: tuple[str, ...]
    remarks: tuple[LocalRemark, ...]


def read_values(
    table: Table,
    measures: Iterable[LocalMeasure],
    known: Collection[str],
    rules: Rules,
) -> ValuesRead:
    """The rows of a table that keep the rules.

    Parameters
    ----------
    known
        Ids of all rows of ``measures.csv``, those left out among them: their values go with them, and are told of in
        one remark for each measure.
    """
    if table.is_unread:
        return ValuesRead((), (), table.remarks)
    usable = {measure.id: measure for measure in measures}
    most = rules.bounds.values.most_rows
    remarks = list(table.remarks)
    if len(table.rows) > most:
        what = f"It has {len(table.rows)} rows; only the first {most} are read."
        remarks.append(LocalRemark(VALUES, None, "", "", what))
    left_out = [row.cells["local_id"] for row in table.rows[most:]]
    gone: dict[str, list[int]] = defaultdict(list)
    rows: list[LocalRow] = []
    for row in table.rows[:most]:
        local_id = row.cells["local_id"]
        if local_id in known and local_id not in usable:
            gone[local_id].append(row.number)
            left_out.append(local_id)
            continue
        reading = Reading(row, table.separator, rules)
        found = _read_row(reading, usable)
        remarks += reading.remarks
        if found is None:
            left_out.append(local_id)
        else:
            rows.append(found)
    for local_id, numbers in gone.items():
        what = (
            f"its row of measures.csv was left out, and so are the {len(numbers)} rows of it here."
        )
        remarks.append(LocalRemark(VALUES, numbers[0], "local_id", local_id, what))
    named = {row.cells["local_id"] for row in table.rows}
    for local_id in sorted(usable.keys() - named):
        what = "measures.csv has this measure, and no row here is of it, so nothing of it is shown."
        remarks.append(LocalRemark(VALUES, None, "", local_id, what, is_note=True))
    once, twice = _each_once(rows)
    remarks += twice
    kept = {row.number for row in once}
    left_out += [row.measure.id for row in rows if row.number not in kept]
    return ValuesRead(tuple(once), tuple(left_out), tuple(remarks))


def _each_once(rows: list[LocalRow]) -> tuple[list[LocalRow], list[LocalRemark]]:
    """Rows of which there is one; of two of one group and time none is chosen."""
    same: dict[tuple[str, ...], list[LocalRow]] = defaultdict(list)
    for row in rows:
        same[row.key].append(row)
    remarks = []
    for group in same.values():
        for row in group if len(group) > 1 else ():
            others = ", ".join(str(other.number) for other in group if other is not row)
            what = (
                f"the same measure, area, group and period stand in row {others}. Keep one of them."
            )
            remarks.append(LocalRemark(VALUES, row.number, "local_id", row.measure.id, what))
    return [row for row in rows if len(same[row.key]) == 1], remarks


def _read_row(reading: Reading, usable: dict[str, LocalMeasure]) -> LocalRow | None:
    """The row, or nothing where something is wrong with it."""
    cells, rules = reading.row.cells, reading.rules
    measure = usable.get(cells["local_id"])
    if measure is None:
        near = difflib.get_close_matches(cells["local_id"], usable, 1)
        meant = f" Did you mean {near[0]}?" if near else ""
        reading.remark("local_id", f"measures.csv has no such measure.{meant}")
        return None
    area = "" if cells["area"].casefold() in ("all", rules.place.casefold()) else cells["area"]
    most = rules.bounds.values.longest_area
    if len(area) > most:
        reading.remark("area", f"write {most} letters at most.")
    group = _group(reading)
    period = _period(reading)
    numbers = numbers_of(reading, measure.measure.unit)
    value = value_of(reading, numbers, measure.measure.unit)
    limits_of(reading, numbers, value, measure.measure.unit)
    n = whole_of(reading, "n")
    as_of = _as_of(reading)
    if reading.is_wrong or group is None or value is None:
        return None
    plain = {name: None if found is None else found.value for name, found in numbers.items()}
    return LocalRow(
        number=reading.row.number,
        measure=measure,
        area=area,
        group=group,
        period=period,
        value=value,
        lower=plain["lower"],
        upper=plain["upper"],
        numerator=plain["numerator"],
        denominator=plain["denominator"],
        n=n,
        as_of=as_of,
    )


# ------------------------------------------------------------------ who and when


def _group(reading: Reading) -> Subgroup | None:
    cells = reading.row.cells
    label = cells["subgroup"] or ALL
    known = {each.casefold(): each for each in BY_LABEL}
    if label.casefold() not in known:
        near = difflib.get_close_matches(label.casefold(), known, 1, 0.5)
        meant = f" Did you mean {known[near[0]]}?" if near else ""
        reading.remark("subgroup", f"there is no such group; docs/planning.md lists them.{meant}")
        return None
    group = BY_LABEL[known[label.casefold()]]
    for column, right in (("subgroup_type", group.type.value), ("scheme", group.scheme.value)):
        if cells[column] and cells[column].lower() != right:
            what = f"for {group.label} write {right}, or leave the cell empty."
            reading.remark(column, what)
    return group


def _period(reading: Reading) -> str:
    cells, limits = reading.row.cells, reading.rules.bounds.values
    column = "year" if cells["year"] and not cells["period"] else "period"
    try:
        first, last = years(cells[column])
        newest = reading.rules.newest_year
        if first < limits.earliest_year or last > newest:
            raise BadCell(f"write years from {limits.earliest_year} to {newest}.")
        if last - first >= limits.longest_period:
            raise BadCell(f"write a period of {limits.longest_period} years at most.")
        if cells["year"] and years(cells["year"]) != (last, last):
            reading.remark(
                "year", f"the period ends in {last}; write that, or leave the cell empty."
            )
    except BadCell as trouble:
        reading.remark(column, str(trouble))
        return ""
    return str(last) if first == last else f"{first}-{last}"


def _as_of(reading: Reading) -> date | None:
    text = reading.row.cells["as_of"]
    try:
        found = day(text, separator=reading.separator) if text else None
        if found is not None and found.year > reading.rules.newest_year:
            raise BadCell("this day lies in the future.")
    except BadCell as trouble:
        reading.remark("as_of", str(trouble))
        return None
    return found
