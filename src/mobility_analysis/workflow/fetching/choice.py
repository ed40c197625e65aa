"""Choice: which vintages a run takes of those that its origin offers. The rule is in ``docs/vintages.md``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.settings import NONE, RunSettings
from mobility_analysis.framework.source import IF_THERE, ONLY_PINNED, Source
from mobility_analysis.sources import source_modules
from mobility_analysis.workflow.fetching.offers import Offer, Offering, Way, listing_of

# If an edition has more than this many megabytes, editions less than YEARS_APART older are passed over.
HEAVY = 50.0
YEARS_APART = 5
# A copy with less than this part of an edition's files comes after a more complete one.
MOST_OF_IT = 0.5


@dataclass(frozen=True)
class PassedOver:
    """A vintage that could be had and is not taken, and why."""

    offer: Offer
    why: str


@dataclass
class Choice:
    """What a run takes, by source, and what it passes over."""

    taken: dict[str, list[Offer]] = field(default_factory=dict)
    passed: list[PassedOver] = field(default_factory=list)
    # Pinned vintages that the origin does not offer: fetch tries them and reports why they cannot be had.
    not_offered: dict[str, list[str]] = field(default_factory=dict)

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """Vintages by source, in the order in which they are declared; none of a source without any."""
        return {
            source: tuple([offer.vintage.id for offer in offers] + self.not_offered.get(source, []))
            for source, offers in self.taken.items()
        }


def choose_for(
    paths: RunPaths, settings: RunSettings, origin: str, options: Collection[str] = ()
) -> Choice:
    """What a run takes from ``origin``; ``options`` as :func:`choose`.

    Raises
    ------
    UsageError
        No vintage has one of the ``options``.
    MissingInput
        A mirror that is not there or does not say what it holds.
    """
    sources = [module.SOURCE for module in source_modules().values()]
    _check_options({*options, *settings.options}, sources)
    offering = Offering(origin, paths.raw, paths.snapshots, listing_of(origin))
    return choose({source.id: offering.of(source) for source in sources}, settings, options)


def known_options(sources: Iterable[Source]) -> list[str]:
    """Return the names that ``--with`` accepts, sorted."""
    found = {vintage.option for source in sources for vintage in source.vintages.values()}
    return sorted(found - {"", ONLY_PINNED, IF_THERE})


def _check_options(options: Collection[str], sources: Sequence[Source]) -> None:
    unknown = sorted(set(options) - set(known_options(sources)))
    if unknown:
        raise UsageError(
            f"Nothing is taken by --with {', '.join(unknown)}.",
            f"Use any of: {', '.join(known_options(sources))}.",
        )


def choose(
    offered: Mapping[str, Sequence[Offer]], settings: RunSettings, options: Collection[str] = ()
) -> Choice:
    """Vintages of every source of ``offered``.

    Parameters
    ----------
    options
        What is taken although it costs much; those of ``settings`` besides.
    """
    choice = Choice()
    wanted = {*options, *settings.options}
    for source_id, offers in offered.items():
        choice.taken[source_id] = []
        if source_id in settings.pins:
            _take_pinned(choice, source_id, offers, settings)
        elif settings.unpinned != NONE:
            _take(choice, source_id, [each for each in offers if each.way != Way.BY_HAND], wanted)
    if settings.unpinned != NONE:
        free = {each: offers for each, offers in offered.items() if each not in settings.pins}
        _take_by_hand(choice, free, wanted)
    for offers in choice.taken.values():
        offers.sort(key=lambda offer: list(offer.source.vintages).index(offer.vintage.id))
    return choice


def _take_pinned(
    choice: Choice, source_id: str, offers: Sequence[Offer], settings: RunSettings
) -> None:
    pin = settings.pins[source_id]
    names = () if pin == NONE else pin
    choice.taken[source_id] = [offer for offer in offers if offer.vintage.id in names]
    there = {offer.vintage.id for offer in choice.taken[source_id]}
    choice.not_offered[source_id] = [name for name in names if name not in there]
    why = "left out by params.yaml" if pin == NONE else "another is pinned in params.yaml"
    choice.passed += [PassedOver(each, why) for each in offers if each.vintage.id not in there]


def _take(choice: Choice, source_id: str, offers: Sequence[Offer], wanted: Collection[str]) -> None:
    taken = choice.taken[source_id]
    for offer in sorted(offers, key=_best_first(offers)):
        why = _why_not(offer, taken, wanted)
        if why:
            choice.passed.append(PassedOver(offer, why))
        else:
            taken.append(offer)
    for offer in [each for each in taken if not _has_company(each, taken)]:
        taken.remove(offer)
        choice.passed.append(PassedOver(offer, f"{offer.vintage.beside} of all is not there"))


def _has_company(offer: Offer, taken: Sequence[Offer]) -> bool:
    beside = offer.vintage.beside
    return not beside or any(beside in each.kinds and _slot(each) == _slot(offer) for each in taken)


def _best_first(offers: Sequence[Offer]) -> Callable[[Offer], tuple[int, ...]]:
    """Sort the newest edition first.

    Within an edition the order is: the whole nation, the whole copy, the most tables, the best
    rendering, the one declared later.
    """
    declared = {offer.vintage.id: number for number, offer in enumerate(offers)}

    def key(offer: Offer) -> tuple[int, ...]:
        renderings = offer.source.renderings
        layout = offer.vintage.layout
        rank = renderings.index(layout) if layout in renderings else len(renderings)
        return (
            -offer.vintage.year,
            bool(offer.vintage.covers),
            offer.share < MOST_OF_IT,
            -len(offer.kinds),
            rank,
            -declared[offer.vintage.id],
        )

    return key


def _why_not(offer: Offer, taken: Sequence[Offer], wanted: Collection[str]) -> str:
    """Why an offer is passed over; empty where it is taken."""
    option = offer.vintage.option
    if option == ONLY_PINNED and offer.way != Way.MADE:
        return "taken only where params.yaml pins it"
    if option == IF_THERE and offer.way == Way.AGENCY:
        return "taken from a mirror that has it, or where params.yaml pins it"
    if option and offer.way == Way.AGENCY and option not in wanted:
        return f"asked for by --with {option}"
    for other in taken:
        if _stands_for(other, offer):
            return f"{other.vintage.id} has the same"
    near = [
        other
        for other in taken
        if other.kinds & offer.kinds and other.vintage.year - offer.vintage.year < YEARS_APART
    ]
    if near and offer.megabytes > HEAVY:
        newer = near[-1].vintage
        return f"{offer.megabytes:.0f} MB, and {newer.id} is newer by less than {YEARS_APART} years"
    return ""


def _stands_for(taken: Offer, offer: Offer) -> bool:
    """Whether ``taken``, which is as new or newer, holds all that ``offer`` does."""
    is_same = _slot(taken) == _slot(offer)
    covers = taken.is_whole or taken.vintage.covers == offer.vintage.covers != ()
    return is_same and covers and offer.kinds <= taken.kinds


def _slot(offer: Offer) -> str:
    return offer.vintage.slot or offer.vintage.period


def _take_by_hand(
    choice: Choice, offered: Mapping[str, Sequence[Offer]], wanted: Collection[str]
) -> None:
    """The newest export of tables that have no address; fetch will say how to make it."""
    given = {kind for offers in choice.taken.values() for each in offers for kind in _tables(each)}
    for source_id, offers in offered.items():
        by_hand = [
            each for each in offers if each.way == Way.BY_HAND and _is_asked_for(each, wanted)
        ]
        for offer in sorted(by_hand, key=_best_first(by_hand)):
            if _tables(offer) - given:
                choice.taken[source_id].append(offer)
                given |= _tables(offer)
            else:
                choice.passed.append(
                    PassedOver(offer, "by hand only; what it holds came otherwise")
                )


def _tables(offer: Offer) -> set[str]:
    return {kind.partition(":")[0] for kind in offer.kinds}


def _is_asked_for(offer: Offer, wanted: Collection[str]) -> bool:
    """Whether it is of the whole nation and needs no option that the run does not have."""
    return not offer.vintage.covers and offer.vintage.option in ("", *wanted)
