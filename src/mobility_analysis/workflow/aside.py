"""Sources set aside: what a run continues without, since when, why, and what would bring it back.

A vintage that could not be fetched, could not be read or did not pass its gate is a written fact: a list in
``aside.yaml`` beside what the stage wrote of its source. Later stages, reports and the end of a run read it.

* fetch: ``data/raw/<run>/<source>/aside.yaml``
* parse: ``data/interim/<run>/<source>/aside.yaml``, those of fetch included
* check: ``data/quality/<run>/raw/aside.yaml``, for all sources
* estimate: ``data/estimates/<run>/aside.yaml``: sources with too many places that are in no list
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from mobility_analysis.core import errors
from mobility_analysis.core.errors import (
    DiskTrouble,
    FetchError,
    GateFailed,
    MissingInput,
    MobilityError,
    SourceDrift,
)
from mobility_analysis.core.io import read_yaml, write_text
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.plainly import explain
from mobility_analysis.sources import source_module

if TYPE_CHECKING:
    from rich.console import Console

NAME = "aside.yaml"
# The exit code of a command that finished without some of its sources.
INCOMPLETE = 20
FETCH, PARSE, CHECK, LISTED = "fetch", "parse", "check", "listed"
# Errors that concern one source alone.
OF_ONE_SOURCE = (FetchError, SourceDrift, GateFailed, MissingInput)
OF_ALL = (DiskTrouble,)
SAID = {
    FETCH: "the file could not be fetched",
    PARSE: "the file could not be read",
    CHECK: "the file did not pass its gate",
    LISTED: "the file has places that are in no list",
}
# Files that only a person can get, by the name of the error.
BY_HAND = {
    "ManualExport": "nobody has saved it here yet",
    "MirrorsCopy": "what is here came from a mirror",
}


@dataclass(frozen=True)
class Aside:
    """One vintage that the run goes without.

    Attributes
    ----------
    stage
        At which it was set aside: fetch, parse, check, or listed where its places are in no list.
    error
        The name of the error.
    hosts
        Servers that could not be reached.
    since
        The day on which this was first found.
    """

    source: str
    vintage: str
    stage: str
    error: str
    what: str
    next_step: str = ""
    hosts: tuple[str, ...] = ()
    since: str = ""

    @property
    def why(self) -> str:
        """For a reader: "the file could not be fetched: aqs.epa.gov could not be reached"."""
        if self.is_by_hand:
            return f"the file is given out by hand only, and {BY_HAND[self.error]}"
        return f"{SAID[self.stage]}: {first_line(self.what).rstrip('.')}"

    @property
    def is_by_hand(self) -> bool:
        """Whether only a person can get the file."""
        return self.error in BY_HAND

    @property
    def next(self) -> str:
        """The first line of what to do next."""
        return first_line(self.next_step)

    @property
    def name(self) -> str:
        """Agency and title, for a reader."""
        source = source_module(self.source).SOURCE
        return f"{source.agency}, {source.title.partition(':')[0]}"

    def as_error(self) -> MobilityError:
        """Return the fact as the error that it was written from."""
        kind = getattr(errors, self.error, MobilityError)
        told: MobilityError = kind(f"{self.source} {self.vintage}: {self.what}", self.next_step)
        return told


def first_line(text: str) -> str:
    """Return the first line of ``text``, or nothing."""
    return next(iter(text.strip().splitlines()), "")


def aside(source: str, vintage: str, stage: str, error: Exception) -> Aside:
    """The fact that ``error`` keeps a vintage out of the run.

    An exception of another kind comes from a parser that met an unexpected file. It is shown with its
    traceback, and counts as a changed layout.

    Raises
    ------
    Exception
        ``error`` itself, if it does not concern this source alone: a full disk, wrong settings.
    """
    if isinstance(error, ImportError):  # a package is not installed: the file is not the cause
        raise error
    known = explain(error)
    if known is None:
        traceback.print_exception(error)
        known = SourceDrift(
            f"its parser failed ({type(error).__name__}: {first_line(str(error))}).",
            "The traceback is in the output of the run; if the file is right, mend the source's module.",
        )
    if not isinstance(known, OF_ONE_SOURCE) or isinstance(known, OF_ALL):
        raise error
    return Aside(source, vintage, stage, type(known).__name__, known.what, known.next_step)


# ------------------------------------------------------------------ facts on the disk


def load_aside(path: Path) -> list[Aside]:
    """The facts in a file; none where there is no file."""
    if not path.is_file():
        return []
    try:
        return [
            Aside(**{**entry, "hosts": tuple(entry["hosts"])}) for entry in read_yaml(path, list)
        ]
    except (TypeError, KeyError) as error:
        raise MissingInput(
            f"{path} is not a list of what was set aside.",
            "Delete it and run the same command again.",
        ) from error


def save_aside(path: Path, found: Sequence[Aside], earlier: Iterable[Aside] = ()) -> None:
    """Write ``found``, or remove the file where it is empty; a fact that was there ``earlier`` keeps its day."""
    if not found:
        path.unlink(missing_ok=True)
        return
    known = {replace(fact, since=""): fact.since for fact in earlier}
    today = datetime.now(UTC).date().isoformat()
    entries: list[dict[str, Any]] = []
    for fact in found:
        since = fact.since or known.get(fact, today)
        entries.append(asdict(fact) | {"hosts": list(fact.hosts), "since": since})
    write_text(path, yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=1000))


def fetch_facts(paths: RunPaths, source: str) -> Path:
    """Return the path of what could not be fetched of a source."""
    return paths.raw / source / NAME


def parse_facts(paths: RunPaths, source: str) -> Path:
    """Return the path of what could not be parsed of a source."""
    return paths.interim / source / NAME


def check_facts(paths: RunPaths) -> Path:
    """Return the path of what did not pass its gate."""
    return paths.quality / "raw" / NAME


Sources = Mapping[str, Sequence[str]]


def not_fetched(paths: RunPaths, sources: Sources) -> list[Aside]:
    """Return what of ``sources`` could not be fetched, vintage by vintage."""
    files = (fetch_facts(paths, source) for source in sources)
    return _in_force((fact for path in files for fact in load_aside(path)), sources)


def not_parsed(paths: RunPaths, sources: Sources) -> list[Aside]:
    """What the last parse set aside, including what fetch did not bring."""
    files = (parse_facts(paths, source) for source in sources)
    return _in_force((fact for path in files for fact in load_aside(path)), sources)


def set_aside(paths: RunPaths, sources: Sources) -> list[Aside]:
    """All vintages set aside before the estimates, in the order of the run's sources."""
    return _in_order([*not_parsed(paths, sources), *load_aside(check_facts(paths))], sources)


