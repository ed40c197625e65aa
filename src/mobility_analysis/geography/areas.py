"""Areas of one's own: what they are made of, and where that is written down.

An area is a file ``areas/<name>.yaml`` at the root of the project, which people own: its name, its code, and
its parts: whole counties, census tracts of one census, or a boundary (a GeoJSON file beside it). Nothing is
computed here. A code is five characters like a county's, with an ``A`` that no county has: ``39A01`` is the
first area of Ohio, ``00A01`` the first that reaches into several states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import yaml

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.core.io import read_yaml, write_text
from mobility_analysis.core.paths import slug
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.geography.universe import PlaceRef, states

FOLDER = "areas"
CODE = re.compile(r"\d{2}A\d{2}")
MOST = 99  # areas of a state, by the two digits of their code


class MadeOf(StrEnum):
    """What an area is given by."""

    COUNTIES = "counties"
    TRACTS = "tracts"
    BOUNDARY = "boundary"

    def counted(self, number: int) -> str:
        """So many parts in words: "1 county", "12 tracts"."""
        one = {MadeOf.COUNTIES: "county", MadeOf.TRACTS: "tract"}
        return f"{number} {self.value if number != 1 else one[self]}"


@dataclass(frozen=True)
class Area:
    """An area of one's own.

    Attributes
    ----------
    code
        Two digits of the state (``00`` of several), ``A`` and a number.
    name
        As people call it, without a state.
    made_of
        What it is given by.
    parts
        Codes of its counties or tracts in order; of a boundary empty.
    census
        The census whose tracts ``parts`` are; 0 where they are no tracts.
    """

    code: str
    name: str
    made_of: MadeOf
    parts: tuple[str, ...] = ()
    census: int = 0

    @property
    def ref(self) -> PlaceRef:
        """The area as a place that reports are made of."""
        known = states().set_index("fips")["postal"]
        return PlaceRef(self.code, Level.AREA, self.name, str(known.get(self.code[:2], "")))

    @property
    def states(self) -> tuple[str, ...]:
        """The states that its parts lie in; of a boundary none is known before it is laid over tracts."""
        return tuple(sorted({part[:2] for part in self.parts}))


def area_file(root: Path, name: str) -> Path:
    """The file of the area of this name, there or not."""
    return root / FOLDER / f"{slug(name)}.yaml"


def boundary_file(root: Path, name: str) -> Path:
    """The boundary of the area of this name, there or not."""
    return area_file(root, name).with_suffix(".geojson")


def list_areas(root: Path) -> list[Area]:
    """All areas of the project, by code.

    Raises
    ------
    SettingsError
        A file does not hold an area, or two have one code.
    """
    found = sorted(map(_read, sorted((root / FOLDER).glob("*.yaml"))), key=lambda area: area.code)
    codes = [area.code for area in found]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise SettingsError(
            f"Two files in {FOLDER}/ have the code {twice[0]}.", "Give one of them another code."
        )
    return found


def _read(path: Path) -> Area:
    held = read_yaml(path, dict)
    try:
        area = Area(
            code=str(held["code"]),
            name=str(held["name"]),
            made_of=MadeOf(held["made_of"]),
            parts=tuple(map(str, held.get("parts", ()))),
            census=int(held.get("census", 0)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(
            f"{FOLDER}/{path.name} does not say what the area is: {error}.",
            "It needs code, name, made_of (counties, tracts or boundary) and parts; "
            "`mobility area add` writes it.",
        ) from error
    wrong = (
        not CODE.fullmatch(area.code)
        or slug(area.name) != path.stem
        or bool(area.parts) == (area.made_of is MadeOf.BOUNDARY)
        or len(set(area.parts)) != len(area.parts)
    )
    if wrong:
        raise SettingsError(
            f"{FOLDER}/{path.name} does not fit itself: its code, the name of the file, or its parts.",
            "A code is like 39A01, the file is called after the area, and each part stands once. "
            "Remove the area and add it again.",
        )
    return area


def save_area(root: Path, area: Area) -> Path:
    """Write the file of ``area``; its parts sorted, so that their order does not matter."""
    path = area_file(root, area.name)
    held = asdict(area) | {"made_of": area.made_of.value, "parts": sorted(area.parts)}
    said = {name: value for name, value in held.items() if value}
    write_text(path, yaml.safe_dump(said, sort_keys=False, allow_unicode=True))
    return path


def find_area(areas: Iterable[PlaceRef], text: str) -> PlaceRef | None:
    """The area that a code or a name (with or without its state) means, if any."""
    asked = str(text).strip()
    for area in areas:
        if asked.upper() == area.geoid or slug(asked) in (slug(area.name), slug(area.label)):
            return area
    return None


def next_code(areas: Iterable[Area], in_states: Iterable[str]) -> str:
    """The first code that no area has, for one that lies in these states.

    Raises
    ------
    SettingsError
        All 99 codes are taken.
    """
    codes = sorted(set(in_states))
    state = codes[0] if len(codes) == 1 else NATION_GEOID
    taken = {area.code for area in areas}
    for number in range(1, MOST + 1):
        if (code := f"{state}A{number:02d}") not in taken:
            return code
    raise SettingsError(
        f"There are {MOST} areas of this state already.", "Remove one: `mobility area remove`."
    )
