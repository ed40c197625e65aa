"""Cells of a table that Excel wrote, as numbers, days and years; what could mean two things is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mobility_analysis.framework.registry import Unit
from mobility_analysis.local.remarks import BadCell

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_SHORTENED = re.compile(r"[+-]?\d+([.,]\d+)?[eE][+-]?\d+")
_YEARS = re.compile(r"(\d{4})(?:\s*[-\u2013]\s*(\d{4}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_LEAVE_EMPTY = "write a number, or leave the cell empty."


@dataclass(frozen=True)
class Number:
    """A number as it was written.

    Attributes
    ----------
    step
        One unit of its last digit, so that a rounded number is not held to digits that it does not have.
    """

    value: float
    step: float


def number(text: str, *, separator: str = ",", unit: Unit | None = None) -> Number:
    """A cell as a number.

    ``12%`` and ``12 %`` are 0.12 where the unit is a share, ``$1,200`` is 1200 where it is dollars; ``1,200`` is 1200
    in a file with commas between cells and refused in one with semicolons, where it may be 1.2 as well.

    Raises
    ------
    BadCell
        Saying what to write.
    """
    bare, scale = text.replace("\u2212", "-").replace("\u00a0", " ").strip(), 1.0
    if bare.startswith("#"):
        raise BadCell(f"Excel could not compute or show this cell; {_LEAVE_EMPTY}")
    if bare.endswith("%"):
        if unit is not Unit.SHARE:
            raise BadCell("write the number without a percent sign; only shares have one.")
        bare, scale = bare[:-1].strip(), 0.01
    if bare.startswith("$"):
        if unit is not Unit.DOLLARS:
            raise BadCell(
                "write the number without a dollar sign; only amounts in dollars have one."
            )
        bare = bare[1:].strip()
    if _SHORTENED.fullmatch(bare):
        raise BadCell(
            "Excel shortened this number: format the cell as a number and write all its digits."
        )
    plain = _without_commas(bare, separator)
    if not _PLAIN.fullmatch(plain):
        raise BadCell(f"this is no number; {_LEAVE_EMPTY}")
    decimals = len(plain.partition(".")[2])
    return Number(float(plain) * scale, 10.0**-decimals * scale)


def _without_commas(text: str, separator: str) -> str:
    """``text`` with a point before its decimals and nothing between its thousands."""
    is_thousands = _THOUSANDS.fullmatch(text) is not None
    if separator != ";":
        return text.replace(",", "") if is_thousands else text
    if is_thousands and text.count(",") == 1 and "." not in text:
        whole = text.replace(",", "")
        raise BadCell(f"this may be {whole} or {text.replace(',', '.')}; write it without a comma.")
    if is_thousands:
        return text.replace(",", "")
    return text.replace(",", ".") if _COMMA.fullmatch(text) else text


def whole(text: str, *, separator: str = ",") -> int:
    """A cell as a whole number, not below 0.

    Raises
    ------
    BadCell
        Saying what to write.
    """
    found = number(text, separator=separator).value
    if found < 0 or found != int(found):
        raise BadCell("write a whole number, not below 0.")
    return int(found)


def years(text: str) -> tuple[int, int]:
    """First and last year of ``2024`` or ``2022-2024``.

    Raises
    ------
    BadCell
        Saying what to write.
    """
    found = _YEARS.fullmatch(text)
    if found is None:
        raise BadCell(
            "write a year such as 2024, or two with a dash between them such as 2022-2024."
        )
    first, last = int(found[1]), int(found[2] or found[1])
    if last < first:
        raise BadCell(f"the first year comes first; write {last}-{first}.")
    return first, last


def day(text: str, *, separator: str = ",") -> date:
    """A day: ``2026-03-31``, or ``3/31/2026`` as Excel writes it in the United States.

    The second is refused in a file with semicolons between cells, which is written where the day may come first.

    Raises
    ------
    BadCell
        Saying what to write.
    """
    iso, american = _ISO.fullmatch(text), _AMERICAN.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if american and separator != ";":
            return date(int(american[3]), int(american[1]), int(american[2]))
    except ValueError:
        pass
    raise BadCell("write the day as year-month-day, such as 2026-03-31.")
