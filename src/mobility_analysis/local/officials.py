"""``local/officials.csv``: a place's own count of its elected officials, as it may be published.

`mobility plan officials tally` writes it; reports read it. It has no names, and no count in which somebody could be
recognized who did not agree to that.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from mobility_analysis.framework.subgroups import BY_LABEL, Scheme, SubgroupType
from mobility_analysis.insights.representation import (
    SELF_IDENTIFIED,
    WITH_STATEMENTS,
    GroupCount,
    OwnCount,
)
from mobility_analysis.local.folder import OFFICIALS, LocalFolder
from mobility_analysis.local.remarks import LocalRemark

SCOPES = ("own", "all")
# How many marked a box of the form, alone or with others; never compared with residents.
BOXES = "boxes_marked"
COLUMNS = (
    "as_of",
    "scope",
    "basis",
    "body",
    "subgroup",
    "in_office",
    "known",
    "at_least",
    "at_most",
    "vacant",
    "appointed",
)
_T = TypeVar("_T")


class BadCount(ValueError):
    """The file is not as the program wrote it; the text says where."""


def read_own_count(folder: LocalFolder) -> tuple[OwnCount | None, tuple[LocalRemark, ...]]:
    """The count in a plan's folder; of a file that is not as the program wrote it, nothing and a remark."""
    try:
        text = folder.officials.read_text(encoding="utf-8")
        return parse_own_count(text), ()
    except FileNotFoundError:
        return None, ()
    except (OSError, UnicodeDecodeError, BadCount) as error:
        why = str(error) if isinstance(error, BadCount) else "It cannot be read."
        what = f"{why} Write it anew: mobility plan officials -c PLACE tally. Until then reports do not show it."
        return None, (LocalRemark(OFFICIALS, None, "", "", what),)


def own_count_text(own: OwnCount) -> str:
    """The file's text."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    day = own.as_of.isoformat()

    def write(basis: str, body: str, group: str, *numbers: int) -> None:
        writer.writerow((day, own.scope, basis, body, group, *numbers, own.vacant, own.appointed))

    for each in own.groups:
        write(
            each.basis,
            each.body,
            each.subgroup,
            each.in_office,
            each.known,
            each.at_least,
            each.at_most,
        )
    whole = own.of()[0]
    for label, count in own.boxes:
        write(BOXES, "", label, whole.in_office, whole.known, count, count)
    return stream.getvalue()


def parse_own_count(text: str) -> OwnCount:
    """The count in the file's text.

    Raises
    ------
    BadCount
        It is not as the program wrote it.
    """
    try:
        reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
        rows = list(reader)
    except csv.Error as error:
        raise BadCount("Its cells cannot be told apart.") from error
    if tuple(reader.fieldnames or ()) != COLUMNS or not rows:
        raise BadCount("Its headings are not ours, or it has no rows.")
    groups, boxes = [], []
    for line, row in enumerate(rows, 2):
        count = _count(line, row)
        if count.basis == BOXES:
            boxes.append((count.subgroup, count.at_least))
        else:
            groups.append(count)
    own = OwnCount(
        scope=_same(rows, "scope", lambda text: SCOPES[SCOPES.index(text)]),
        as_of=_same(rows, "as_of", date.fromisoformat),
        vacant=_same(rows, "vacant", _number),
        appointed=_same(rows, "appointed", _number),
        groups=tuple(groups),
        boxes=tuple(boxes),
    )
    _check(own)
    return own


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError
    return int(text)


def _same(rows: Sequence[Mapping[str, str]], column: str, read: Callable[[str], _T]) -> _T:
    """What stands in a column, the same in every row."""
    found = {row[column] for row in rows}
    try:
        if len(found) != 1:
            raise ValueError
        return read(found.pop())
    except (ValueError, TypeError):
        raise BadCount(f"The column {column} does not hold one value that it can hold.") from None


def _count(line: int, row: Mapping[str, str]) -> GroupCount:
    columns = ("in_office", "known", "at_least", "at_most")
    try:
        in_office, known, at_least, at_most = (_number(row[column] or "") for column in columns)
    except (ValueError, KeyError):
        raise BadCount(f"Line {line} has a cell that is no whole number.") from None
    found = GroupCount(
        row["basis"], row["body"], row["subgroup"], in_office, known, at_least, at_most
    )
    group = BY_LABEL.get(found.subgroup)
    is_known = found.basis == BOXES or (
        found.basis in (SELF_IDENTIFIED, WITH_STATEMENTS)
        and group is not None
        and (group.type, group.scheme) == (SubgroupType.RACE_ETHNICITY, Scheme.RESIDENTS)
    )
    if not is_known or not at_least <= at_most <= known <= in_office or in_office == 0:
        raise BadCount(f"Line {line} does not hold together.")
    return found


def _check(own: OwnCount) -> None:
    """Each count has its groups once, and they add up."""
    tables: dict[tuple[str, str], list[GroupCount]] = {}
    for each in own.groups:
        tables.setdefault((each.basis, each.body), []).append(each)
    if (SELF_IDENTIFIED, "") not in tables:
        raise BadCount("It has no count of those who said it themselves.")
    for rows in tables.values():
        known = rows[0].known
        fewest, most = sum(r.at_least for r in rows), sum(r.at_most for r in rows)
        is_one = len({(r.in_office, r.known) for r in rows}) == 1
        if len({r.subgroup for r in rows}) != len(rows) or not is_one:
            raise BadCount("A group stands twice in one count, or its totals differ.")
        if not fewest <= known <= most:
            raise BadCount("The groups of one count do not add up to those known.")
