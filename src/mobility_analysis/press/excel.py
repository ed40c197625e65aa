"""What every workbook of ours has in common: texts that stay texts, what Excel can take, paper."""

from __future__ import annotations

from datetime import date

LETTER = 1
MARGIN = 0.4  # inches

# Texts are texts, whatever they begin with: no formula, no link, no number.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# The most letters that Excel takes in a cell, in the header of a table's column and below a printed page.
LONGEST, LONGEST_HEADER, LONGEST_FOOTER = 32_767, 255, 200
CUT = " …"
FIRST_DAY = date(1899, 12, 30)


def cut(text: str, longest: int) -> str:
    """``text``, or as much of it as Excel takes with a mark that says so."""
    return text if len(text) <= longest else text[: longest - len(CUT)] + CUT


def day_number(day: date) -> int:
    """A day as a spreadsheet counts days, from the end of 1899."""
    return (day - FIRST_DAY).days
