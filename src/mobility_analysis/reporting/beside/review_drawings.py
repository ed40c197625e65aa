"""The small drawings of the review guide: where the place stands, how it changed, how far groups are apart.

Every drawing says in words what it shows, for those who do not see it. A value that should not be acted on is in none.
"""

from __future__ import annotations

from collections.abc import Sequence

from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.choose import Choice
from mobility_analysis.insights.differences import numbers_in_brief
from mobility_analysis.insights.everyone_else import EVERYONE, EVERYONE_ELSE
from mobility_analysis.insights.findings import Finding, Verdict
from mobility_analysis.insights.group_names import others_in_words
from mobility_analysis.insights.patterns import capital
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.standing import rank_beside, standing_words
from mobility_analysis.press.drawing import Scale
from mobility_analysis.press.pixels import (
    BAND,
    BLUE,
    CIRCLE,
    DIAMOND,
    GRAY,
    INK,
    PALE,
    Sheet,
    width_of,
)
from mobility_analysis.press.word import Drawn
from mobility_analysis.runs.place_data import PlaceData

WIDTH = 4.25  # inches
LINE = 0.15  # the height of a row
HERE, OTHER = 7.0, 5.0  # points
_HALF = (25.0, 75.0)
EDGE = 0.02  # so that no letter is cut
ROOM = 0.08  # on either side of the values, as a part of the distance between them


def standing_drawing(data: PlaceData, choice: Choice) -> Drawn | None:
    """Where a strength or a question stands among all places of its kind, with nation and peers beside it."""
    position, value = choice.position, data.latest.get(choice.finding.measure)
    if position is None or value is None:
        return None
    left, right = "less favorable", "more favorable"
    scale = Scale(0, 100, width_of(left) + 0.12, WIDTH - width_of(right) - 0.12)
    sheet, y = Sheet(WIDTH, 0.19), 0.095
    sheet.block(scale.at(_HALF[0]), scale.at(_HALF[1]), 0, 0.19, BAND)
    sheet.words(EDGE, y, left, color=GRAY)
    sheet.words(WIDTH - EDGE, y, right, align="r", color=GRAY)
    sheet.line([(scale.left, y), (scale.right, y)], PALE, 0.8)
    said = []
    for peer in data.peers:
        rank = _rank(data, choice, value, peer.geoid)
        if rank is not None:
            sheet.mark(scale.at(rank), y, CIRCLE, OTHER, GRAY, is_solid=False)
            said.append(f"{peer.label} {rank:.0f}")
    nation = _rank(data, choice, value, data.nation.geoid)
    if nation is not None:
        sheet.mark(scale.at(nation), y, DIAMOND, OTHER + 1.5, INK)
        said.insert(0, f"{data.nation.name} {nation:.0f}")
    if position.low is not None and position.high is not None:
        sheet.line([(scale.at(position.low), y), (scale.at(position.high), y)], BLUE, 2.6)
    sheet.mark(scale.at(position.rank), y, CIRCLE, HERE, BLUE, is_solid=value.grade == 1)
    beside = f" Beside it: {', '.join(said)}." if said else ""
    alt = f"{data.here.label}: {standing_words(position)}.{beside}"
    return Drawn(sheet.png(), alt, WIDTH, sheet.height)


def _rank(data: PlaceData, choice: Choice, value: Value, geoid: str) -> float | None:
    assert choice.position is not None
    return rank_beside(choice.position.among, value, data.selection.beside(value, geoid))


def trend_drawing(data: PlaceData, choice: Choice) -> Drawn | None:
    """The values of a series from its first period to its last, with their intervals."""
    last = data.latest.get(choice.finding.measure)
    values = (
        [each for each in data.selection.trend(last) if each.usable] if last is not None else []
    )
    if len(values) < 2:
        return None
    first, newest = values[0], values[-1]
    left, right = (f"{each.short} in {each.when}" for each in (first, newest))
    height = 0.42
    sheet = Sheet(WIDTH, height)
    years = Scale(first.year, newest.year, width_of(left) + 0.15, WIDTH - width_of(right) - 0.15)
    ends = [
        end for each in values for end in (each.lower, each.value, each.upper) if end is not None
    ]
    up = Scale(min(ends), max(ends) or 1.0, height - 0.06, 0.06)
    if up.low == up.high:
        return None
    places = [(years.at(each.year), up.at(each.value or 0.0)) for each in values]
    for each, (x, _) in zip(values, places, strict=True):
        if each.lower is not None and each.upper is not None:
            sheet.line([(x, up.at(each.lower)), (x, up.at(each.upper))], PALE, 3)
    sheet.line(places, BLUE, 1.2)
    for each, (x, y) in zip(values, places, strict=True):
        sheet.mark(x, y, CIRCLE, OTHER, BLUE, is_solid=each.grade == 1)
    sheet.words(EDGE, min(max(places[0][1], 0.07), height - 0.07), left)
    sheet.words(WIDTH - EDGE, min(max(places[-1][1], 0.07), height - 0.07), right, align="r")
    alt = "; ".join(f"{each.when}: {each.spoken}" for each in values)
    return Drawn(sheet.png(), f"{data.here.label}. {alt}.", WIDTH, height)


