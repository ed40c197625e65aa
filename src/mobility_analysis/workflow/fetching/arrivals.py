"""Progress of a whole fetch: a bar on a terminal, a line from time to time elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from mobility_analysis.core.download import Show
from mobility_analysis.workflow.fetching.forecast import MB, size_text
from mobility_analysis.workflow.progress import span

# Seconds between two lines of one fetch, and the size from which the start of a file has its own line.
EVERY = 30.0
LARGE = 25 * MB


@dataclass
class Arrivals:
    """Counts what arrives.

    Attributes
    ----------
    expected
        Bytes expected; it grows where a file is larger than its source declares.
    files
        Number of files expected.
    of_source
        Names of the files of the source at hand that have arrived.
    arrived
        Bytes that came over the network; files of an earlier fetch are not counted.
    """

    say: Callable[[str], None]
    expected: float = 0.0
    files: int = 0
    clock: Callable[[], float] = time.monotonic
    of_source: list[str] = field(default_factory=list, init=False)
    arrived: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._name, self._at = "", 0
        self._began: float | None = None
        self._said, self._before = 0.0, 0
        self._draw: Show | None = None

    def show(self, name: str, done: int, total: int | None) -> None:
        """Called for every block, and once before the first one with the bytes kept from an earlier try."""
        now = self.clock()
        if self._began is None:
            self._began = self._said = now
        is_begin = name != self._name or done <= self._at
        if not is_begin:
            self.arrived += done - self._at
        self._name, self._at = name, done
        if self._draw is not None:
            self._draw(name, done, total)
        elif (is_begin and (total or 0) - done >= LARGE) or now - self._said >= EVERY:
            self._said = now
            of = f" of {size_text(total / MB)}" if total else ""
            self.say(f"    {name}: {size_text(done / MB)}{of}; {self}")

    @property
    def files_done(self) -> int:
        """Files that have arrived of those expected; a file that several vintages share counts in each."""
        return min(self._before + len(self.of_source), self.files)

    def end_source(self) -> None:
        """Close the count of the present source; what follows belongs to the next."""
        self._before += len(self.of_source)
        self.of_source = []

    @property
    def rate(self) -> float:
        """Bytes a second since the first one."""
        passed = self.clock() - self._began if self._began is not None else 0.0
        return self.arrived / passed if passed > 0 else 0.0

    def __str__(self) -> str:
        """``in all 3 of 120 files, 340 MB of about 2.9 GB, 2.1 MB a second, 20 min left``."""
        parts = [f"in all {self.files_done} of {self.files} files"]
        is_known = self.expected > self.arrived
        about = f" of about {size_text(self.expected / MB)}" if is_known else ""
        parts.append(f"{size_text(self.arrived / MB)}{about}")
        if rate := self.rate:
            parts.append(f"{size_text(rate / MB)} a second")
            parts += [f"{span((self.expected - self.arrived) / rate)} left"] if is_known else []
        return ", ".join(parts)

    @contextmanager
    def drawn(self) -> Iterator[None]:
        """Bars while it lasts, on a terminal: the file at hand, and all of them."""
        console = Console(stderr=True)
        if not console.is_terminal:
            yield
            return
        columns = (TextColumn("    {task.description}"), BarColumn(), DownloadColumn())
        more = (TransferSpeedColumn(), TimeRemainingColumn())
        with Progress(*columns, *more, console=console, transient=True) as progress:
            every = progress.add_task("", total=None, visible=False)
            tasks: dict[str, TaskID] = {}

            def draw(name: str, done: int, total: int | None) -> None:
                if name not in tasks:  # each file has its own bar, whose length may be unknown
                    for earlier in tasks.values():
                        progress.remove_task(earlier)
                    tasks.clear()
                    tasks[name] = progress.add_task(name, total=total)
                progress.update(tasks[name], completed=done, total=total)
                progress.update(
                    every,
                    description=f"{self.files_done} of {self.files} files",
                    completed=self.arrived,
                    total=max(self.expected, self.arrived) or None,
                    visible=True,
                )

            self._draw = draw
            try:
                yield
            finally:
                self._draw = None
