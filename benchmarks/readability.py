"""How hard the sentences of reports are to read, over places drawn at random.

Usage: ``python benchmarks/readability.py --root . --run real [--places 50] [--seed 16]``. Reads a finished run and
prints Markdown: for each kind of text how many different ones there are, how many words their sentences have,
how many are longer than 30 words, and LIX (:mod:`mobility_analysis.insights.readability`); then the longest ones of
each kind. ``docs/words.md`` keeps the table of the national run.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.places import Level
from mobility_analysis.insights.peer_lenses import DEFAULT_LENS
from mobility_analysis.insights.readability import measure, sentences_of, words_of
from mobility_analysis.reporting.page.metric_cards import Card, MeasureView
from mobility_analysis.reporting.page.page_one import page_one_content
from mobility_analysis.reporting.page.sections import cards, pillars
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData

MOST_WORDS = 30
Text = tuple[str, str]  # kind, text


def drawn(run: RunData, number: int, seed: int) -> list[str]:
    """Codes of ``number`` counties of today."""
    codes = sorted(run.universe.codes(Level.COUNTY, run.universe.latest_year))
    return sorted(np.random.default_rng(seed).choice(codes, number, replace=False).tolist())


def read(run: RunData, geoid: str) -> PlaceData:
    """The place with the peers that a report finds for it."""
    peers = tuple(peer.geoid for peer in run.find_peers(run.find(geoid), DEFAULT_LENS))
    return read_place(run, geoid, peers, DEFAULT_LENS)


def page_one_texts(data: PlaceData) -> Iterator[Text]:
    """What page one says in sentences."""
    one = page_one_content(data)
    yield "page one: lines", one.lede
    yield "page one: lines", one.trust.sentence
    yield "page one: lines", one.strengths_none
    yield "page one: lines", one.questions_none
    yield "page one: lines", one.gaps_line
    for item in (*one.strengths, *one.questions, *one.gaps):
        yield "page one: items", item.sentence
        yield "page one: small print", item.fine
    for item in one.questions:
        yield "page one: questions", item.choice.question
    for trend in one.trends:
        yield "page one: items", trend.sentence


def view_texts(view: MeasureView) -> Iterator[Text]:
    """What a card says of one measure."""
    yield "card: question", view.measure.question
    if not view.is_of_groups_only:
        yield "card: value", view.sentence
    for reason in view.reasons:
        yield "card: reasons", reason
    for note in view.notes:
        yield "card: notes", note
    for line in view.comparisons:
        yield "card: compared", f"{line.verdict}{line.detail}"
    for panel in view.panels:
        yield "card: groups", panel.line
        for gap in panel.gaps.lines:
            yield "card: gaps", f"{gap.certainty}. {gap.group}: {gap.text}"
        for note in panel.gaps.notes:
            yield "card: notes", note


def card_texts(card: Card) -> Iterator[Text]:
    """What a card says."""
    for view in (card.lead, *card.others):
        yield from view_texts(view)
    if card.trend is not None:
        yield "card: changes", f"{card.trend.verdict}{card.trend.text}"
    for caveat in card.caveats:
        yield "card: caveats", caveat


def texts(data: PlaceData) -> Iterator[Text]:
    """All sentences of a report, with their kind."""
    yield from page_one_texts(data)
    for pillar in pillars(data):
        for card in cards(data, pillar):
            yield from card_texts(card)
    for finding in data.findings:
        yield f"finding: {finding.kind.value}", finding.sentence


def table(found: dict[str, set[str]]) -> str:
    """One row for each kind of text, all together last."""
    lines = [
        "| text | different ones | words per sentence | longest sentence | over 30 words, % | LIX |",
        "|---|---|---|---|---|---|",
    ]
    for kind, said in [*sorted(found.items()), ("all", set().union(*found.values()))]:
        sizes = [len(words_of(each)) for text in said for each in sentences_of(text)]
        counts = [measure(text) for text in said]
        lix = np.mean([count.lix for count in counts])
        over = 100 * np.mean([size > MOST_WORDS for size in sizes])
        lines.append(
            f"| {kind} | {len(said):,} | {np.mean(sizes):.1f} | {max(sizes)} | {over:.1f} | {lix:.0f} |"
        )
    return "\n".join(lines)


def longest(found: dict[str, set[str]], number: int) -> str:
    """The longest sentences of each kind, those that differ by their numbers once."""
    lines = []
    for kind, said in sorted(found.items()):
        sentences = {each for text in said for each in sentences_of(text)}
        by_form = {re.sub(r"\d[\d,.]*", "0", each): each for each in sorted(sentences)}
        worst = sorted(by_form.values(), key=lambda each: -len(words_of(each)))[:number]
        lines += [f"- {kind} ({len(words_of(each))} words): {each}" for each in worst]
    return "\n".join(lines)


def main() -> None:
    """Draw the places and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--run", default="real")
    parser.add_argument("--places", type=int, default=50)
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument("--longest", type=int, default=2)
    given = parser.parse_args()
    run = RunData(RunPaths(given.root.resolve(), given.run))
    found: dict[str, set[str]] = defaultdict(set)
    for geoid in drawn(run, given.places, given.seed):
        for kind, text in texts(read(run, geoid)):
            if text:
                found[kind].add(text)
    print(table(found))
    print(f"\nLongest of each kind:\n\n{longest(found, given.longest)}")


if __name__ == "__main__":
    main()
