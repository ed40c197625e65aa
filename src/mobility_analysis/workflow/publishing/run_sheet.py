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
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mobility_analysis.core.errors import UnknownPlace, UsageError
from mobility_analysis.geography.place_names import find_places
from mobility_analysis.geography.universe import PlaceRef, Universe, states
from mobility_analysis.workflow.place_requests import split_places
from mobility_analysis.workflow.publishing.jobs import PlaceRequest

COLUMNS = ("place", "peers", "options")
SKIP = "skip"
# More than a name and a hundred peers need; in a longer cell a quotation mark was not closed.
LONGEST_CELL = 20_000


@dataclass(frozen=True)
class _Line:
    """What one line asks for."""

    number: int
    place: PlaceRef
    peers: tuple[PlaceRef, ...]
    is_skipped: bool


def read_run_sheet(
    path: Path, universe: Universe, say: Callable[[str], None] = lambda _: None
) -> list[PlaceRequest]:
    """The places of a run sheet with the peers named for each.

    A place on two equal lines is made once. ``say`` is told of it, and which place a name that is not written in
    full was taken for.

    Raises
    ------
    UsageError
        The file cannot be read, lacks ``place``, has unknown or repeated columns, unknown options or places,
        or lines that contradict each other; all lines in trouble are named at once, before anything is made.
    """
    lines: list[_Line] = []
    troubles: list[str] = []
    notes: list[str] = []
    for number, row in _rows(path):
        taken_for: list[str] = []
        line, wrong = _line(number, row, universe, taken_for.append)
        notes += [f"line {number}: {what}" for what in taken_for]
        troubles += [f"line {number}: {what}" for what in wrong]
        if line is not None and not wrong:
            lines.append(line)
    kept, repeats = _first_of_each(lines, troubles)
    if troubles:
        raise UsageError(
            f"{path.name}: " + "; ".join(troubles), "Mend these lines of the run sheet."
        )
    for note in [*notes, *repeats]:
        say(f"{path.name}: {note}")
    asked: list[PlaceRequest] = [(line.place, line.peers) for line in kept if not line.is_skipped]
    if not asked:
        raise UsageError(f"{path.name} asks for no report.", "Add a line with a place.")
    return asked


def _first_of_each(lines: Sequence[_Line], troubles: list[str]) -> tuple[list[_Line], list[str]]:
    """(the first line of each place, messages about lines that repeat it); contradictions are errors."""
    first: dict[PlaceRef, _Line] = {}
    repeats = []
    for line in lines:
        before = first.setdefault(line.place, line)
        if before is line:
            continue
        both = f"lines {before.number} and {line.number} ask for {line.place.label}"
        if before.is_skipped != line.is_skipped:
            troubles.append(f"{both}, only one of them with {SKIP}; keep one")
        elif before.peers != line.peers:
            troubles.append(f"{both} beside different peers (or in another order); keep one")
        else:
            repeats.append(f"{both}; it is made once")
    return list(first.values()), repeats


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Each line that holds anything, with its number in the file, by column."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", "Give a CSV file.") from error
    except csv.Error as error:
        raise UsageError(
            f"{path.name} cannot be read as a table ({error}).", "Save it as CSV UTF-8."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path.name} is not UTF-8 text.", "Save it as CSV UTF-8.") from error
    if "\0" in text:
        number = text[: text.index("\0")].count("\n") + 1
        raise UsageError(
            f"{path.name}, line {number}: a character that no text holds (NUL).",
            "This is no CSV file: save it as CSV UTF-8.",
        )
    lines = _cells(path.name, text)
    header = [name.strip().lower() for name in next(lines, (1, []))[1]]
    _check_header(path.name, header)
    return [
        (number, _by_column(header, cells)) for number, cells in lines if any(map(str.strip, cells))
    ]


def _cells(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """(number of its first line, cells) of each row."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UsageError(
                f"{name}, line {number}: {_plain(error)}.", "Mend the quotation marks of that line."
            ) from error
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise UsageError(
                f"{name}, line {number}: a cell is longer than {LONGEST_CELL:,} letters.",
                "Mend that line: perhaps a quotation mark is not closed.",
            )
        yield number, cells


def _plain(error: csv.Error) -> str:
    said = str(error)
    if "field larger" in said:
        return f"a cell is longer than {LONGEST_CELL:,} letters"
    if "unexpected end" in said:
        return "a quotation mark that begins here is never closed"
    if "expected after" in said:
        return "letters stand behind a closing quotation mark"
    return said


def _check_header(name: str, header: Sequence[str]) -> None:
    unknown = [column for column in header if column not in COLUMNS]
    if "place" not in header or unknown:
        raise UsageError(
            f"{name} has the columns {', '.join(column or '(no name)' for column in header) or 'none'}.",
            f"Its first line must be: {','.join(COLUMNS)} (peers and options may be left out).",
        )
    twice = [column for column in dict.fromkeys(header) if header.count(column) > 1]
    if twice:
        raise UsageError(
            f"{name} has the column {', '.join(twice)} more than once.", "Keep one of each."
        )


def _by_column(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Cells by column; cells beyond the last column under ``""``."""
    beyond = {"": ",".join(cells[len(header) :])} if len(cells) > len(header) else {}
    return dict(zip(header, cells, strict=False)) | beyond


def _line(
    number: int, row: dict[str, str], universe: Universe, say: Callable[[str], None]
) -> tuple[_Line | None, list[str]]:
    """(what a line asks for, everything that is wrong with it)."""
    if "" in row:
        return None, ["more cells than columns; put names with a comma in quotes"]
    troubles: list[str] = []
    options = [each.strip().lower() for each in row.get("options", "").split(";")]
    troubles += [
        f"unknown option {each!r} (there is: {SKIP})" for each in options if each not in ("", SKIP)
    ]
    places = _find(split_places([row["place"]]), universe, troubles, say)
    peers = _find(split_places([row.get("peers", "")]), universe, troubles, say)
    named = len(split_places([row["place"]]))
    if named != 1:
        troubles.append(
            f"{named or 'no'} places are named; each line has one, each place its own line"
        )
    troubles += [f"{place.label} cannot be its own peer" for place in places if place in peers]
    if troubles:
        return None, troubles
    return _Line(number, places[0], tuple(dict.fromkeys(peers)), SKIP in options), []


def _find(
    names: Sequence[str], universe: Universe, troubles: list[str], say: Callable[[str], None]
) -> list[PlaceRef]:
    found = []
    for name in names:
        try:
            found += find_places(universe, [name], say)
        except UnknownPlace as error:
            troubles.append(f"{error.what} {error.next_step}".strip())
    return found


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
