"""Progress of a long piece of work: a bar in a terminal, a line for each piece elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    """Something that shows the progress of a command."""

    def done(self, label: str, state: str, number: int = 1) -> None:
        """So many more are finished."""


class Lines:
    """``[12/88] Butler County, OH: made (1.4 a second, 54 s left)``."""

    def __init__(self, total: int, say: Callable[[str], None]) -> None:
        self._total, self._say = total, say
        self._finished = self._worked = 0
        self._began = time.monotonic()

    def done(self, label: str, state: str, number: int = 1) -> None:
        """Print a line: how many are finished, at what rate, and how long the others will take."""
        self._finished += number
        self._worked += number * (state != "up to date")
        pace = ""
        left = self._total - self._finished
        if left and self._worked > 1:
            rate = self._worked / max(1e-9, time.monotonic() - self._began)
            pace = f" ({rate:.1f} a second, {span(left / rate)} left)"
        self._say(f"[{self._finished}/{self._total}] {label}: {state}{pace}")


class Bar:
    """The same as a bar; failures also stay above it as a line."""

    def __init__(self, total: int, say: Callable[[str], None]) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Rich

        # Drawn at each step and not by a thread of its own, because threads and forks do not go together.
        self._bar = Rich(
            TextColumn("{task.description:<34.34}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
            TimeRemainingColumn(),
            auto_refresh=False,
        )
        self._task = self._bar.add_task("", total=total, pace="")
        self._say, self._worked, self._began = say, 0, time.monotonic()

    def start(self) -> None:
        """Show the bar."""
        self._bar.start()
        self._bar.refresh()

    def stop(self) -> None:
        """Leave the bar as it is."""
        self._bar.stop()

    def done(self, label: str, state: str, number: int = 1) -> None:
        """Move the bar by so many; a failure also gets a line above it."""
        self._worked += number * (state != "up to date")
        rate = self._worked / max(1e-9, time.monotonic() - self._began)
        pace = f"{rate:.1f} a second" if self._worked else ""
        if state == "failed":
            self._bar.console.print(f"{label}: failed")
        self._bar.update(self._task, advance=number, description=label, pace=pace)
        self._bar.refresh()


@contextmanager
def show_progress(total: int, say: Callable[[str], None]) -> Iterator[Progress]:
    """A bar where a person watches, lines through ``say`` otherwise."""
    if total < 2 or not sys.stdout.isatty():
        yield Lines(total, say)
        return
    bar = Bar(total, say)
    bar.start()
    try:
        yield bar
    finally:
        bar.stop()


def span(seconds: float) -> str:
    """``54 s``, ``20 min``, ``1.6 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
