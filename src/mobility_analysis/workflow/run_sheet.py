"""Which reports a batch makes: all places, those of states, or the lines of a run sheet.

A run sheet is a CSV file with the columns ``place``, ``peers`` and ``options``. The usual request is one
county with three peers::

    place,peers,options
    39153,39151;39035;39113,
    "Boone County, MO","29077;Cole County, MO",skip

Peers are codes or names with semicolons between them; empty means that the finder chooses. The only
option is ``skip``: the line is kept in the sheet and left out of this run.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from mobility_analysis.core.errors import UnknownPlace, UsageError
from mobility_analysis.geography.universe import PlaceRef, Universe, states
from mobility_analysis.workflow.report import Asked

COLUMNS = ("place", "peers", "options")
SKIP = "skip"


def read_run_sheet(path: Path, universe: Universe) -> list[Asked]:
    """The places of a run sheet with the peers named for each.

    Raises
    ------
    UsageError
        The file cannot be read, lacks ``place``, or has unknown columns, options or places; all lines
        in trouble are named at once, before anything is made.
    """
    rows, troubles, asked = _rows(path), [], []
    for number, row in enumerate(rows, 2):
        try:
            line = _line(row, universe)
        except UsageError as error:
            troubles.append(f"line {number}: {error.what}")
            continue
        if line is not None:
            asked.append(line)
    if troubles:
        raise UsageError(
            f"{path.name}: " + "; ".join(troubles), "Mend these lines of the run sheet."
        )
    if not asked:
        raise UsageError(f"{path.name} asks for no report.", "Add a line with a place.")
    return asked


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            header = [name.strip().lower() for name in reader.fieldnames or ()]
            reader.fieldnames = header
            rows = [row for row in reader if any((cell or "") for cell in row.values() if cell)]
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", "Give a CSV file.") from error
    except csv.Error as error:
        raise UsageError(
            f"{path.name} cannot be read as a table ({error}).", "Save it as CSV UTF-8."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path.name} is not UTF-8 text.", "Save it as CSV UTF-8.") from error
    unknown = [name for name in header if name not in COLUMNS]
    if "place" not in header or unknown:
        raise UsageError(
            f"{path.name} has the columns {', '.join(header) or 'none'}.",
            f"Its first line must be: {','.join(COLUMNS)} (peers and options may be left out).",
        )
    return rows


def _line(row: dict[str, str], universe: Universe) -> Asked | None:
    if None in row:
        raise UsageError("more cells than columns; put names with a comma in quotes")
    options = [each.strip().lower() for each in (row.get("options") or "").split(";")]
    unknown = [each for each in options if each not in ("", SKIP)]
    if unknown:
        raise UsageError(f"unknown option {unknown[0]!r} (there is: {SKIP})")
    place = universe.find((row.get("place") or "").strip())
    named = [each.strip() for each in (row.get("peers") or "").split(";") if each.strip()]
    peers = [universe.find(peer) for peer in named]
    if place in peers:
        raise UsageError(f"{place.label} cannot be its own peer")
    return None if SKIP in options else (place, tuple(dict.fromkeys(peers)))


def places_of(universe: Universe, postal: Sequence[str] = ()) -> list[PlaceRef]:
    """All places of the run, or those of states given by postal code, in the order of their codes.

    Raises
    ------
    UnknownPlace
        A code that is no state's, or a state without places in this run.
    """
    wanted = [code.upper() for code in postal]
    known = set(states()["postal"])
    unknown = [code for code in wanted if code not in known]
    if unknown:
        raise UnknownPlace(
            f"No state has the postal code {unknown[0]!r}.", "Use two letters, such as OH."
        )
    found = [ref for ref in universe.places() if not wanted or ref.postal in wanted]
    if not found:
        raise UnknownPlace(
            f"This run has no places in {', '.join(wanted)}.", "See `mobility places`."
        )
    return sorted(found, key=lambda ref: ref.geoid)
