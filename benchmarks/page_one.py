"""What page one says over many places drawn at random, and how often anything odd.

Usage: ``python benchmarks/page_one.py --root . --run real [--places 240] [--seed 20] [--level county]``. Reads
a finished run. Peers are found as in a report. Prints Markdown: how often each measure is the first strength or
question and how often it is on page one at all; then counts of what must not happen: a first item shared by
more than a fifth of the places, an item on the wrong side of the middle of its own rank, one that rests on
history. ``docs/page-one.md`` keeps the table of the national run.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

import numpy as np

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import BY_LABEL
from mobility_analysis.insights.choose import Choice
from mobility_analysis.insights.peer_lenses import DEFAULT_LENS
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData

LISTS = ("strengths", "questions", "trends", "gaps")
MOST_FIRST = 0.2


def drawn(run: RunData, level: Level, number: int, seed: int) -> list[str]:
    """Codes of ``number`` places of today, in the order of their states."""
    codes = sorted(run.universe.codes(level, run.universe.latest_year))
    rng = np.random.default_rng(seed)
    return sorted(rng.choice(codes, min(number, len(codes)), replace=False).tolist())


def read(run: RunData, geoid: str) -> PlaceData:
    """The place with the peers that a report finds for it."""
    peers = tuple(peer.geoid for peer in run.find_peers(run.find(geoid), DEFAULT_LENS))
    return read_place(run, geoid, peers, DEFAULT_LENS)


class Tally:
    """Counts over the places seen."""

    def __init__(self) -> None:
        self.places = 0
        self.first = {name: Counter[str]() for name in LISTS}
        self.anywhere = {name: Counter[str]() for name in LISTS}
        self.odd = Counter[str]()
        self.groups = Counter[str]()
        self.length = {name: Counter[int]() for name in LISTS}

    def add(self, data: PlaceData) -> None:
        """Count what stands out at one place."""
        self.places += 1
        out = data.stands_out
        for name in LISTS:
            items: tuple[Choice, ...] = getattr(out, name)
            self.length[name][len(items)] += 1
            self.first[name].update(item.finding.measure for item in items[:1])
            self.anywhere[name].update(item.finding.measure for item in items)
        self.groups.update(BY_LABEL[item.finding.group].type.value for item in out.gaps)
        self._odd(data, "strength", out.strengths, is_better=True)
        self._odd(data, "question", out.questions, is_better=False)
        if not out.strengths and not out.questions:
            self.odd["neither strength nor question"] += 1

    def _odd(
        self, data: PlaceData, kind: str, items: tuple[Choice, ...], *, is_better: bool
    ) -> None:
        for item in items:
            value = data.selection.latest(item.finding.measure, data.here.geoid)
            assert value is not None and item.position is not None
            self.odd[f"{kind}: any"] += 1
            if (item.position.rank > 50) is not is_better:
                self.odd[f"{kind}: on the wrong side of its own rank"] += 1
            if value.is_history:
                self.odd[f"{kind}: rests on history"] += 1
            elif value.age_words:
                self.odd[f"{kind}: five to seven years old"] += 1

    def markdown(self) -> str:
        """All counts as Markdown."""
        lines = [
            "| measure | first strength | strength | first question | question | trend | gap |",
            "|---|---|---|---|---|---|---|",
        ]
        names = sorted({name for counter in self.anywhere.values() for name in counter})
        for name in names:
            cells = [
                self.first["strengths"][name],
                self.anywhere["strengths"][name],
                self.first["questions"][name],
                self.anywhere["questions"][name],
                self.anywhere["trends"][name],
                self.anywhere["gaps"][name],
            ]
            percents = (f"{100 * count / self.places:.0f}" if count else "" for count in cells)
            lines.append(f"| `{name}` | {' | '.join(percents)} |")
        lines += ["", f"Percent of {self.places} places.", ""]
        for name in ("strengths", "questions"):
            measure, count = max(self.first[name].items(), key=lambda each: each[1])
            verdict = "ok" if count <= MOST_FIRST * self.places else "TOO OFTEN"
            lines.append(f"- first of {name}: at most `{measure}`, {count} places ({verdict})")
        lines += [
            f"- how many {name}: {dict(sorted(counts.items()))}"
            for name, counts in self.length.items()
        ]
        lines += [f"- {what}: {count}" for what, count in sorted(self.odd.items())]
        lines.append(f"- kinds of groups in gaps: {dict(self.groups.most_common())}")
        return "\n".join(lines)


def main() -> None:
    """Draw the places and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--run", default="real")
    parser.add_argument("--places", type=int, default=240)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--level", choices=("county", "place"), default="county")
    given = parser.parse_args()
    run = RunData(RunPaths(given.root.resolve(), given.run))
    tally, start = Tally(), time.perf_counter()
    for geoid in drawn(run, Level(given.level), given.places, given.seed):
        tally.add(read(run, geoid))
    print(tally.markdown())
    print(f"\n{time.perf_counter() - start:.0f} seconds.")


if __name__ == "__main__":
    main()
