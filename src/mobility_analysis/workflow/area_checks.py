"""What someone asks for as an area of one's own, and what is refused of it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.paths import RunPaths, slug
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.area_boundary import read_boundary
from mobility_analysis.geography.areas import CODE, Area, MadeOf, area_file, find_area
from mobility_analysis.geography.place_names import find_place, names_a_place
from mobility_analysis.workflow.residents import run_universe

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from mobility_analysis.workflow.estimating.area_parts import Terrain

NEWEST_CENSUS = 2020
MOST_NEAR = 3  # tracts named that a mistyped one may mean


@dataclass(frozen=True)
class Wanted:
    """An area as someone asks for it, unchecked; exactly one of the three is given."""

    name: str
    counties: Sequence[str] = ()
    tracts: Sequence[str] = ()
    geojson: Path | None = None
    census: int = NEWEST_CENSUS


def check_wanted(paths: RunPaths, wanted: Wanted, areas: Sequence[Area]) -> None:
    """Refuse what is made of nothing or of two things, and a name that is none, taken, or a real place's."""
    given = [bool(wanted.counties), bool(wanted.tracts), wanted.geojson is not None]
    if sum(given) != 1:
        raise UsageError(
            "An area is made of counties, of tracts, or of what lies in a boundary.",
            "Give exactly one of --counties, --tracts and --geojson.",
        )
    name = wanted.name
    if not slug(name) or CODE.fullmatch(name.strip().upper()) or name.strip().isdigit():
        raise UsageError(f"{name!r} is no name for an area.", 'Use words, such as "East side".')
    taken = find_area([area.ref for area in areas], name)
    if taken is not None or area_file(paths.root, name).exists():
        raise UsageError(
            f"There is an area called {name!r} already.",
            "Take another name, or remove that one first: `mobility area remove`.",
        )
    if names_a_place(run_universe(paths), name):
        raise UsageError(
            f"{name!r} is the name of a county, a city or a state, so a report would be taken for that place's.",
            'Take a name that nothing else has, such as "Greater …" or "… and neighbors".',
        )


def checked(paths: RunPaths, wanted: Wanted, ground: Terrain) -> tuple[Area, BaseGeometry | None]:
    """The area, still without a code, and its boundary if it has one; unknown and doubled parts are refused."""
    name = wanted.name.strip()
    if wanted.geojson is not None:
        return Area("", name, MadeOf.BOUNDARY), read_boundary(wanted.geojson)
    if wanted.counties:
        return Area("", name, MadeOf.COUNTIES, _known_counties(paths, wanted.counties)), None
    tracts = _known_tracts(wanted.tracts, wanted.census, ground)
    return Area("", name, MadeOf.TRACTS, tracts, wanted.census), None


def _known_counties(paths: RunPaths, texts: Sequence[str]) -> tuple[str, ...]:
    universe = run_universe(paths)
    found = []
    for text in texts:
        place = find_place(universe, text)
        if place.level is not Level.COUNTY:
            raise UsageError(
                f"{place.label} ({place.geoid}) is no county.",
                "An area is made of counties or of census tracts; a city's tracts can be given with --tracts, or "
                "its boundary with --geojson.",
            )
        found.append(place.geoid)
    _refuse_twice(found, "county")
    return tuple(sorted(found))


def _known_tracts(codes: Sequence[str], census: int, ground: Terrain) -> tuple[str, ...]:
    wrong = [code for code in codes if not (code.isdigit() and len(code) == Level.TRACT.width)]
    if wrong:
        raise UsageError(
            f"{_listed(wrong)} {_is(wrong)} no code of a tract.",
            "A tract has eleven digits: two of the state, three of the county, six of its own, as 39153500100.",
        )
    _refuse_twice(codes, "tract")
    known = ground.known_tracts
    unknown = [code for code in codes if code not in known.get(census, frozenset())]
    others = [year for year, of_year in known.items() if set(unknown) <= of_year and year != census]
    if unknown and others:
        raise UsageError(
            f"{_listed(unknown)} {_is(unknown)} not among the tracts of the census of {census}, but of {others[-1]}: "
            "tracts are drawn anew with each census.",
            f"Give the tracts of {census}, or say --census {others[-1]}.",
        )
    if unknown:
        raise UsageError(
            f"This run knows no tract {_listed(unknown)} of the census of {census}.",
            f"{_near_tracts(unknown, known.get(census, frozenset()))}Compare the codes with the Census Bureau's list; `mobility sources census_acs` tells which tracts' "
            "tables a run has.",
        )
    return tuple(sorted(codes))


def _near_tracts(unknown: Sequence[str], known: Collection[str]) -> str:
    """For a mistyped tract those of its county that look like it; of another county where its own is unknown."""
    for width in (Level.COUNTY.width, Level.STATE.width):
        found = []
        for code in unknown:
            around = [each for each in known if each[:width] == code[:width]]
            found += difflib.get_close_matches(code, sorted(around), MOST_NEAR)
        if found:
            return f"Did you mean {' or '.join(dict.fromkeys(found[:MOST_NEAR]))}? "
    return ""


def _refuse_twice(codes: Sequence[str], what: str) -> None:
    twice = sorted({code for code in codes if list(codes).count(code) > 1})
    if twice:
        raise UsageError(
            f"The {what} {_listed(twice)} is named more than once: its people would count twice.",
            "Name each part once.",
        )


def _listed(codes: Sequence[str], most: int = 5) -> str:
    more = f" and {len(codes) - most} more" if len(codes) > most else ""
    return f"{', '.join(codes[:most])}{more}"


def _is(codes: Sequence[str]) -> str:
    return "is" if len(codes) == 1 else "are"