def all_set_aside(paths: RunPaths, sources: Sources) -> list[Aside]:
    """All vintages that a finished run goes without, in the order of its sources."""
    found = [*set_aside(paths, sources), *load_aside(paths.estimates / NAME)]
    return _in_order(found, sources)


def _in_order(found: Sequence[Aside], sources: Sources) -> list[Aside]:
    order = list(sources)
    return sorted(_in_force(found, sources), key=lambda fact: order.index(fact.source))


def _in_force(facts: Iterable[Aside], sources: Sources) -> list[Aside]:
    """One fact for each vintage of the run: that of the first stage that set it aside."""
    first: dict[tuple[str, str], Aside] = {}
    for fact in facts:
        if fact.vintage in sources.get(fact.source, ()):
            first.setdefault((fact.source, fact.vintage), fact)
    return list(first.values())


# ------------------------------------------------------------------ told at the end


def lines(facts: Sequence[Aside]) -> Iterator[tuple[str, str, str]]:
    """(what is absent, why, what to do next); the vintages of a source with the same trouble together."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for fact in facts:
        groups.setdefault((fact.source, fact.why, fact.next), []).append(fact.vintage)
    for (source, why, following), vintages in groups.items():
        yield f"{source}: {', '.join(vintages)}", f"{why[0].upper()}{why[1:]}.", following


def console() -> Console:
    """Where tables are printed: as wide as the terminal, or wide enough for a log."""
    from rich.console import Console

    made = Console(highlight=False)
    if not made.is_terminal:
        made.width = 160
    return made


def print_aside(facts: Sequence[Aside]) -> None:
    """The table of what is absent, and the servers that could not be reached."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    if not facts:
        return
    table = Table("Set aside", "Why", "What to do next", box=SIMPLE_HEAD, padding=(0, 1, 1, 0))
    for cells in lines(facts):
        table.add_row(*map(Text, cells))
    out = console()
    out.print(table)
    hosts = sorted({host for fact in facts for host in fact.hosts})
    if hosts:
        out.print(Text(f"Could not be reached: {', '.join(hosts)}."))


def number_of_sources(facts: Iterable[Aside]) -> int:
    """Return how many sources the facts are about."""
    return len({fact.source for fact in facts})


def how_complete(facts: Sequence[Aside]) -> str:
    """The last line of a command: "Complete", or "Complete but for 3 sources"."""
    number = number_of_sources(facts)
    return f"Complete but for {number} source{'s' if number > 1 else ''}" if number else "Complete"
