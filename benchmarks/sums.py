"""Whether printed differences are those of the printed values, over places drawn at random.

Usage: ``python benchmarks/sums.py --root . --run real [--places 240] [--seed 20]``. Reads a finished run. Every sentence
of two values is read as a reader reads it, and its numbers are subtracted; so are those of the lines of cards'
gaps. Prints how many were read, how many do not give the printed difference, in how many the difference lies outside
of its printed interval, and how many were printed more finely than usual.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from decimal import Decimal
from itertools import product
from pathlib import Path

import numpy as np

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.differences import (
    difference_words,
    numbers_in_brief,
    printed_of,
)
from mobility_analysis.insights.findings import Finding, Kind
from mobility_analysis.insights.numbers import printed
from mobility_analysis.insights.patterns import phrase_of
from mobility_analysis.insights.peer_lenses import DEFAULT_LENS
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData

NUMBER = re.compile(r"\u2212?\$?\d[\d,]*(?:\.\d+)?")
PER = re.compile(r"(?:for every|per) [\d,]+")  # no number of a difference
MOST_SHOWN = 10


def numbers(text: str) -> list[Decimal]:
    """The numbers of a text, in its order."""
    found = (
        each.replace("\u2212", "-").replace(",", "").replace("$", "")
        for each in NUMBER.findall(text)
    )
    return [Decimal(each) for each in found]


def values_of(finding: Finding) -> tuple[Decimal, Decimal] | None:
    """The two values as the sentence prints them, the later or own one first; None of "less than 1 percent"."""
    between = ", and " if finding.kind is Kind.TREND else ", against "
    first, second = finding.sentence.split(between, maxsplit=1)
    if finding.kind is Kind.GROUP_GAP:
        first = first.split(", ", maxsplit=1)[1]  # after the group's name
    phrase = phrase_of(registry().measures[finding.measure])
    for is_open, of_group in product((False, True), repeat=2):
        around = phrase.with_number("|", is_open=is_open, of_group=of_group).split("|")
        for words in sorted((part.strip() for part in around), key=len, reverse=True):
            first = re.sub(re.escape(words), " ", first, flags=re.IGNORECASE) if words else first
    if "less than" in first + second or "more than" in first + second:
        return None
    one, other = numbers(first)[0], numbers(second)[0]
    return (other, one) if finding.kind is Kind.TREND else (one, other)


def checked(finding: Finding, tally: Counter[str]) -> str:
    """Count what one finding prints; the text where it does not add up."""
    measure = registry().measures[finding.measure]
    words, shown, values = (
        difference_words(finding, measure),
        printed_of(measure, finding),
        values_of(finding),
    )
    assert shown is not None
    tally["sentences with two values"] += 1
    tally["printed more finely than usual"] += shown.extra > 0
    assert finding.value is not None and finding.compared_value is not None
    pair = printed(measure, finding.value) - printed(measure, finding.compared_value)
    alone = printed(measure, abs(finding.difference or 0.0))
    tally["that would not add up with each number rounded by itself"] += abs(pair) != alone
    if values is None:
        tally["with a trace that is no number"] += 1
        return ""
    said = numbers(PER.sub("", words))
    subtracted = values[0] - values[1]
    adds_up = abs(subtracted) == said[0] if said else subtracted == 0
    here, there = (numbers(text)[0] for text in numbers_in_brief(finding, measure))
    tally["sentences that do not add up"] += not adds_up
    tally["labels that differ from the sentence"] += (here, there) != values
    ends = said[1:3]
    is_outside = len(ends) == 2 and "less than" not in words and not ends[0] <= said[0] <= ends[1]
    tally["differences outside of their interval"] += is_outside
    return "" if adds_up and not is_outside else f"{finding.sentence} {words}"


def main() -> None:
    """Draw the places and print the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--run", default="real")
    parser.add_argument("--places", type=int, default=240)
    parser.add_argument("--seed", type=int, default=20)
    given = parser.parse_args()
    run = RunData(RunPaths(given.root.resolve(), given.run))
    codes = sorted(run.universe.codes(Level.COUNTY, run.universe.latest_year))
    tally, wrong = Counter[str](), list[str]()
    for geoid in (
        np.random.default_rng(given.seed).choice(codes, given.places, replace=False).tolist()
    ):
        peers = tuple(peer.geoid for peer in run.find_peers(run.find(geoid), DEFAULT_LENS))
        data = read_place(run, geoid, peers, DEFAULT_LENS)
        told = [finding for finding in data.findings if finding.difference is not None]
        wrong += filter(None, (checked(finding, tally) for finding in told))
    print("\n".join(f"- {what}: {count:,}" for what, count in tally.items()))
    print("\n".join(wrong[:MOST_SHOWN]))


if __name__ == "__main__":
    main()
