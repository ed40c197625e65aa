"""Colors that can be read and told apart: contrast, grayscale, and the common color blindnesses."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from mobility_analysis.press import inline_svg
from mobility_analysis.press.templates import TEMPLATES
from mobility_analysis.reporting.charts.area_maps import BLUES

TEXT_CONTRAST, MARK_CONTRAST = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
TOLD_APART = 20.0  # CIE 1976 difference; 2.3 is just noticeable
LIGHTER = 10.0  # L* of 100, as gray on paper

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
# https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html
BLINDNESS = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}  # fmt: skip
# sRGB to XYZ with the D65 white point, IEC 61966-2-1.
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def css(name: str) -> str:
    text = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    found = re.search(rf"--{name}: (#[0-9a-f]+)", text)
    assert found is not None
    code = found.group(1)
    return code if len(code) == 7 else "#" + "".join(letter * 2 for letter in code[1:])


def linear(color: str) -> np.ndarray:
    raw = np.array([int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(raw <= 0.04045, raw / 12.92, ((raw + 0.055) / 1.055) ** 2.4)


def luminance(color: str) -> float:
    return float(XYZ[1] @ linear(color))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(light: np.ndarray) -> np.ndarray:
    ratio = XYZ @ np.clip(light, 0, 1) / XYZ.sum(axis=1)
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_the_yardsticks_themselves() -> None:
    """Black on white is 21 to 1; #777777 on white 4.48 to 1 (W3C); pure red is L*a*b* 53, 80, 67."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    np.testing.assert_allclose(lab(linear("#ff0000")), [53.2, 80.1, 67.2], atol=0.15)


@pytest.mark.parametrize("ink", [inline_svg.INK, inline_svg.GRAY, inline_svg.BLUE])
@pytest.mark.parametrize("ground", [inline_svg.PAPER, inline_svg.FAINT])
def test_words_in_figures_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= TEXT_CONTRAST


@pytest.mark.parametrize(
    "mark", [inline_svg.INK, inline_svg.GRAY, inline_svg.BLUE, inline_svg.ORANGE]
)
@pytest.mark.parametrize("ground", [inline_svg.PAPER, inline_svg.FAINT])
def test_marks_can_be_seen(mark: str, ground: str) -> None:
    assert contrast(mark, ground) >= MARK_CONTRAST


def test_figures_and_page_have_one_blue_and_one_orange() -> None:
    assert (css("blue"), css("orange")) == (inline_svg.BLUE, inline_svg.ORANGE)


@pytest.mark.parametrize("ink", ["ink", "soft", "blue", "orange"])
@pytest.mark.parametrize("ground", ["paper", "faint", "wash-blue", "wash-orange"])
def test_words_on_the_page_can_be_read(ink: str, ground: str) -> None:
    assert contrast(css(ink), css(ground)) >= TEXT_CONTRAST


def test_blue_and_orange_differ_as_grays() -> None:
    assert lab(linear(inline_svg.ORANGE))[0] - lab(linear(inline_svg.BLUE))[0] >= LIGHTER


@pytest.mark.parametrize("kind", BLINDNESS)
def test_blue_and_orange_differ_to_the_color_blind(kind: str) -> None:
    seen = np.array(BLINDNESS[kind])
    apart = np.linalg.norm(
        lab(seen @ linear(inline_svg.BLUE)) - lab(seen @ linear(inline_svg.ORANGE))
    )
    assert apart >= TOLD_APART


def test_the_classes_of_a_map_darken_step_by_step() -> None:
    lightness = [lab(linear(color))[0] for color in BLUES]
    steps = [before - after for before, after in itertools.pairwise(lightness)]
    assert min(steps) >= LIGHTER
