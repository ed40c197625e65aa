"""Finding the place that a person means by a code or a name.

A text is the code of a county (five digits) or city (seven), or its name, best with its state:
"39153", "Summit County, OH", "summit ohio", "Nashville, TN". The rule, in this order:

1. a name written in full means the place that has it ("Baltimore city, MD");
2. a name without "county" or "city" means whatever place has it, by its own or an everyday name
   (``data/reference/everyday_names.yaml``); a kind that is said must be the place's;
3. a city that is its county (one territory under two codes) is the county;
4. several places: asked back with the code of each, never chosen ("Boise, ID" is a city and a county);
5. none: what replaced a county that is gone, or the nearest names.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any

from mobility_analysis.core.errors import UnknownPlace
from mobility_analysis.core.io import read_yaml
from mobility_analysis.core.paths import reference_table
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.areas import find_area
from mobility_analysis.geography.spellings import (
    Asked,
    Kind,
    key,
    postal_of,
    readings,
    take_apart,
    territory_of,
    without_kind,
)
from mobility_analysis.geography.universe import PlaceRef, Universe, county_changes, states

MOST_NAMED = 8
# What the Census Bureau puts before a code in its own tables ("0500000US39153").
_GEO_ID = re.compile(r"(?:\d{7}|\d{5})US(?=\d)")


def find_place(universe: Universe, text: str) -> PlaceRef:
    """The one place that ``text`` (a geoid or a name) means.

    Raises
    ------
    UnknownPlace
        Several places have the name; or none has, with what replaced it or the nearest names.
    """
    asked = _GEO_ID.sub("", str(text).strip())
    own = find_area(universe.areas, asked)
    if own is not None:
        return own
    names = _names_of(universe)
    if re.fullmatch(r"[0-9]+", asked):
        return names.by_code(asked)
    tried = readings(asked)
    for reading in tried:
        hits = names.hits(reading)
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise UnknownPlace(
                f"{asked!r} could be any of {len(hits)} places.",
                (
                    "Say which, by its full name or code: "
                    if reading.postal
                    else "Add the state or use a code: "
                )
                + _list(hits),
            )
    raise names.unknown(asked, tried)


def names_a_place(universe: Universe, text: str) -> bool:
    """Whether a county or city, or several, or a state could be meant by ``text``."""
    names = _names_of(universe)
    return bool(postal_of(text)) or any(names.hits(reading) for reading in readings(text))


def find_places(
    universe: Universe, texts: Iterable[str], say: Callable[[str], None] = lambda _: None
) -> list[PlaceRef]:
    """The place that each code or name means; :class:`UnknownPlace` at the first unknown one.

    ``say`` is called for every text that is neither a code nor a full name, with the place it was taken for.
    """
    found = []
    for text in texts:
        place = find_place(universe, text)
        if line := _taken_for(text, place):
            say(line)
        found.append(place)
    return found


def _taken_for(text: str, place: PlaceRef) -> str:
    asked = str(text).strip()
    if place.geoid in asked or any(each.whole == key(place.name) for each in readings(asked)):
        return ""
    return f"{asked!r} was taken to mean {place.label} ({place.geoid})."


class _Names:
    """The names of one universe, by their keys."""

    def __init__(self, universe: Universe) -> None:
        self._refs = universe.places()
        self._by_code = {ref.geoid: ref for ref in self._refs}

    @cached_property
    def _whole(self) -> dict[str, list[PlaceRef]]:
        """Places by their full name; whoever asks by code needs none of it."""
        found: dict[str, list[PlaceRef]] = defaultdict(list)
        for ref in self._refs:
            found[key(ref.name)].append(ref)
        return found

    @cached_property
    def _base(self) -> dict[str, list[tuple[PlaceRef, Kind]]]:
        """Places by their name without its kind, and by everyday names."""
        found: dict[str, list[tuple[PlaceRef, Kind]]] = defaultdict(list)
        for ref in self._refs:
            for base, kind in _bases(ref):
                found[base].append((ref, kind))
        for entry in _everyday()["names"]:
            for name in entry["names"] if entry["geoid"] in self._by_code else ():
                found[key(name)].append((self._by_code[entry["geoid"]], Kind.UNSAID))
        return found

    def by_code(self, code: str) -> PlaceRef:
        if code in self._by_code:
            return self._by_code[code]
        if code in _former():
            raise self._gone(code)
        padded = self._by_code.get(code.zfill(len(code) + 1))
        if padded is not None:
            hint = f"Did its leading zero get lost? {_list([padded])}"
        else:
            same_state = [each for each in self._by_code if each[:2] == code[:2]]
            near = difflib.get_close_matches(code, same_state, 3)
            hint = f"Near: {_list([self._by_code[each] for each in sorted(near)])} " if near else ""
            hint += "See `mobility places` for all codes."
        raise UnknownPlace(f"No county or city has the code {code}.", hint)

    def hits(self, asked: Asked) -> list[PlaceRef]:
        """The places that ``asked`` may mean, one for each territory, in code order."""
        whole = self._in_state(self._whole.get(asked.whole, ()), asked)
        if whole:
            return whole
        found = [ref for ref, _ in self._base.get(asked.whole, ())]
        if asked.kind is not Kind.UNSAID:
            found += [
                ref
                for ref, kind in self._base.get(asked.base, ())
                if kind in (asked.kind, Kind.UNSAID)
            ]
        return self._in_state(found, asked)

    def _in_state(self, refs: Iterable[PlaceRef], asked: Asked) -> list[PlaceRef]:
        found = {ref.geoid: ref for ref in refs if asked.postal in ("", ref.postal)}
        for city, county in _everyday()["one_territory"].items():
            if city in found and county in found:
                del found[city]
        once: dict[tuple[str, str], PlaceRef] = {}
        for ref in sorted(found.values(), key=lambda ref: (len(ref.geoid), ref.geoid)):
            # An independent city is both a county and a city with one name and territory: the county is meant.
            once.setdefault((key(ref.name), ref.postal), ref)
        return list(once.values())

    def unknown(self, text: str, tried: Sequence[Asked]) -> UnknownPlace:
        for asked in tried:
            for code, change in _former().items():
                if _matches(asked, change["before"][code], _postal(code)):
                    return self._gone(code)
            for entry in _everyday()["names"]:
                named = [take_apart(name) for name in entry["names"]]
                is_it = any(asked.whole == each.whole for each in named)
                if is_it and asked.postal in ("", _postal(entry["geoid"])) and "county" in entry:
                    county = [ref for ref in self._refs if ref.geoid == entry["county"]]
                    return UnknownPlace(
                        f"{text!r} is a city, and this run does not list it.",
                        f"Its county: {_list(county)}." if county else "See `mobility places`.",
                    )
        if territory := territory_of(text):
            return UnknownPlace(
                f"There is no report on {text!r}: reports are of places in the 50 states and the District "
                f"of Columbia, not in {territory}.",
                "See `mobility places`.",
            )
        if postal := postal_of(text):
            return UnknownPlace(
                f"{text!r} is a state; reports are of counties and cities.",
                f"See `mobility places --state {postal}`, or report on all: --state {postal}.",
            )
        near = self._nearest(tried[-1])
        return UnknownPlace(
            f"No county or city is called {text!r}.",
            (f"Did you mean {_list(near)}?" if near else "See `mobility places`.")
            + (
                " Cities of fewer than 75,000 residents are not listed." if self._has_cities else ""
            ),
        )

    @property
    def _has_cities(self) -> bool:
        return any(ref.level is Level.PLACE for ref in self._refs)

    def _nearest(self, asked: Asked) -> list[PlaceRef]:
        """Places of the state asked for (or of all) whose names are like it."""
        in_state = [ref for ref in self._refs if asked.postal in ("", ref.postal)]
        by_name: dict[str, list[PlaceRef]] = defaultdict(list)
        for ref in in_state:
            for name in {key(ref.name), *(base for base, _ in _bases(ref))}:
                by_name[name].append(ref)
        # By the name without its kind first: with it, every short name "... County" is like every other.
        close = difflib.get_close_matches(
            asked.base, list(by_name), 5, cutoff=0.8
        ) or difflib.get_close_matches(asked.whole, list(by_name), 5, cutoff=0.6)
        found = list(dict.fromkeys(ref for name in close for ref in by_name[name]))
        return found[:6] or (in_state if len(in_state) <= 3 else [])

    def _gone(self, code: str) -> UnknownPlace:
        change = _former()[code]
        now = [
            self._by_code[each]
            for each in change.get("parts", {}).get(code, change["after"])
            if each in self._by_code
        ]
        postal = _postal(code)
        return UnknownPlace(
            f"{change['before'][code]}, {postal} ({code}) no longer exists since {change['year']}: "
            f"{change['why']}",
            f"Ask for {_list(now)}." if now else f"See `mobility places --state {postal}`.",
        )


@lru_cache(maxsize=2)
def _names_of(universe: Universe) -> _Names:
    return _Names(universe)


def _bases(ref: PlaceRef) -> list[tuple[str, Kind]]:
    """Keys of a name without its kind: "Boise City city" is both "Boise City" and "Boise"."""
    base, kind = without_kind(ref.name)
    is_city = ref.level is Level.PLACE
    kind = Kind.CITY if is_city else kind
    found = [(key(base), kind)]
    if is_city and base.endswith(" city"):
        found.append((key(base.removesuffix(" city")), kind))
    return found


def _matches(asked: Asked, name: str, postal: str) -> bool:
    known = take_apart(name)
    is_same = asked.whole in (known.whole, known.base) or (asked.base, asked.kind) == (
        known.base,
        known.kind,
    )
    return is_same and asked.postal in ("", postal)


@lru_cache(maxsize=1)
def _everyday() -> dict[str, Any]:
    return read_yaml(reference_table("everyday_names.yaml"), dict)


@lru_cache(maxsize=1)
def _former() -> dict[str, dict[str, Any]]:
    """The change that ended each county's code, by the code."""
    older = read_yaml(reference_table("former_counties.yaml"), list)
    return {
        code: change
        for change in [*county_changes(), *older]
        for code in change["before"]
        if code not in change["after"]
    }


@lru_cache(maxsize=64)
def _postal(code: str) -> str:
    known = states()
    return str(known.loc[known["fips"] == code[:2], "postal"].iloc[0])


def _list(refs: Sequence[PlaceRef]) -> str:
    said = "; ".join(f"{ref.label} ({ref.geoid})" for ref in refs[:MOST_NAMED])
    return said + (f"; and {len(refs) - MOST_NAMED} more" if len(refs) > MOST_NAMED else "")
