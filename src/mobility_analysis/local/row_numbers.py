"""The numbers of one row of ``values.csv``, and whether they fit one another."""

from __future__ import annotations

from mobility_analysis.framework.registry import Unit
from mobility_analysis.local.cells import Number, number, whole
from mobility_analysis.local.reading import Reading
from mobility_analysis.local.remarks import BadCell

NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
WHOLE_PERCENT = 0.01
# Numbers that are no quotient of two counts.
_BY_ITSELF = (Unit.COUNT, Unit.DOLLARS, Unit.INDEX_100)
_NO_VALUE = {
    True: "Write the value; numerator and denominator do not make one in this unit.",
    False: "Write the value, or numerator and denominator. Leave out a row without either.",
}


def numbers_of(reading: Reading, unit: Unit) -> dict[str, Number | None]:
    """The row's numbers by column, as they were written; an empty or a wrong cell gives none."""
    found: dict[str, Number | None] = dict.fromkeys(NUMBERS)
    for column in NUMBERS:
        text = reading.row.cells[column]
        is_count = column in ("numerator", "denominator")
        try:
            if text:
                of = None if is_count else unit
                found[column] = number(text, separator=reading.separator, unit=of)
        except BadCell as trouble:
            reading.remark(column, str(trouble))
    return found


def whole_of(reading: Reading, column: str) -> int | None:
    """A cell that holds a whole number; none where it is empty or wrong."""
    text = reading.row.cells[column]
    try:
        return whole(text, separator=reading.separator) if text else None
    except BadCell as trouble:
        reading.remark(column, str(trouble))
        return None


def value_of(reading: Reading, numbers: dict[str, Number | None], unit: Unit) -> float | None:
    """The value: of numerator and denominator where both are given, since they are exact; else as written."""
    written, part, whole_ = (numbers[name] for name in ("value", "numerator", "denominator"))
    if any(reading.row.cells[name] and numbers[name] is None for name in NUMBERS):
        return None
    if written is not None and not _is_within(reading, "value", written.value, unit):
        return None
    if unit in _BY_ITSELF or part is None or whole_ is None:
        if written is None:
            reading.remark("value", _NO_VALUE[unit in _BY_ITSELF])
        elif unit is Unit.SHARE and reading.row.cells["value"] == "1":
            reading.remark("value", "this is read as 100 percent.", is_note=True)
        return None if written is None else written.value
    exact = _ratio(reading, part.value, whole_.value, unit)
    if exact is None or written is None:
        return exact
    if abs(written.value - exact) <= _rounding(written, unit) + 1e-9:
        return exact
    what = (
        f"numerator over denominator is {exact:.6g}. Mend what is wrong, or leave the value empty."
    )
    reading.remark("value", what)
    return None


def _rounding(number: Number, unit: Unit) -> float:
    """How far a number may lie from what it was rounded from; shares are written in whole percents at the coarsest."""
    return min(number.step, WHOLE_PERCENT if unit is Unit.SHARE else number.step) / 2


def _ratio(reading: Reading, part: float, of: float, unit: Unit) -> float | None:
    before = len(reading.remarks)
    for column, is_bad in (("numerator", part < 0), ("denominator", of <= 0)):
        if is_bad:
            least = "above 0" if column == "denominator" else "not below 0"
            reading.remark(column, f"write a number {least}.")
    if unit is Unit.SHARE and part > of > 0:
        what = f"a part cannot be more than the whole, {reading.row.cells['denominator']}."
        reading.remark("numerator", what)
    if len(reading.remarks) > before:
        return None
    exact = part / of * unit.per
    return exact if _is_within(reading, "numerator", exact, unit) else None


def _is_within(reading: Reading, column: str, value: float, unit: Unit) -> bool:
    low, high = reading.rules.bounds.measures.units[unit]
    if low <= value <= high:
        return True
    if unit is Unit.SHARE and 1 < value <= 100:
        example = f"{value / 100:.6g}"
        what = f"a share is written from 0 to 1; write {example} (or {value:.6g}%) for {value:.6g} percent."
    else:
        what = f"of the unit {unit.value} write a number from {low:,.6g} to {high:,.6g}."
    reading.remark(column, what)
    return False


def limits_of(
    reading: Reading, numbers: dict[str, Number | None], value: float | None, unit: Unit
) -> None:
    """Look whether both ends of the interval are there and possible, with the value between them."""
    lower, upper = numbers["lower"], numbers["upper"]
    given = [reading.row.cells[name] for name in ("lower", "upper")]
    if any(given) and not all(given):
        column = "lower" if given[1] else "upper"
        reading.remark(column, "Write both ends of the interval, or neither.")
    if lower is None or upper is None or value is None:
        return
    ends = {"lower": lower, "upper": upper}
    if not all(_is_within(reading, name, end.value, unit) for name, end in ends.items()):
        return
    written = numbers["value"]
    slack = max(_rounding(end, unit) for end in (lower, upper, written or lower)) + 1e-9
    if not lower.value - slack <= value <= upper.value + slack:
        reading.remark("lower", f"the value {value:.6g} does not lie between the two ends.")
