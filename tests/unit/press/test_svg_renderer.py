"""Our renderer against Matplotlib's own SVG backend: the same shapes and words at the same places."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
import seaborn as sns
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import rc_context
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path

from mobility_analysis.press.drawing import Drawing
from mobility_analysis.press.inline_svg import FONT_SIZE, INK, STYLE, to_svg
from mobility_analysis.press.svg_renderer import UNITS, draw_svg

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = r"-?(?:\d+\.?\d*|\.\d+)"


def ours(canvas: Canvas) -> ElementTree.Element:
    return ElementTree.fromstring(to_svg(canvas, "x", "words"))


def stock(canvas: Canvas) -> ElementTree.Element:
    buffer = io.StringIO()
    with rc_context({"svg.fonttype": "none", "path.simplify": False}):
        canvas.savefig(buffer, format="svg")
    return ElementTree.fromstring(buffer.getvalue())


def points(data: str) -> list[tuple[float, float]]:
    """Where a path goes, in points; control points of curves are passed over."""
    at, start, found = (0.0, 0.0), (0.0, 0.0), []
    for letter, rest in re.findall(r"([MLHVCQZmlhvcqz])([^MLHVCQZmlhvcqz]*)", data):
        numbers = [float(each) for each in re.findall(NUMBER, rest)]
        kind, is_step = letter.upper(), letter.islower()
        size = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "Z": 0}[kind]
        if kind == "Z":
            at = start
            continue
        for first in range(0, len(numbers), size):
            part = numbers[first : first + size]
            x, y = {"H": (part[0], None), "V": (None, part[0])}.get(kind, tuple(part[-2:]))
            base = at if is_step else (0.0, 0.0)
            at = (
                at[0] if x is None else base[0] + x,
                at[1] if y is None else base[1] + y,
            )
            start = at if kind == "M" else start
            found.append(at)
    return [(x / UNITS, y / UNITS) for x, y in found]


def words(root: ElementTree.Element, units: int) -> dict[str, tuple[float, float]]:
    found = {}
    for element in root.iter(f"{SVG}text"):
        x, y = element.get("x"), element.get("y")
        if x is None:  # Matplotlib moves its text
            x, y = re.findall(NUMBER, element.get("transform", ""))[:2]
        found["".join(element.itertext())] = (float(x) / units, float(y or 0) / units)
    return found


@pytest.fixture
def swarm() -> Canvas:
    """Axes as reports have them: a swarm, ticks, a line and an annotation."""
    with rc_context(sns.axes_style("ticks") | STYLE):
        canvas = Canvas(figsize=(4.5, 1.5))
        axes = canvas.add_axes((0.015, 0.2, 0.97, 0.66))
        axes.set_xlim(0, 1)
        sns.swarmplot(x=np.array([0.2, 0.21, 0.22, 0.7]), ax=axes, size=5)
        axes.axvline(0.5, color="#5b636d", dashes=(3, 2))
        axes.annotate("Alder", (0.5, 1), xycoords=("data", "axes fraction"), ha="right")
        axes.set_xticks([0.25, 0.75], ["25%", "75%"])
        axes.set_yticks([])
    return canvas


def test_words_stand_where_matplotlib_puts_them(swarm: Canvas) -> None:
    found, expected = words(ours(swarm), UNITS), words(stock(swarm), 1)
    assert set(found) == set(expected) == {"25%", "75%", "Alder"}
    for text, place in expected.items():
        assert found[text] == pytest.approx(place, abs=0.3), text


def test_circles_stand_where_matplotlib_puts_them(swarm: Canvas) -> None:
    circles = [
        (float(c.get("cx", 0)) / UNITS, float(c.get("cy", 0)) / UNITS)
        for c in ours(swarm).iter(f"{SVG}circle")
    ]
    (group,) = (
        g for g in stock(swarm).iter(f"{SVG}g") if g.get("id", "").startswith("PathCollection")
    )
    swarmed = [(float(u.get("x", 0)), float(u.get("y", 0))) for u in group.iter(f"{SVG}use")]
    assert len(circles) == 4
    assert np.array(sorted(circles)) == pytest.approx(np.array(sorted(swarmed)), abs=0.06)


@given(
    st.lists(st.tuples(st.floats(0, 4), st.floats(0, 2)), min_size=2, max_size=40, unique=True),
    st.booleans(),
)
def test_a_path_goes_where_it_was_told(corners: list[tuple[float, float]], closed: bool) -> None:
    canvas = Canvas(figsize=(4, 2))
    canvas.patch.set_visible(False)
    codes = [Path.MOVETO, *[Path.LINETO] * (len(corners) - 1)]
    given_points = np.array(corners)
    if closed:
        codes.append(Path.CLOSEPOLY)
        given_points = np.vstack([given_points, [99, 99]])  # a closing point is never drawn
    patch = PathPatch(Path(given_points, codes), facecolor="none", edgecolor=INK)
    patch.set_transform(canvas.dpi_scale_trans)
    canvas.add_artist(patch)
    _, body = draw_svg(canvas, "x", font_size=FONT_SIZE, ink=INK)
    data = re.findall(r' d="([^"]*)"', body)
    expected = [(x * 72, 144 - y * 72) for x, y in corners]
    seen = points(data[0])
    assert data[0].endswith("z") is closed
    # Points nearer than a tenth of a point are one; every point told is near one that is drawn.
    for x, y in expected:
        assert min(abs(x - a) + abs(y - b) for a, b in seen) <= 0.2
    assert all(a != b for a, b in pairwise(seen))


def test_a_gap_in_a_line_is_a_gap() -> None:
    sheet = Drawing(2, 1)
    sheet.line([0, 1, np.nan, 1, 2], [0, 0, np.nan, 1, 1], INK, 1)
    (path,) = ours(sheet).iter(f"{SVG}path")
    assert path.get("d") == "M0 720h720M720 0h720"


def test_lines_of_one_style_are_one_element_and_others_are_not() -> None:
    sheet = Drawing(2, 1)
    sheet.line([0, 1], [0, 0], INK, 1)
    sheet.line([0, 1], [1, 1], INK, 1)
    sheet.line([0, 1], [0.5, 0.5], INK, 2)
    assert [p.get("d") for p in ours(sheet).iter(f"{SVG}path")] == [
        "M0 720h720M0 0h720",
        "M0 360h720",
    ]


def test_words_of_a_sheet_lie_inside_it_and_are_escaped() -> None:
    sheet = Drawing(2, 1)
    sheet.words(0.1, 0.5, "a < b & $5", align="left")
    sheet.words(1.9, 0.9, "end", align="right", is_bold=True)
    (low, high) = ours(sheet).iter(f"{SVG}text")
    assert low.text == "a < b & $5"
    assert (low.get("x"), high.get("x")) == ("72", "1368")
    assert float(low.get("y", 0)) == pytest.approx(360 + 3.8 * FONT_SIZE, abs=0.6)
    assert float(high.get("y", 0)) == pytest.approx(72 + 3.8 * FONT_SIZE, abs=0.6)
    assert (high.get("text-anchor"), high.get("font-weight")) == ("end", "bold")
    assert low.get("fill") is None, "ink is the picture's own color"


def test_what_leaves_its_axes_is_cut() -> None:
    canvas = Canvas(figsize=(2, 1))
    axes = canvas.add_axes((0.25, 0.25, 0.5, 0.5))
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_axis_off()
    axes.add_patch(Circle((0.5, 0.5), 0.1, facecolor=INK))
    inside = draw_svg(canvas, "x", font_size=FONT_SIZE, ink=INK)[1]
    axes.plot([-1, 2], [0.5, 0.5], color=INK)
    outside = draw_svg(canvas, "x", font_size=FONT_SIZE, ink=INK)[1]
    assert "clip-path" not in inside
    assert '<clipPath id="x-clip"><rect x="360" y="180" width="720" height="360"/>' in outside
    assert 'clip-path="url(#x-clip)"' in outside


def test_a_mark_of_each_grade_can_be_told_from_the_others() -> None:
    looks = []
    for grade in (1, 2, 3):
        sheet = Drawing(1, 1)
        sheet.mark(0.5, 0.5, "o", 44, "#1b4f8f", grade=grade)
        (circle,) = ours(sheet).iter(f"{SVG}circle")
        assert (circle.get("cx"), circle.get("cy")) == ("360", "360")
        assert float(circle.get("r", 0)) == pytest.approx(UNITS * 44**0.5 / 2, abs=0.1)
        looks.append(circle.get("fill"))
    assert looks == ["#1b4f8f", "#ffffff", "url(#x-hatch)"]


@pytest.mark.parametrize("drawn", ["turned", "formula", "stars"])
def test_what_it_cannot_draw_is_an_error(drawn: str) -> None:
    canvas = Canvas(figsize=(1, 1))
    if drawn == "turned":
        canvas.text(0.5, 0.5, "up", rotation=90)
    elif drawn == "formula":
        canvas.text(0.5, 0.5, "$x^2$", parse_math=True)
    else:
        canvas.patch.set_hatch("*")
    with pytest.raises(NotImplementedError):
        draw_svg(canvas, "x", font_size=FONT_SIZE, ink=INK)
