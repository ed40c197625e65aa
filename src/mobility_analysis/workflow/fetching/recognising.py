"""Recognising a file by its content: which source, vintage and file it is, or why it is none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mobility_analysis.core.answers import reject_web_page
from mobility_analysis.core.glimpse import Glimpse, Kind
from mobility_analysis.framework.sighting import Sighting
from mobility_analysis.framework.source import RemoteFile, Source, Vintage
from mobility_analysis.sources import source_modules

# What browsers add to a name that exists already: "x (1).csv", "Copy of x.csv".
COPY = re.compile(r"^copy of | ?\(\d+\)(?=\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """Where a recognised file belongs."""

    source: Source
    vintage: Vintage
    file: RemoteFile
    product: str

    @property
    def words(self) -> str:
        """Source, vintage and file name, for messages."""
        return f"{self.source.id} {self.vintage.id}, {self.file.name}"


def is_known(seen: Glimpse) -> bool:
    """Whether some source recognizes the file by its content."""
    return bool(_sightings(seen))


def recognise(seen: Glimpse) -> tuple[list[Place], str, str]:
    """(where a file belongs, or why it belongs nowhere; what it was taken for).

    It belongs in several places where vintages share it.
    """
    sightings = _sightings(seen)
    good = [_place(source, each) for source, each in sightings if each.file]
    if not good:
        bad = [each for _, each in sightings]
        if bad:
            return [], bad[0].but, bad[0].product
        return [], _what_it_is(seen), ""
    chosen = _break_tie(good, seen.name)
    if len({(place.source.id, place.file) for place in chosen}) > 1:
        names = "; ".join(place.words for place in chosen[:4])
        product = " or ".join(dict.fromkeys(place.product for place in chosen))
        more = f" and {len(chosen) - 4} more" if len(chosen) > 4 else ""
        return [], f"may be any of: {names}{more}. Give it the name of the one it is.", product
    return chosen, "", chosen[0].product


def _sightings(seen: Glimpse) -> list[tuple[Source, Sighting]]:
    return [
        (module.SOURCE, sighting)
        for module in source_modules().values()
        if hasattr(module, "recognise")
        for sighting in module.recognise(seen)
    ]


def _place(source: Source, sighting: Sighting) -> Place:
    vintage = source.vintage(sighting.vintage)
    file = next(each for each in vintage.files if each.name == sighting.file)
    return Place(source, vintage, file, sighting.product)


def _break_tie(places: list[Place], name: str) -> list[Place]:
    """Of several places in one source those that fit the file's name; all where none fits."""
    if len(places) == 1 or len({place.source.id for place in places}) > 1:
        return places
    plain = COPY.sub("", name).strip().lower()
    named = [place for place in places if place.file.name.lower() == plain]
    of_year = [place for place in places if re.search(rf"(?<!\d){place.vintage.year}(?!\d)", plain)]
    return named or of_year or places


def _what_it_is(seen: Glimpse) -> str:
    """What kind of file it is, if no source knows it; raises :class:`NotData` for a web page."""
    reject_web_page(seen.head.encode(), seen.name)
    if seen.kind is not Kind.TEXT or not seen.header:
        return f"a {seen.kind.value} that no source knows."
    columns = ", ".join(each for each in seen.header[:4] if each)[:80]
    return f"no source knows a table that begins with: {columns or seen.words[:80]}."
