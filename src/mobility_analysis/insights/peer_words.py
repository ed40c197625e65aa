"""Why a place is a peer and what differs, in words with the numbers of both places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mobility_analysis.framework.places import Level
from mobility_analysis.insights.numbers import plain, share
from mobility_analysis.insights.peer_lenses import FactorDifference, group_names

# In units of the distance typical of two places: of counties a population 1.4 times as large, an income
# 6 percent higher.
SIMILAR = 0.25
# Beyond it a factor is said to differ: twice the population, an income 11 percent higher.
FAIRLY = 0.5
MOST_REASONS = 3
MILE_KM = 1.609344
NEAR_MILES = 50
_SMALL = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight")


# Why an area of one's own is compared with nobody like it.
NO_PEERS = (
    "An area of your own has no peers: nobody else has drawn areas like it, and a county or a city is no area "
    "of the same kind."
)
_CALLED = {Level.PLACE.value: "cities", Level.AREA.value: "areas"}


def places_called(level: str) -> str:
    """What places of a level are, in the plural: "counties", "cities" or "areas"."""
    return _CALLED.get(level, "counties")


def distance_words(kind: str) -> str:
    """What a distance between two places means, for a reader who has never seen one."""
    miles = (
        " Miles are between the middles of the counties in which the cities lie."
        if kind == "cities"
        else ""
    )
    return (
        f"The distance is one number for how much two {kind} differ in everything compared here: 0 would be a "
        f"twin, and 1 is how much two {kind} picked by chance usually differ.{miles}"
    )


def chosen_from(kind: str, among: int) -> str:
    """How many places a peer was chosen from."""
    return f"They were chosen from the {plain(among, 0)} other {kind} of which the same facts are known."


def too_little_known(known: Sequence[str], unknown: Sequence[str], fewest: int, kind: str) -> str:
    """Why a place has no peers: too few of its facts are at hand."""
    verb = "is" if len(known) == 1 else "are"
    has = f"only {_SMALL[len(known)]} {verb} ({', '.join(known)})" if known else "none is"
    return (
        f"At least {_SMALL[fewest]} facts about a place must be known before another is called similar to it, and {has}. "
        f"Not at hand for it, or for most {kind}: {', '.join(unknown)}."
    )


def nobody_near(kind: str, among: int) -> str:
    """Why a place has no peers: none is nearer than one picked by chance."""
    if not among:
        return f"There are no other {kind} of which the same facts are known."
    return (
        f"Of the {plain(among, 0)} other {kind} of which the same facts are known, even the nearest differs from it "
        f"as much as two {kind} picked by chance usually do."
    )


def alike(gaps: Sequence[FactorDifference]) -> list[FactorDifference]:
    """What is close among the factors that count: those of most weight first, then the closest."""
    close = [gap for gap in gaps if gap.weight > 0 and gap.distance <= FAIRLY]
    return _few(sorted(close, key=lambda gap: (-gap.weight, gap.distance)))


def apart(gaps: Sequence[FactorDifference]) -> list[FactorDifference]:
    """The factors farthest apart, those that do not count included; empty where none stands out."""
    far = [gap for gap in gaps if gap.distance > FAIRLY]
    return _few(sorted(far, key=lambda gap: -gap.distance))


def _few(ranked: Sequence[FactorDifference]) -> list[FactorDifference]:
    """The first three, and those after them that are told always."""
    return [gap for at, gap in enumerate(ranked) if at < MOST_REASONS or gap.factor.is_always_told]


def because(gaps: Sequence[FactorDifference]) -> tuple[str, ...]:
    """Why the place was taken; where nothing is close, in which factor it is least far.

    At the end what is told always and is alike without having counted.
    """
    counted = [gap for gap in gaps if gap.weight > 0]
    close = [_sentence(gap) for gap in alike(gaps)]
    if counted and not close:
        least = min(counted, key=lambda gap: gap.distance)
        close = [f"nothing is alike; least apart in {least.factor.label}"]
    aside = [
        f"{_sentence(gap)}, which did not count"
        for gap in gaps
        if gap.weight == 0 and gap.factor.is_always_told and gap.distance <= FAIRLY
    ]
    return (*close, *aside)


def differs(gaps: Sequence[FactorDifference]) -> tuple[str, ...]:
    """Return a sentence for each factor in which the two places are far apart."""
    return tuple(_sentence(gap) for gap in apart(gaps))


def in_brief(gaps: Sequence[FactorDifference]) -> str:
    """``alike in population, poverty rate; differs in median household income``: two of each at most."""
    parts = {"alike in": alike(gaps), "differs in": apart(gaps)}
    return "; ".join(
        f"{word} {', '.join(gap.factor.label for gap in found[:2])}"
        for word, found in parts.items()
        if found
    )


def _sentence(gap: FactorDifference) -> str:
    return _WORDS[gap.factor.id](gap)


def _alike(gap: FactorDifference) -> str:
    return "similar" if gap.distance <= SIMILAR else "fairly similar"


def _amount(
    more: str, less: str, form: Callable[[float], str], unit: str = ""
) -> Callable[[FactorDifference], str]:
    """``similar population: 530,000, here 541,000``."""

    def say(gap: FactorDifference) -> str:
        here, there = gap.here[0], gap.there[0]
        other = f"{more if there > here else less} {gap.factor.label}"
        said = f"{_alike(gap)} {gap.factor.label}" if gap.distance <= FAIRLY else other
        return f"{said}: {form(there)}{unit}, here {form(here)}"

    return say


def count(value: float) -> str:
    """Three figures of a count: 541,000; 43."""
    size = len(str(round(value)))
    return plain(round(value, min(3 - size, 0)), 0)


def _density(value: float) -> str:
    return plain(value, 1) if value < 10 else count(value)


def _dollars(value: float) -> str:
    return f"${plain(round(value, -2), 0)}"


def _percent(value: float) -> str:
    return share(value, 0, " percent")


def _far(gap: FactorDifference) -> str:
    miles = gap.size / MILE_KM
    near = "near by: " if miles <= NEAR_MILES else ""
    return f"{near}{count(miles)} miles away"


def _composition(gap: FactorDifference) -> str:
    """The group whose share differs most stands for the whole."""
    apart = [abs(here - there) for here, there in zip(gap.here, gap.there, strict=True)]
    at = max(range(len(apart)), key=apart.__getitem__)
    group = group_names()[gap.factor.columns[at]]
    shares = (
        f"{group} {gap.of or 'residents'} {_percent(gap.there[at])}, here {_percent(gap.here[at])}"
    )
    if gap.distance > FAIRLY:
        return f"different {gap.factor.label}: {shares}"
    return f"{_alike(gap)} {gap.factor.label}: the largest difference is {shares}"


def _class(gap: FactorDifference) -> str:
    here, there = gap.here[0], gap.there[0]
    return f"also {there}" if here == there else f"{there}, here {here}"


def _form(gap: FactorDifference) -> str:
    here, there = gap.here[0], gap.there[0]
    if here == there:
        return f"same {gap.factor.label}: {there}"
    return f"another {gap.factor.label}: {there}, here {here}"


_WORDS: dict[str, Callable[[FactorDifference], str]] = {
    "proximity": _far,
    "population": _amount("larger", "smaller", count),
    "density": _amount("higher", "lower", _density, " people per square mile"),
    "income": _amount("higher", "lower", _dollars),
    "poverty": _amount("higher", "lower", _percent),
    "composition": _composition,
    "urbanicity": _class,
    "government_form": _form,
}
