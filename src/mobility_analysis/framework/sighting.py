"""What a source says of a file in the inbox: where it belongs, or why it cannot be used.

A source module may define ``recognise(seen)``. It looks at a file's content alone and yields a sighting for each
file of its vintages that this one may be, or nothing for a file of another product. Where there are several,
the name that the person gave the file may decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.framework.source import Source


@dataclass(frozen=True)
class Sighting:
    """A file of a product: its ``vintage`` and ``file``; or in ``but`` what is wrong with it and what to do.

    ``product`` names what it was taken for, in a reader's words.
    """

    product: str
    vintage: str = ""
    file: str = ""
    but: str = ""


Sightings = Iterator[Sighting]


def only_value(seen: Glimpse, column: str) -> str:
    """The one value that a column holds in all rows; empty where it holds several."""
    values = seen.values(column)
    return values.pop() if len(values) == 1 else ""


def of_edition(product: str, source: Source, vintage_id: str, said: str) -> Sighting:
    """The first file of a vintage; or a sighting that says that the source has no edition ``said``."""
    vintage = source.vintages.get(vintage_id)
    if vintage is None:
        return Sighting(
            product, but=f"of {said or 'several years at once'}, an edition that is not in use."
        )
    return Sighting(product, vintage.id, vintage.files[0].name)
