"""Fetch for a whole run, one source after another; what could not be fetched is set aside.

One process fetches everything, so that a server that does not answer is given up for all sources at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from mobility_analysis.core.download import Patience
from mobility_analysis.core.errors import (
    FetchError,
    ManualExport,
    MirrorsCopy,
    MobilityError,
    Unreachable,
)
from mobility_analysis.core.knock import out_of_reach
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.settings import AGENCY, DEMONSTRATION, RunSettings
from mobility_analysis.core.web import host_of
from mobility_analysis.framework.chosen import Chosen, write_chosen
from mobility_analysis.framework.snapshot import (
    FROM_AGENCY,
    FROM_MIRROR,
    MADE_UP,
    load_snapshot,
)
from mobility_analysis.framework.source import RemoteFile
from mobility_analysis.sources import source_module
from mobility_analysis.workflow.aside import (
    FETCH,
    Aside,
    aside,
    fetch_facts,
    first_line,
    load_aside,
    save_aside,
)
from mobility_analysis.workflow.fetching.arrivals import Arrivals
from mobility_analysis.workflow.fetching.forecast import MB, forecast, require_disk, size_text
from mobility_analysis.workflow.fetching.origins import Agency, MirrorUrl, Origin, origin_of
from mobility_analysis.workflow.fetching.raw_files import require_as_recorded
from mobility_analysis.workflow.fetching.troubles import Trouble, one_error_of
from mobility_analysis.workflow.fetching.vintage_fetch import FetchSummary, bring_source
from mobility_analysis.workflow.progress import span

# Which of a vintage's errors is told of it: those of servers before those of files that only a person can get.
_BY_HAND_LAST: dict[type[MobilityError], int] = {ManualExport: 1, MirrorsCopy: 2}


@dataclass
class RunFetch:
    """Fetches sources of a run from one origin, each at most once.

    Parameters
    ----------
    refresh
        Fetch again, and accept files that differ from their record.
    is_strict
        Raise the first trouble instead of setting its source aside.
    tell
        Called with every trouble in full.
    """

    paths: RunPaths
    settings: RunSettings
    origin: str
    say: Callable[[str], None] = print
    tell: Callable[[MobilityError], None] = lambda _: None
    refresh: bool = False
    is_strict: bool = False
    patience: Patience | None = None
    asked: set[str] = field(default_factory=set, init=False)
    # Errors of a refresh that left the earlier files in place, so that no file is missing.
    not_refreshed: list[MobilityError] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._foretold: set[str] = set()
        self._arrivals = Arrivals(self.say)
        self._bringer: Origin | None = None
        if self.origin != DEMONSTRATION:
            self._bringer = origin_of(self.origin, self.patience, self._arrivals.show)

    def foretell(self, sources: Iterable[str]) -> None:
        """Say, once for each source, what is to be fetched, before the first byte of it is asked for.

        Raises
        ------
        DiskTrouble
            It has no room on the disk.
        """
        new = [source for source in sources if source not in self._foretold]
        self._foretold.update(new)
        self._knock(new)
        plan = forecast(self._to_ask(new))
        if not plan.files:
            return
        self.say(plan.sentence(require_disk(plan, self.paths.raw)))
        self._arrivals.files += plan.files
        self._arrivals.expected += plan.megabytes * MB

    def bring(self, sources: Iterable[str]) -> None:
        """Fetch what is missing of ``sources``; what stands and is right is not asked for again."""
        wanted = [source for source in sources if source not in self.asked]
        self.foretell(wanted)
        for number, source in enumerate(wanted, 1):
            self.asked.add(source)
            write_chosen(self.paths.raw / source, self._chosen(source))
            self._bring(source, f"[{number}/{len(wanted)}] {source}")

    def _chosen(self, source: str) -> Chosen:
        if self.origin == DEMONSTRATION:
            kind = MADE_UP
        else:
            kind = FROM_AGENCY if self.origin == AGENCY else FROM_MIRROR
        return Chosen(origin=kind, vintages=self.settings.sources.get(source, ()))

    def _knock(self, sources: Sequence[str]) -> None:
        """Find the agencies' servers that cannot be reached first, so that no file waits for them."""
        if not isinstance(self._bringer, Agency):
            return
        known = self._bringer.given_up
        files = [file for source in sources for _, file in self._missing(source)]
        urls = [url for file in files for url in file.addresses]
        known |= out_of_reach(url for url in urls if host_of(url) not in known)

    def _to_ask(self, sources: Sequence[str]) -> Iterator[tuple[str, RemoteFile]]:
        """Missing files that a server will be asked for.

        Each comes with its first address and, where it is known, its size.
        """
        origin = self._bringer
        for source in sources:
            for vintage, file in self._missing(source):
                sized = self._sized(source, vintage, file)
                if isinstance(origin, MirrorUrl):
                    yield f"{origin.base}/{source}/{vintage}/{file.name}", sized
                elif isinstance(origin, Agency):
                    known = [url for url in file.addresses if host_of(url) not in origin.given_up]
                    yield from ((url, sized) for url in known[:1])

    def _sized(self, source: str, vintage: str, file: RemoteFile) -> RemoteFile:
        """With the size from its record, where the source declares none (not for a file inside an archive)."""
        if file.megabytes is not None or file.member is not None:
            return file
        record = load_snapshot(self.paths.snapshots, source, vintage)
        kind = FROM_AGENCY if self.origin == AGENCY else FROM_MIRROR
        recorded = record.file(file.name, kind) if record else None
        return replace(file, megabytes=recorded.bytes / MB) if recorded else file

    def _missing(self, source: str) -> Iterator[tuple[str, RemoteFile]]:
        """Vintages that are not there, and their files."""
        for vintage in self.settings.sources.get(source, ()):
            if self.refresh or not (self.paths.raw / source / vintage).is_dir():
                files = source_module(source).SOURCE.vintage(vintage).files
                yield from ((vintage, file) for file in files)

    def _bring(self, source: str, label: str) -> None:
        vintages = self.settings.sources.get(source, ())
        summary = FetchSummary()
        arrivals, before, began = self._arrivals, self._arrivals.arrived, time.monotonic()
        arrivals.of_source = summary.fetched
        with arrivals.drawn():
            troubles = bring_source(
                self.paths, source, vintages, self._bringer, summary, refresh=self.refresh
            )
        arrivals.end_source()
        came = _came(arrivals.arrived - before, time.monotonic() - began)
        if troubles:
            error = one_error_of(source, troubles)
            if self.is_strict:
                raise error
            self.tell(error)
        missing = dict.fromkeys(trouble.vintage for trouble in troubles)
        kept = [each for each in missing if self.refresh and self._stands(source, each)]
        if kept:
            self.not_refreshed.append(
                one_error_of(source, [each for each in troubles if each.vintage in kept])
            )
        facts = [
            self._fact(source, vintage, [each for each in troubles if each.vintage == vintage])
            for vintage in missing
            if vintage not in kept
        ]
        path = fetch_facts(self.paths, source)
        save_aside(path, facts, load_aside(path))
        if summary.fetched or troubles or self.refresh:
            self.say(f"{label}: {summary}{came}{_told(facts, kept)}")

    def _stands(self, source: str, vintage: str) -> bool:
        """Whether the file of an earlier fetch is still there and right."""
        record = load_snapshot(self.paths.snapshots, source, vintage)
        try:
            if record is not None:
                require_as_recorded(self.paths.raw / source / vintage, record, "")
        except MobilityError:
            return False
        return record is not None

    def _fact(self, source: str, vintage: str, troubles: Sequence[Trouble]) -> Aside:
        """Word the fact in the same way whichever source asked a server first, so that no stage runs again for it."""
        worst = min(troubles, key=lambda each: _BY_HAND_LAST.get(type(each.error), 0))
        error = worst.error
        if isinstance(error, ManualExport):
            steps = f"`mobility fetch {source}` says how to get it and where to save it."
            named = type(error).__name__
            return Aside(source, vintage, FETCH, named, "to be exported by hand", steps)
        hosts = self._unreachable(source, vintage) if isinstance(error, Unreachable) else ()
        what = f"{', '.join(hosts)} could not be reached" if hosts else first_line(error.what)
        fact = aside(source, vintage, FETCH, FetchError(what, error.next_step))
        name = "Unreachable" if hosts else type(error).__name__
        following = (
            "Check the network or proxy, then run the same command again." if hosts else fact.next
        )
        return Aside(source, vintage, FETCH, name, what, following, hosts)

    def _unreachable(self, source: str, vintage: str) -> tuple[str, ...]:
        """The servers of a vintage, or the mirror's, that were given up."""
        files = source_module(source).SOURCE.vintage(vintage).files
        asked = {host_of(url) for file in files for url in file.addresses}
        asked.add(host_of(getattr(self._bringer, "base", "")))
        given_up: dict[str, FetchError] = getattr(self._bringer, "given_up", {})
        return tuple(
            sorted(h for h, e in given_up.items() if h in asked and isinstance(e, Unreachable))
        )


def _came(arrived: int, seconds: float) -> str:
    return f"; {size_text(arrived / MB)} in {span(seconds)}" if arrived else ""


def _told(facts: Sequence[Aside], kept: Sequence[str]) -> str:
    hosts = sorted({host for fact in facts for host in fact.hosts})
    by_hand = sum(fact.is_by_hand for fact in facts)
    others = sum(not fact.hosts for fact in facts) - by_hand
    parts = [f"{', '.join(hosts)} could not be reached"] if hosts else []
    parts += [f"{by_hand} only by hand"] if by_hand else []
    parts += [f"{others} with other troubles"] if others else []
    said = f"; set aside: {len(facts)} ({'; '.join(parts)})" if facts else ""
    return said + (f"; not refreshed, the earlier files stand: {', '.join(kept)}" if kept else "")