def gap_drawing(data: PlaceData, finding: Finding) -> Drawn | None:
    """A group beside everyone else, each with its number, and with its interval where that is published."""
    measure = registry().measures[finding.measure]
    if finding.value is None or finding.compared_value is None:
        return None
    is_pair = finding.versus not in (EVERYONE, EVERYONE_ELSE)
    words = capital(others_in_words(finding.group, finding.versus, measure))
    others = finding.versus if is_pair else words
    known = {
        group.subgroup: group
        for groups in data.groups[finding.measure].values()
        for group in groups
    }
    named = (
        (finding.group, finding.group, finding.value, BLUE),
        (finding.versus, others, finding.compared_value, INK),
    )
    rows = [
        (label, value, *_ends(known.get(name)), number, color, True)
        for (name, label, value, color), number in zip(
            named, numbers_in_brief(finding, measure), strict=True
        )
    ]
    return _rows(rows, "")


def _ends(value: Value | None) -> tuple[float | None, float | None]:
    return (value.lower, value.upper) if value is not None else (None, None)


def groups_drawing(everyone: Value, groups: Sequence[Value], robust: set[str]) -> Drawn | None:
    """Every group that has a usable value, those with a robust gap solid, and everyone."""
    shown = [("Everyone", everyone, INK, False)] if everyone.usable else []
    shown += [
        (each.subgroup, each, BLUE, each.subgroup in robust) for each in groups if each.usable
    ]
    rows = [
        (label, value.value or 0.0, value.lower, value.upper, value.short, color, is_solid)
        for label, value, color, is_solid in shown
    ]
    return _rows(rows, everyone.measure.label)


Row = tuple[str, float, float | None, float | None, str, int, bool]


def _rows(rows: Sequence[Row], title: str) -> Drawn | None:
    """A line for each row: its name, its mark with its interval, its number."""
    if not rows:
        return None
    ends = [
        end
        for _, value, lower, upper, *_ in rows
        for end in (value, lower, upper)
        if end is not None
    ]
    room = (max(ends) - min(ends)) * ROOM or 0.5
    low, high = min(ends) - room, max(ends) + room
    names = min(max(width_of(_cut(row[0])) for row in rows), 2.0)
    numbers = max(width_of(row[4]) for row in rows)
    scale = Scale(low, high, names + 0.15, WIDTH - numbers - 0.15)
    sheet = Sheet(WIDTH, len(rows) * LINE + 0.02)
    for number, (label, value, lower, upper, text, color, is_solid) in enumerate(rows):
        y = (number + 0.5) * LINE + 0.01
        sheet.words(EDGE, y, _cut(label))
        sheet.words(WIDTH - EDGE, y, text, align="r")
        sheet.line([(scale.left, y), (scale.right, y)], BAND, 0.8)
        if lower is not None and upper is not None:
            sheet.line([(scale.at(lower), y), (scale.at(upper), y)], color, 1.6)
        sheet.mark(scale.at(value), y, CIRCLE, OTHER, color, is_solid=is_solid)
    alt = "; ".join(f"{label} {text}" for label, _, _, _, text, _, _ in rows)
    return Drawn(sheet.png(), f"{title}: {alt}." if title else f"{alt}.", WIDTH, sheet.height)


def _cut(label: str) -> str:
    """A label as long as there is room for it; the text beside the drawing has all of it."""
    text = label.replace(", Non-Hispanic", "").replace("Native Hawaiian or Other ", "")
    return text if len(text) <= 32 else f"{text[:31]}\u2026"


_SHADES = (
    (Verdict.BETTER, BLUE), (Verdict.SIMILAR, PALE), (Verdict.WORSE, INK), (Verdict.CANNOT_TELL, BAND),
)  # fmt: skip


def tally_drawing(counts: dict[str, int]) -> Drawn | None:
    """How many measures are better, similar, worse here, as parts of one bar."""
    total = sum(counts.values())
    if not total:
        return None
    sheet, x = Sheet(WIDTH, 0.25), 0.0
    said = []
    for verdict, color in _SHADES:
        number = counts.get(verdict.value, 0)
        if not number:
            continue
        words = f"{verdict.words} {number}"
        said.append(words)
        width = WIDTH * number / total
        sheet.block(x, x + width - 0.02, 0.13, 0.24, color)
        if width_of(words) < width:
            sheet.words(x, 0.06, words)
        x += width
    return Drawn(sheet.png(), f"{', '.join(said)} of {total} measures.", WIDTH, sheet.height)
