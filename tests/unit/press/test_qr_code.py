"""A QR code: the squares of the standard, as the library computes them, with the margin that readers need."""

from __future__ import annotations

import re

import segno
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.press.qr_code import qr_code

MARGIN = 4


def _squares(svg: str) -> list[list[int]]:
    """The dark squares of a drawn code, row by row: lines of one square's height along the rows."""
    side = int(re.search(r'width="(\d+)"', svg)[1])  # type: ignore[index]
    found = [[0] * side for _ in range(side)]
    (dark,) = re.findall(r'<path[^>]*stroke="#000"[^>]*d="([^"]+)"', svg)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", dark):
        if command == "h":
            long = int(numbers)
            for square in range(int(x), int(x) + long):
                found[int(y)][square] = 1
            x += long
        else:
            across, down = map(float, re.findall(r"-?[\d.]+", numbers))
            x, y = (across, down) if command == "M" else (x + across, y + down)
    return found


@given(st.from_regex(r"https://example\.gov/[a-z0-9/?=.-]{1,150}", fullmatch=True))
def test_what_is_drawn_is_the_code_within_its_margin(address: str) -> None:
    made = qr_code(address, "QR code")
    expected = segno.make_qr(address, error="m", boost_error=False)
    drawn = _squares(made.svg)
    side = len(expected.matrix)
    assert len(drawn) == side + 2 * MARGIN
    inner = [row[MARGIN:-MARGIN] for row in drawn[MARGIN:-MARGIN]]
    assert inner == [list(row) for row in expected.matrix]
    assert sum(map(sum, drawn)) == sum(map(sum, inner))


def test_it_says_what_it_is_and_is_the_same_each_time() -> None:
    made = qr_code("https://example.gov/39153/", "QR code of https://example.gov/39153/")
    assert made.alt == "QR code of https://example.gov/39153/"
    assert made == qr_code("https://example.gov/39153/", made.alt)
    assert qr_code("https://example.gov/39151/", made.alt).svg != made.svg
