"""What a person asked for in words, split and checked before any work begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mobility_analysis.core.errors import UsageError

if TYPE_CHECKING:
    from mobility_analysis.geography.universe import PlaceRef
    from mobility_analysis.workflow.publishing.jobs import PlaceRequest


def split_places(values: Iterable[str]) -> list[str]:
    """``39153,29019`` and ``Summit County, OH; Boone County, MO`` as lists; names keep their comma."""
    found: list[str] = []
    for value in values:
        parts = value.split(";")
        if len(parts) == 1 and value.replace(",", "").replace(" ", "").isdigit():
            parts = value.replace(" ", ",").split(",")
        found += [part.strip() for part in parts if part.strip()]
    return found


def is_blank(value: str) -> bool:
    """Whether ``value`` is empty or holds nothing but separators."""
    return not value.strip("; ,\t\r\n")


def once_each(places: Sequence[PlaceRef]) -> tuple[list[PlaceRef], list[str]]:
    """Each place once, and a message about each that was named more than once."""
    once = list(dict.fromkeys(places))
    twice = [place for place in once if places.count(place) > 1]
    return once, [
        f"{place.label} was asked for more than once; its report is made once." for place in twice
    ]


def refuse_own_peers(
    places: Iterable[str] | Iterable[PlaceRef],
    peers: Sequence[str] | Sequence[PlaceRef],
    named_in: str,
) -> None:
    """Raise :class:`UsageError` naming every place that is among its own ``peers``."""
    own = list(dict.fromkeys(_shown(place) for place in places if place in peers))
    if own:
        raise UsageError(
            f"{'; '.join(own)} cannot be {'its own peer' if len(own) == 1 else 'their own peers'} "
            f"(peers are named in {named_in}).",
            "Name another peer, or ask for the places one by one; a run sheet names the peers of each.",
        )


def _shown(place: str | PlaceRef) -> str:
    return place if isinstance(place, str) else f"{place.label} ({place.geoid})"


def leave_out_own(
    places: Iterable[PlaceRef], peers: Sequence[PlaceRef]
) -> tuple[list[PlaceRequest], list[str]]:
    """Each place with ``peers``; a place that is one of them without itself, and a message that says so.

    Raises
    ------
    UsageError
        No peer would be left for one of them.
    """
    asked: list[PlaceRequest] = []
    said: list[str] = []
    for place in places:
        others = [peer for peer in peers if peer != place]
        if peers and not others:
            raise UsageError(
                f"{place.label} ({place.geoid}) is among the places and would be its own only peer.",
                "Name one more peer, or use a run sheet, which names the peers of each place.",
            )
        if len(others) < len(peers):
            names = "; ".join(peer.label for peer in others)
            said.append(f"{place.label} is no peer of its own: it is compared with {names}.")
        asked.append((place, others))
    return asked, said
