"""What a source says of a file that a person dropped: where it belongs, or why it cannot be taken.

A source module may define ``recognise(seen)``, which goes by a file's content alone and yields a sighting for
each file of its vintages that this one can be; none where it is no file of the product at all. More than one
is a tie, which the name the person gave may break.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


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
