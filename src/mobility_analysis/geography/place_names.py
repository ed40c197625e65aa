"""Finding the place that a person means by a code or a name.

A text is the code of a county (five digits) or city (seven), or its name, best with its state:
"39153", "Summit County, OH", "summit, ohio". What could be several places is asked back, never guessed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from mobility_analysis.core.errors import UnknownPlace
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.universe import PlaceRef, Universe, states


def find_place(universe: Universe, text: str) -> PlaceRef:
    """The one place that ``text`` (a geoid or a name) means.

    Raises
    ------
    UnknownPlace
        With the nearest names, when none or several match.
    """
    asked = str(text).strip()
    refs = universe.places()
    if re.fullmatch(r"\d+", asked):
        return _find_code(universe, asked, refs)
    name, state = _split(asked)
    hits = [
        ref for ref in refs if name in _spellings(ref.name) and (not state or state == ref.postal)
    ]
    # An independent city is a county and a city of one name and one territory: the county speaks.
    if len({ref.label for ref in hits}) == 1:
        return hits[0]
    if hits:
        exact = [ref for ref in hits if _plain(ref.name) == name]
        if state and len({ref.label for ref in exact}) == 1:
            return exact[0]
        raise UnknownPlace(
            f"{asked!r} could be any of {len(hits)} places.",
            "Add the state or use a code: " + _list(hits[:8]),
        )
    near = _nearest(name, state, refs)
    raise UnknownPlace(
        f"No county or city is called {asked!r}.",
        ("Did you mean " + _list(near) + "?") if near else "See `mobility places`.",
    )


def find_places(universe: Universe, texts: Iterable[str]) -> list[PlaceRef]:
    """The place that each code or name means; :class:`UnknownPlace` at the first unknown one."""
    return [find_place(universe, text) for text in texts]


def _find_code(universe: Universe, code: str, refs: list[PlaceRef]) -> PlaceRef:
    for ref in refs:
        if ref.geoid == code:
            return ref
    padded = [ref for ref in refs if ref.geoid == code.zfill(len(code) + 1)]
    for year in range(universe.latest_year - 1, 2012, -1):
        old = universe.of(Level.COUNTY, year)
        if code in set(old["geoid"]):
            raise UnknownPlace(
                f"{code} ({old.set_index('geoid')['name'][code]}) no longer exists.",
                "Use a county of today: see `mobility places --state "
                f"{old.set_index('geoid')['postal'][code]}`.",
            )
    same_state = [ref for ref in refs if ref.geoid[:2] == code[:2]]
    near = difflib.get_close_matches(code, [ref.geoid for ref in same_state], 3)
    raise UnknownPlace(
        f"No county or city has the code {code}.",
        f"Did its leading zero get lost? {_list(padded)}"
        if padded
        else ("Near: " + _list([r for r in same_state if r.geoid in near]) if near else "")
        + " See `mobility places` for all codes.",
    )


_SUFFIXES = re.compile(
    r" (county|parish|borough|census area|municipality|city and borough|planning region|"
    r"city|town|village|city \(balance\))$"
)


def _plain(name: str) -> str:
    name = name.lower().replace("saint ", "st. ").replace("’", "'")
    return re.sub(r"\s+", " ", name).strip()


def _spellings(name: str) -> set[str]:
    plain = _plain(name)
    without_dot = plain.replace("st. ", "st ")
    short = _SUFFIXES.sub("", plain)
    return {plain, short, without_dot, short.replace("st. ", "st ")}


def _split(asked: str) -> tuple[str, str]:
    name, _, state = asked.rpartition(",")
    if not name:
        return _plain(asked), ""
    state = state.strip().lower()
    known = states()
    hit = known[(known["postal"].str.lower() == state) | (known["name"].str.lower() == state)]
    if hit.empty:
        return _plain(asked), ""
    return _plain(name), str(hit["postal"].iloc[0])


def _nearest(name: str, state: str, refs: list[PlaceRef]) -> list[PlaceRef]:
    pool = [ref for ref in refs if not state or ref.postal == state]
    by_name: dict[str, list[PlaceRef]] = {}
    for ref in pool:
        for spelling in _spellings(ref.name):
            by_name.setdefault(spelling, []).append(ref)
    close = difflib.get_close_matches(name, list(by_name), 5, cutoff=0.6)
    found = list(dict.fromkeys(ref for spelling in close for ref in by_name[spelling]))
    return found[:6] or (pool if len(pool) <= 3 else [])


def _list(refs: list[PlaceRef]) -> str:
    return "; ".join(f"{ref.label} ({ref.geoid})" for ref in refs)
