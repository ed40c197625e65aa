"""What a fetch says when it fails: all problems at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mobility_analysis.core.errors import FetchError, MobilityError

# Before a capital: not after "1." of a list, nor within an address.
SENTENCE_END = re.compile(r"(?<=[a-z/)`][.?!;:]) (?=[A-Z])")


@dataclass(frozen=True)
class Trouble:
    """What stood in the way of one file."""

    vintage: str
    file: str
    error: MobilityError


def one_error_of(source_id: str, troubles: list[Trouble]) -> MobilityError:
    """One error that names every file in trouble; files with the same trouble share a line."""
    kinds = {type(trouble.error) for trouble in troubles}
    kind = kinds.pop() if len(kinds) == 1 else FetchError
    groups: dict[tuple[str, str], list[str]] = {}
    for trouble in troubles:
        label = "" if kind is type(trouble.error) else f"{type(trouble.error).__name__}: "
        said = (trouble.vintage, f"{label}{trouble.error.what}")
        groups.setdefault(said, []).append(trouble.file)
    lines = brief([(f"{v} {', '.join(files)}", what) for (v, what), files in groups.items()])
    next_steps = "\n      ".join(_each_sentence_once(t.error.next_step for t in troubles))
    if len(lines) == 1:
        return kind(f"{source_id} {lines[0]}", next_steps)
    listed = "".join(f"\n  - {line}" for line in lines)
    return kind(f"{source_id}: {len(troubles)} files did not arrive:{listed}", next_steps)


def _each_sentence_once(steps: Iterable[str]) -> list[str]:
    """The steps, each without the sentences that stand in one before it."""
    told: set[str] = set()
    left = []
    for step in steps:
        new = [each for each in SENTENCE_END.split(step) if each not in told]
        told.update(new)
        left.append(" ".join(new))
    return [step for step in left if step]


def brief(said: list[tuple[str, str]]) -> list[str]:
    """``file: what`` for each; long instructions are printed in full once, and later only where they differ."""
    first = said[0][1].splitlines()
    lines = []
    for number, (files, what) in enumerate(said):
        told = what.splitlines()
        if number and len(told) > 1:
            different = [line for line in told if line not in first]
            told = [f"as {said[0][0]}, but:", *different] if len(different) < len(told) else told
        lines.append(f"{files}: " + "\n      ".join(told))
    return lines
