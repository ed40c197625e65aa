"""What a fetch says while it works and when it fails: a progress bar, and all troubles at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from mobility_analysis.core.download import Show, show_nothing
from mobility_analysis.core.errors import FetchError, MobilityError


@dataclass(frozen=True)
class Trouble:
    """What stood in the way of one file."""

    vintage: str
    file: str
    error: MobilityError


def together(source_id: str, troubles: list[Trouble]) -> MobilityError:
    """One error that names every file in trouble; files with the same trouble share a line."""
    kinds = {type(trouble.error) for trouble in troubles}
    kind = kinds.pop() if len(kinds) == 1 else FetchError
    groups: dict[tuple[str, str], list[str]] = {}
    for trouble in troubles:
        label = "" if kind is type(trouble.error) else f"{type(trouble.error).__name__}: "
        said = (trouble.vintage, f"{label}{trouble.error.what}")
        groups.setdefault(said, []).append(trouble.file)
    lines = brief([(f"{v} {', '.join(files)}", what) for (v, what), files in groups.items()])
    steps = list(dict.fromkeys(t.error.next_step for t in troubles if t.error.next_step))
    next_steps = "\n      ".join(steps)
    if len(lines) == 1:
        return kind(f"{source_id} {lines[0]}", next_steps)
    listed = "".join(f"\n  - {line}" for line in lines)
    return kind(f"{source_id}: {len(troubles)} files did not arrive:{listed}", next_steps)


def brief(said: list[tuple[str, str]]) -> list[str]:
    """``file: what`` each; steps of many lines are told in full once, later ones only where they differ."""
    first = said[0][1].splitlines()
    lines = []
    for number, (files, what) in enumerate(said):
        told = what.splitlines()
        if number and len(told) > 1:
            different = [line for line in told if line not in first]
            told = [f"as {said[0][0]}, but:", *different] if len(different) < len(told) else told
        lines.append(f"{files}: " + "\n      ".join(told))
    return lines


@contextmanager
def progress_bar() -> Iterator[Show]:
    """A callback that draws the bytes as they arrive on a terminal, and nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield show_nothing
        return
    columns = (TextColumn("    {task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TransferSpeedColumn(), console=console, transient=True) as progress:
        task = progress.add_task("", total=None, visible=False)

        def show(name: str, done: int, total: int | None) -> None:
            progress.update(task, description=name, completed=done, total=total, visible=True)

        yield show
