"""The edition for a place of which national sources hold next to nothing: what they can and cannot tell.

Instead of two dozen cards without a number it has one table: each metric with the place's own number or the reason
why there is none, the number of the surrounding area, marked as that, and whom to ask close to home.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import Level, in_words
from mobility_analysis.framework.registry import Pillar
from mobility_analysis.insights.local_records import ask_locally
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import Value
from mobility_analysis.press.templates import render
from mobility_analysis.quality.grading import GRADE_CLASS, WORDS
from mobility_analysis.reporting.page.metric_cards import Card, MeasureView
from mobility_analysis.reporting.page.page_one import PageOne
from mobility_analysis.runs.area_folder import read_parts
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place

# With a usable number of fewer metrics than these a report of cards would be one of empty cards. Among 60 counties and
# cities drawn at random from the mirror's run none had between 3 and 13.
FEWEST_METRICS = 5


@dataclass(frozen=True)
class Number:
    """A number as the table prints it: with its years and its grade."""

    value: str
    when: str
    grade_class: str
    grade_words: str


@dataclass(frozen=True)
class ShortRow:
    """One metric: the place's own number or the letter of the reason, the surrounding area's, whom to ask.

    Of a metric that has numbers of groups alone ``of_groups`` says of when they are; its card has them.
    """

    anchor: str
    label: str
    own: Number | None
    of_groups: str
    note: str
    around: Number | None
    ask: str


@dataclass(frozen=True)
class ShortEdition:
    """The table under its pillars, with the reasons by their letters."""

    title: str
    lede: str
    around: str
    parts: tuple[tuple[str, tuple[ShortRow, ...]], ...]
    cards: dict[Pillar, list[Card]]  # of the metrics with a number of the place's own
    notes: tuple[tuple[str, str], ...]


def short_edition(
    data: PlaceData, by_pillar: Mapping[Pillar, Sequence[Card]]
) -> ShortEdition | None:
    """The edition of a place with a usable number of fewer than five metrics; ``None`` of any other.

    A place with records or a count of its own is one to show in full.
    """
    cards = [card for shown in by_pillar.values() for card in shown]
    said = sum(_is_told(card) for card in cards)
    has_own = any(card.local or card.own_count for card in cards)
    if said >= FEWEST_METRICS or has_own:
        return None
    around, latest = _around(data)
    letters: dict[str, str] = {}
    own = {
        pillar: [card for card in shown if _is_told(card)] for pillar, shown in by_pillar.items()
    }
    parts = tuple(
        (pillar.label, tuple(_row(data, card, latest, letters) for card in shown))
        for pillar, shown in by_pillar.items()
    )
    return ShortEdition(
        say("short_title"),
        say(
            "short_lede",
            said=said or "none",
            total=len(cards),
            place=data.here_in_words,
            around=around,
        ),
        around,
        parts,
        {pillar: shown for pillar, shown in own.items() if shown},
        tuple((letter, why) for why, letter in letters.items()),
    )


def _around(data: PlaceData) -> tuple[str, dict[str, Value]]:
    """The surrounding area and its latest values: the county of a city or a few tracts, else the state, else the nation."""
    code = _county_around(data)
    if code:
        county = read_place(data.run, code)
        return county.here_in_words, county.latest
    around = data.nation if data.is_whole_state else data.state
    latest = ((measure, data.selection.latest(measure, around.geoid)) for measure in data.latest)
    return in_words(around.name), {name: value for name, value in latest if value is not None}


def _county_around(data: PlaceData) -> str:
    """The code of the county in which the place lies; empty of one that is a county or reaches into several."""
    if data.here.level is Level.AREA:
        parts = read_parts(data.run.area(data.here.geoid))
        return parts.touched[0] if len(parts.touched) == 1 and not parts.counties else ""
    found = data.run.main_county_of.get(data.here.geoid)
    is_part = found is not None and data.here.geoid not in data.run.county_of
    return found[0] if found is not None and is_part else ""


def _row(
    data: PlaceData, card: Card, around: Mapping[str, Value], letters: dict[str, str]
) -> ShortRow:
    """Both numbers of a row are of one measure: the one the place has, else the first the other area has."""
    measures = [view.measure for view in (card.lead, *card.others)]
    measures += sorted(card.metric.measures, key=lambda measure: not measure.headline)
    view, groups = _own(card), _of_groups(card)
    note = ""
    if view is not None:
        measure = view.measure
    elif groups is not None:
        measure = groups.measure
    else:
        told = (each for each in measures if _number(around.get(each.id)) is not None)
        measure = next(told, measures[0])
        note = letters.setdefault(_why(data, card), _letter(len(letters)))
    return ShortRow(
        card.metric.id,
        card.metric.heading(measure),
        _number(view.value) if view is not None else None,
        groups.when if view is None and groups is not None else "",
        note,
        _number(around.get(measure.id)),
        ask_locally(card.metric.id),
    )


def _why(data: PlaceData, card: Card) -> str:
    """Why there is no number to use, without what makes each weak one weak: that is on the page of sources."""
    value = card.lead.value
    if value is None:
        return card.why_without
    if value.value is not None:
        return say("too_uncertain") if not value.usable else say("only_history", when=value.when)
    # A measure of groups says of everyone only that there is no number: its groups say why they have none.
    groups = [each for kind in data.groups[card.lead.measure.id].values() for each in kind]
    if value.missing_reason != Missing.NOT_APPLICABLE.value or not groups:
        return card.why_without
    if any(each.value is not None for each in groups):
        old = any(each.usable for each in groups)
        return say("only_history", when=value.when) if old else say("too_uncertain")
    return Counter(each.missing_sentence for each in groups).most_common(1)[0][0]


def _letter(number: int) -> str:
    """a, b, ... z, aa, ab, ..."""
    more, last = divmod(number, len(ascii_lowercase))
    return (_letter(more - 1) if more else "") + ascii_lowercase[last]


def _own(card: Card) -> MeasureView | None:
    """The first of the card's numbers that may be used."""
    views = (card.lead, *card.others)
    return next((view for view in views if _number(view.value) is not None), None)


def _of_groups(card: Card) -> MeasureView | None:
    """The first of the card's measures of groups alone that has numbers to use."""
    views = (view for view in (card.lead, *card.others) if view.is_of_groups_only)
    shown = (view for view in views if any(panel.is_usable for panel in view.panels))
    return next((view for view in shown if view.value and not view.value.is_history), None)


def _is_told(card: Card) -> bool:
    return _own(card) is not None or _of_groups(card) is not None


def _number(value: Value | None) -> Number | None:
    """A value that may be used; ``None`` of one that is weak, missing or history."""
    if value is None or not value.usable or value.is_history:
        return None
    grade = value.grade or 3
    return Number(value.short, value.when, GRADE_CLASS[grade], WORDS[grade])


def short_section(data: PlaceData, one: PageOne, shown: ShortEdition) -> str:
    """Return the head of the page and the table as HTML."""
    return render("short.html.j2", data=data, one=one, short=shown)
