"""A sheet writes what was drawn where it was drawn; its ticks are round, inside the scale and the possible."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from mobility_analysis.framework.registry import registry
from mobility_analysis.press.drawing import Drawing, MapScale, Scale, round_ticks
from mobility_analysis.press.inline_svg import FONT_SIZE, GRAY, INK, UNITS

SVG = "{http://www.w3.org/2000/svg}"
SHARE = registry().measures["share_employed"]


def test_a_scale_a_little_wider_than_the_possible_has_more_than_one_tick() -> None:
    # At steps of a half only the middle one is inside, and a reader could not tell how far 20% is.
    assert round_ticks(Scale(-0.02, 1.02, 0, 4), SHARE) == pytest.approx([0.2, 0.4, 0.6, 0.8])


@given(st.floats(0, 0.98), st.floats(0.01, 1))
def test_ticks_are_inside_and_rise(low: float, part: float) -> None:
    scale = Scale(low, low + part * (1.02 - low), 0, 4)
    ticks = round_ticks(scale, SHARE)
    assert len(ticks) >= 1
    assert ticks == sorted(set(ticks))
    assert all(scale.low < tick < scale.high and 0 <= tick <= 1 for tick in ticks)


def _read(sheet: Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(sheet.svg("x", "words & more"))


def test_a_picture_is_named_by_its_words() -> None:
    root = _read(Drawing(2, 1))
    assert (root.get("viewBox"), root.get("role")) == ("0 0 1440 720", "img")
    assert root.get("aria-label") == "words & more"


def test_lines_of_one_look_are_one_element_and_others_are_not() -> None:
    sheet = Drawing(2, 1)
    sheet.line([0, 1], [0, 0], INK, 1)
    sheet.line([0, 1], [1, 1], INK, 1)
    sheet.line([0, 1], [0.5, 0.5], INK, 2, dashes=(3, 2))
    for _ in range(2):  # crossing ones would show through each other
        sheet.line([0, 1], [0, 1], INK, 2, alpha=0.5)
    root = _read(sheet)
    found = [(p.get("d"), p.get("stroke-dasharray")) for p in root.findall(f"{SVG}path")]
    assert found == [("M0 720h720M0 0h720", None), ("M0 360h720", "60 40")]
    (alike,) = root.findall(f"{SVG}g")
    assert alike.get("stroke-opacity") == "0.5"
    assert [path.attrib for path in alike] == [{"d": "M0 720l720-720"}] * 2


def test_words_of_one_style_say_it_once() -> None:
    sheet = Drawing(2, 1)
    for place, text in enumerate("abc"):
        sheet.words(place / 2, 0.5, text, align="right" if text == "b" else "center", color=GRAY)
    root = _read(sheet)
    (alike,) = root.findall(f"{SVG}g")
    assert (alike.get("text-anchor"), alike.get("fill")) == ("middle", GRAY)
    assert [(word.text, sorted(word.attrib)) for word in alike] == [
        ("a", ["x", "y"]),
        ("c", ["x", "y"]),
    ]
    (other,) = root.findall(f"{SVG}text")
    assert (other.text, other.get("text-anchor")) == ("b", "end")


def test_what_lies_on_a_higher_layer_is_drawn_later() -> None:
    sheet = Drawing(2, 1)
    sheet.line([0, 1], [0, 0], INK, 1, layer=2)
    sheet.line([0, 1], [1, 1], GRAY, 1, layer=1)
    assert [p.get("stroke") for p in _read(sheet).iter(f"{SVG}path")] == [GRAY, INK]


def test_words_lie_where_they_are_told_and_are_escaped() -> None:
    sheet = Drawing(2, 1)
    sheet.words(0.1, 0.5, "a < b & $5", align="left")
    sheet.words(1.9, 0.9, "end", align="right", is_bold=True)
    (low, high) = _read(sheet).iter(f"{SVG}text")
    assert low.text == "a < b & $5"
    assert (low.get("x"), high.get("x")) == ("72", "1368")
    assert float(low.get("y", 0)) == pytest.approx(360 + 3.8 * FONT_SIZE, abs=0.6)
    assert float(high.get("y", 0)) == pytest.approx(72 + 3.8 * FONT_SIZE, abs=0.6)
    assert (high.get("text-anchor"), high.get("font-weight")) == ("end", "bold")
    assert low.get("fill") is None, "ink is the picture's own color"


def test_a_mark_of_each_grade_can_be_told_from_the_others() -> None:
    looks = []
    for grade in (1, 2, 3):
        sheet = Drawing(1, 1)
        sheet.mark(0.5, 0.5, "o", 44, "#1b4f8f", grade=grade)
        (circle,) = _read(sheet).iter(f"{SVG}circle")
        assert (circle.get("cx"), circle.get("cy")) == ("360", "360")
        assert float(circle.get("r", 0)) == pytest.approx(UNITS * 44**0.5 / 2, abs=0.1)
        looks.append(circle.get("fill"))
    assert looks == ["#1b4f8f", "#ffffff", "url(#x-hatch)"]


@pytest.mark.parametrize(
    ("shape", "data"),
    [("s", "M340 380h40v-40h-40z"), ("D", "M360 388l28-28-28-28-28 28z")],
)
def test_squares_and_diamonds_of_one_area_have_sides_of_one_length(shape: str, data: str) -> None:
    sheet = Drawing(1, 1)
    sheet.mark(0.5, 0.5, shape, 16, INK, grade=1)
    (path,) = _read(sheet).iter(f"{SVG}path")
    assert path.get("d") == data


def test_a_map_keeps_its_holes_and_stands_on_its_corner() -> None:
    sheet = Drawing(1, 1)
    land = box(1000, 2000, 1100, 2100).difference(box(1025, 2025, 1050, 2050))
    place = MapScale(1000, 2000, 0.01, left=0, bottom=0)
    sheet.outlines([land, None, Polygon()], place, face=GRAY, edge=INK, width=0.5)
    (path,) = _read(sheet).iter(f"{SVG}path")
    rings = (path.get("d") or "").split("z")
    assert (len(rings), rings[-1]) == (3, "")
    assert rings[1].startswith(("M180 540", "M360 540", "M180 360", "M360 360"))
    sheet = Drawing(1, 1)
    sheet.outlines([], face=GRAY, edge=INK, width=0.5)
    assert list(_read(sheet).iter(f"{SVG}path")) == []


def test_what_is_pointed_at_says_its_name() -> None:
    sheet = Drawing(2, 1)
    sheet.outlines(
        [box(0, 0, 1, 1), box(1, 0, 2, 1)], face=INK, edge=GRAY, width=1, names=["A & B", "C"]
    )
    sheet.mark(1, 0.5, "o", 10, INK, grade=1, name="D: 8%")
    sheet.line([0, 1], [0, 0], INK, 1, name="E")
    sheet.line([0, 1], [1, 1], INK, 1)
    root = _read(sheet)
    names = [path.findtext(f"{SVG}title") for path in root.iter(f"{SVG}path")]
    assert names == ["A & B", "C", "E", None]
    assert root.findtext(f"{SVG}circle/{SVG}title") == "D: 8%"


def test_a_coarser_lattice_moves_corners_and_not_the_picture() -> None:
    whole, coarse = Drawing(2, 2), Drawing(2, 2)
    land = Polygon([(0.1, 0.1), (1.913, 0.1), (1.913, 1.507)])
    whole.outlines([land], face=INK, edge=GRAY, width=0.5)
    coarse.outlines([land], face=INK, edge=GRAY, width=0.5, grain=5)
    (fine,), (short,) = (_read(sheet).iter(f"{SVG}path") for sheet in (whole, coarse))
    assert (short.get("transform"), short.get("stroke-width")) == ("scale(5)", "1")
    assert fine.get("stroke-width") == "5"
    assert fine.get("d") == "M72 1368h1305v-1013z"
    assert short.get("d") == "M14 274h261v-203z"
    hatched = Drawing(2, 2)
    hatched.outlines([land], face=INK, edge=GRAY, width=0.5, hatch="//", grain=5)
    assert "scale" not in hatched.svg("x", "hatches keep their distance")


def test_shapes_drawn_together_are_those_drawn_alone_and_keep_their_names() -> None:
    ring = Polygon(box(0, 0, 1, 1).exterior, [box(0.2, 0.2, 0.4, 0.4).exterior])
    pair = MultiPolygon([box(1, 0, 1.5, 1), box(1.6, 0, 2, 1)])
    shapes = [box(0, 1, 2, 2), None, ring, Polygon(), pair]
    names = ["plain", "none", "hole", "empty", "two"]

    def paths(chosen: list[int], *, named: bool = True) -> list[str]:
        sheet = Drawing(2, 2)
        told = [names[place] for place in chosen] if named else ()
        each = [shapes[place] for place in chosen]
        sheet.outlines(each, face="#fff", edge=INK, width=1, names=told)
        return [path.get("d", "") for path in _read(sheet).iter(f"{SVG}path")]

    together = paths([0, 1, 2, 3, 4])
    assert together == [data for place in (0, 2, 4) for data in paths([place])]
    assert [data.count("z") for data in together] == [1, 2, 2]
    assert paths([0, 1, 2, 3, 4], named=False) == ["".join(together)]
    assert paths([1, 3]) == paths([1, 3], named=False) == []
