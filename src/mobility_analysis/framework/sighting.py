"""What a source says of a file that a person dropped: where it belongs, or why it cannot be taken.

A source module may define ``recognise(seen)``, which goes by a file's content alone and yields a sighting for
each file of its vintages that this one can be; none where it is no file of the product at all. More than one
is a tie, which the name the person gave may break.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.framework.source import Source


@dataclass(frozen=True)
class Sighting:
    """A file of a product: ``vintage`` and ``file``, or ``but``, what is wrong with it and what to do.

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
    """The first file of a vintage; or that the edition, called ``said``, is none of the source's."""
    vintage = source.vintages.get(vintage_id)
    if vintage is None:
        return Sighting(
            product, but=f"of {said or 'several years at once'}, an edition that is not in use."
        )
    return Sighting(product, vintage.id, vintage.files[0].name)
