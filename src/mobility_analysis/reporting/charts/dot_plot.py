"""Small pictures beside the lines of page one: a number, what it is compared with, and where most places lie.

The number stands above the line with its name, what it is compared with below it, so that their words never
meet; peers are small marks without words, the gray band is the middle half of the places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shapely import box

from mobility_analysis.framework.registry import Direction, Measure
from mobility_analysis.insights.choose import Choice
from mobility_analysis.insights.everyone_else import EVERYONE, EVERYONE_ELSE
from mobility_analysis.insights.findings import Finding, Kind
from mobility_analysis.insights.group_names import short_group
from mobility_analysis.insights.numbers import tabled
from mobility_analysis.insights.patterns import capital
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.typical import TYPICAL_COUNTY
from mobility_analysis.press.chart_rows import (
    HEADER,
    HERE,
    NATION,
    PEER,
    Role,
    Row,
    describe,
    table_of,
)
from mobility_analysis.press.drawing import Drawing, Scale
from mobility_analysis.press.inline_svg import (
    BLUE,
    FONT_SIZE,
    GRAY,
    INK,
    PALE,
    Figure,
    Table,
)
from mobility_analysis.press.translation import ENGLISH, Language
from mobility_analysis.reporting.charts.trend_chart import SMALLEST_TREND_HEIGHT
from mobility_analysis.runs.place_data import PlaceData

WIDE, HIGH = 3.5, 0.56  # inches
LINE, ABOVE, BELOW = 0.28, 0.46, 0.1  # heights of the axis and of the words over and under it
SIDE = 0.06
LETTER = 0.075  # inches that a letter takes, on average, in the widest font used
HIGH_TREND = 0.84
HALF_BAND = 0.055
BETTER = 0.58  # inches that the word for the better end takes
QUARTERS = (25, 75)
COMPARED = Role(INK, "D", 30)


@dataclass(frozen=True)
class Dot:
    """One number of a picture; without a label it is one of the small marks between the words."""

    label: str
    value: float
    lower: float | None
    upper: float | None
    role: Role
    grade: int | None = 1
    period: str = ""


def place_dots(data: PlaceData, choice: Choice, language: Language = ENGLISH) -> Figure | None:
    """The place's number beside the one it is compared with, its peers and the middle half of the places.

    None where the place's own number is not at hand.
    """
    finding, measure = choice.finding, data.latest[choice.finding.measure].measure
    here = data.latest[measure.id]
    if here.value is None or finding.compared_value is None:
        return None
    own = _dot(_label(language, data.here.name), here, HERE)
    other = Dot(
        versus_label(data, finding, language),
        finding.compared_value,
        None,
        None,
        NATION,
        period=here.when,
    )
    peers = [
        _dot(_label(language, peer.label), value, PEER)
        for peer in data.peers
        if (value := data.selection.beside(here, peer.geoid)) is not None and value.usable
    ]
    position = choice.position
    among = position.among.quantiles if position is not None else ()
    band = (among[QUARTERS[0]], among[QUARTERS[1]]) if among else None
    return dots(
        f"d-{measure.id.replace('_', '-')}",
        measure,
        [own, other, *peers],
        title=f"{language.say(choice.metric.heading(measure))}, {here.when}",
        band=band,
        band_words=language.say("the middle half of cities")
        if position is not None and position.kind == "cities"
        else language.say("the middle half of counties"),
        language=language,
    )


def gap_dots(data: PlaceData, choice: Choice, language: Language = ENGLISH) -> Figure | None:
    """The number of a group beside that of everyone else, or of those it is compared with."""
    finding = choice.finding
    here = data.latest[finding.measure]
    if finding.value is None or finding.compared_value is None:
        return None
    own = next(
        (
            value
            for values in data.groups[finding.measure].values()
            for value in values
            if value.key in finding.estimate_keys and value.subgroup == finding.group
        ),
        None,
    )
    other = others_label(finding, language)
    group = Dot(
        language.say(short_group(finding.group)),
        finding.value,
        own.lower if own is not None else None,
        own.upper if own is not None else None,
        HERE,
        own.grade if own is not None else 1,
        here.when,
    )
    return dots(
        f"d-{finding.measure.replace('_', '-')}-gap",
        here.measure,
        [group, Dot(other, finding.compared_value, None, None, COMPARED, period=here.when)],
        title=language.say(
            "{heading}: {group} and {others}",
            heading=language.say(choice.metric.heading(here.measure)),
            group=group.label,
            others=other.lower(),
        ),
        language=language,
    )


def versus_label(data: PlaceData, finding: Finding, language: Language = ENGLISH) -> str:
    """What a place is compared with, as a label."""
    if finding.kind is Kind.VERSUS_TYPICAL:
        is_city = data.kind == "cities" and finding.versus != TYPICAL_COUNTY
        return language.say("Typical city") if is_city else language.say("Typical county")
    other = data.state if finding.kind is Kind.VERSUS_STATE else data.nation
    return _label(language, other.name)


def others_label(finding: Finding, language: Language = ENGLISH) -> str:
    """Those a group is compared with, as a label."""
    if finding.versus == EVERYONE:
        return language.say("Everyone")
    if finding.versus == EVERYONE_ELSE:
        return language.say("Everyone else")
    return language.say(short_group(finding.versus))


def _label(language: Language, name: str) -> str:
    return capital(language.place(name))


def _dot(label: str, value: Value, role: Role) -> Dot:
    assert value.value is not None
    return Dot(label, value.value, value.lower, value.upper, role, value.grade, value.when)


def dots(
    figure_id: str,
    measure: Measure,
    shown: Sequence[Dot],
    *,
    title: str,
    band: tuple[float, float] | None = None,
    band_words: str = "",
    language: Language = ENGLISH,
) -> Figure:
    """The picture of numbers on one line.

    Parameters
    ----------
    shown
        The number that it is about, the one that this is compared with, then small marks without words.
    band
        Ends of the gray band, which ``band_words`` names.
    """
    own, other, *peers = shown
    numbers = [n for dot in shown for n in (dot.value, dot.lower, dot.upper) if n is not None]
    low, high = min([*numbers, *(band or ())]), max([*numbers, *(band or ())])
    room = (high - low) * 0.06 or abs(high) * 0.1 or 0.1
    sheet = Drawing(WIDE, HIGH)
    scale = Scale(low - room, high + room, *_with_better(sheet, measure.direction, language))
    if band is not None:
        middle = box(scale.at(band[0]), LINE - HALF_BAND, scale.at(band[1]), LINE + HALF_BAND)
        sheet.outlines([middle], face=PALE, edge="none", width=0, layer=-1)
    sheet.line([scale.left, scale.right], [LINE, LINE], GRAY, 0.6)
    for peer in peers:
        sheet.mark(scale.at(peer.value), LINE, "o", 15, GRAY, grade=2, width=1)
    for dot, height in ((other, BELOW), (own, ABOVE)):
        _mark(sheet, scale, dot, height, f"{dot.label} {language.number(measure, dot.value)}")
    rows = tuple(_table_row(measure, dot) for dot in shown)
    alt = " ".join(
        [
            f"{title}.",
            *(f"{dot.label}: {language.spoken(measure, dot.value)}." for dot in shown),
            _spoken_band(measure, band, band_words, language),
        ]
    ).strip()
    return Figure(figure_id, sheet.svg(figure_id, alt), alt, Table(title, HEADER[:-1], rows), title)


def _with_better(sheet: Drawing, direction: Direction, language: Language) -> tuple[float, float]:
    """Write at which end the better numbers are; the ends of the line beside these words."""
    left, right = SIDE, WIDE - SIDE
    if direction is Direction.NONE:
        return left, right
    is_higher = direction is Direction.HIGHER
    better = language.say("better")
    sheet.words(
        right if is_higher else left,
        LINE,
        f"{better} \u2192" if is_higher else f"\u2190 {better}",
        align="right" if is_higher else "left",
        color=GRAY,
        size=FONT_SIZE - 1.2,
    )
    return (left, right - BETTER) if is_higher else (left + BETTER, right)


def _mark(sheet: Drawing, scale: Scale, dot: Dot, height: float, text: str) -> None:
    """A mark on the line with its interval, its words over or under it and never beyond the sheet."""
    x, color = scale.at(dot.value), dot.role.color
    if dot.lower is not None and dot.upper is not None:
        ends = [scale.within(dot.lower), scale.within(dot.upper)]
        sheet.line(ends, [LINE, LINE], color, 2.6, layer=2)
    sheet.mark(x, LINE, dot.role.marker, dot.role.size, color, grade=dot.grade)
    half = len(text) * LETTER / 2
    at, align = x, "center"
    if x - half < SIDE:
        at, align = SIDE, "left"
    elif x + half > WIDE - SIDE:
        at, align = WIDE - SIDE, "right"
    sheet.words(at, height, text, align=align, color=color, is_bold=dot.role.is_bold)


def _table_row(measure: Measure, dot: Dot) -> tuple[str, ...]:
    ends = ["\u2013" if end is None else tabled(measure, end) for end in (dot.lower, dot.upper)]
    return (dot.label, tabled(measure, dot.value), *ends, dot.period)


def _spoken_band(
    measure: Measure, band: tuple[float, float] | None, words: str, language: Language
) -> str:
    if band is None:
        return ""
    low, high = (language.spoken(measure, end) for end in band)
    return language.say("Gray band, {places}: {low} to {high}.", places=words, low=low, high=high)


def trend_dots(
    figure_id: str, values: Sequence[Value], *, title: str, language: Language = ENGLISH
) -> Figure:
    """A series over time, its first and its last number in words."""
    rows = [Row(value.when, value, HERE) for value in values]
    alt = describe(title, rows)
    numbers = [value.value or 0.0 for value in values]
    low, high = min(numbers), max(numbers)
    # A small change must not look large: as in the trend's own chart.
    least = max(map(abs, numbers)) * SMALLEST_TREND_HEIGHT
    middle, half = (low + high) / 2, max(high - low, least) / 2
    years = Scale(values[0].year, values[-1].year, 0.75, WIDE - 0.75)
    heights = Scale(middle - half, middle + half, 0.3, HIGH_TREND - 0.24)
    sheet = Drawing(WIDE, HIGH_TREND)
    x = [years.at(value.year) for value in values]
    sheet.line(x, [heights.at(number) for number in numbers], BLUE, 1.4, layer=2)
    for value, at in zip(values, x, strict=True):
        is_end = value in (values[0], values[-1])
        sheet.mark(
            at, heights.at(value.value or 0.0), "o", 40 if is_end else 10, BLUE, grade=value.grade
        )
    for value, at in ((values[0], x[0]), (values[-1], x[-1])):
        y, number = heights.at(value.value or 0.0), value.value or 0.0
        said = language.number(value.measure, number, value.open_end)
        sheet.words(at, y + 0.14, said, align="center", is_bold=True, color=BLUE)
        sheet.words(at, 0.1, value.when, align="center", color=GRAY, size=FONT_SIZE - 0.8)
    return Figure(figure_id, sheet.svg(figure_id, alt), alt, table_of(title, rows), title)
