"""Small drawings as PNG files: what is drawn is there, and the same each time."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from mobility_analysis.press.pixels import (
    BLUE,
    CIRCLE,
    DENSITY,
    DIAMOND,
    INK,
    SQUARE,
    Sheet,
    width_of,
)

RGB_BLUE, RGB_INK, WHITE = (0x1B, 0x4F, 0x8F), (0x1F, 0x23, 0x28), (255, 255, 255)


def _picture(sheet: Sheet) -> Image.Image:
    return Image.open(io.BytesIO(sheet.png())).convert("RGB")


def _at(picture: Image.Image, x: float, y: float) -> object:
    return picture.getpixel((round(x * DENSITY), round(y * DENSITY)))


def test_the_picture_has_the_size_of_the_sheet() -> None:
    picture = Image.open(io.BytesIO(Sheet(2.0, 0.5).png()))
    assert picture.size == (2 * DENSITY, DENSITY // 2)
    assert picture.info["dpi"][0] == pytest.approx(DENSITY, abs=1)
    assert picture.format == "PNG"


@pytest.mark.parametrize("shape", [CIRCLE, SQUARE, DIAMOND])
def test_a_hollow_mark_shows_the_paper_and_a_solid_one_its_color(shape: str) -> None:
    sheet = Sheet(1, 0.5)
    sheet.mark(0.25, 0.25, shape, 12, BLUE)
    sheet.mark(0.75, 0.25, shape, 12, BLUE, is_solid=False)
    picture = _picture(sheet)
    assert _at(picture, 0.25, 0.25) == RGB_BLUE
    assert _at(picture, 0.75, 0.25) == WHITE
    assert RGB_BLUE in {picture.getpixel((x, DENSITY // 4)) for x in range(DENSITY // 2, DENSITY)}


def test_lines_and_blocks_stand_where_they_are_drawn() -> None:
    sheet = Sheet(1, 0.5)
    sheet.block(0.5, 0.9, 0.1, 0.4, BLUE)
    sheet.line([(0.0, 0.25), (0.4, 0.25)], INK, 2)
    picture = _picture(sheet)
    assert _at(picture, 0.7, 0.2) == RGB_BLUE
    assert _at(picture, 0.2, 0.25) == RGB_INK
    assert _at(picture, 0.95, 0.25) == WHITE


def test_words_take_the_room_that_is_told() -> None:
    sheet = Sheet(2, 0.3)
    sheet.words(0, 0.15, "79 percent")
    picture = _picture(sheet)
    columns = [
        x
        for x in range(2 * DENSITY)
        if any(picture.getpixel((x, y)) == RGB_INK for y in range(20, 50))
    ]
    assert columns
    assert max(columns) / DENSITY <= width_of("79 percent") + 0.02


def test_the_same_drawing_gives_the_same_bytes() -> None:
    def drawn() -> bytes:
        sheet = Sheet(1, 0.3)
        sheet.words(1, 0.15, "Aa", align="r")
        return sheet.png()

    assert drawn() == drawn()
