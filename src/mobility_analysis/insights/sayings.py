"""What became of sentences of ours in a text that people edited: as built, reworded, changed, or gone.

A saying is found by the words that tell it from others, whatever their order, split over sentences or joined with
other words. Then both are laid side by side (:mod:`insights.word_differences`), and what differs is named.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mobility_analysis.insights.said_words import Token, sentences, tokens
from mobility_analysis.insights.word_differences import Difference, compare, lists, states_a_number

# So much of the words that tell a saying from others must stand in a passage for it to be that saying.
LEAST_ALIKE = 0.55
# A saying is worth showing beside other words when it shares so much with them.
LEAST_NEAR = 0.3
# A saying may have been split into so many sentences; each must add so much.
_MOST_SENTENCES = 3
_LEAST_ADDED = 0.1
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_ENDINGS = ("ies", "ing", "ed", "es", "s", "y", "e")


@dataclass(frozen=True)
class Saying:
    """A sentence of ours with the id of what it says.

    Attributes
    ----------
    is_small_print
        It stands beside another one for the writer's use: known where it stands, not missed where it is gone.
    """

    id: str
    text: str
    is_small_print: bool = False


class Became(StrEnum):
    """What became of a saying."""

    AS_BUILT = "as built"
    REWORDED = "reworded"
    WITHOUT_YEAR = "without its year"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class Fate:
    """A saying, what became of it, and where it stands.

    Attributes
    ----------
    passage
        The sentences in which it was found.
    differences
        What differs, in the order of the words.
    spans
        Where the saying's words stand now: block, first and last place in it.
    """

    saying: Saying
    became: Became
    passage: str = ""
    differences: tuple[Difference, ...] = ()
    spans: tuple[tuple[int, int, int], ...] = ()


def fates(blocks: Sequence[str], sayings: Sequence[Saying]) -> list[Fate]:
    """What became of each saying in a text.

    Parameters
    ----------
    blocks
        The text by paragraphs, cells and notes.

    Returns
    -------
    In the order of ``sayings``; one that stands in the text twice comes twice.
    """
    text = _Text(blocks)
    told = [_Told(each) for each in sayings]
    weights = _weights(each.telling for each in told)
    pairs = [(*found, each) for each in told for found in text.candidates(each, weights)]
    found: dict[str, list[Fate]] = {each.id: [] for each in sayings}
    # The likeliest first: words that a saying has taken are no longer there for others.
    for _, place, each in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        left = text.left(place)
        words = [word.token for word in left]
        if each.alike(_telling(words), weights) >= LEAST_ALIKE and states_a_number(words):
            found[each.saying.id].append(_fate(each, left, text))
    return [fate for each in sayings for fate in found[each.id] or [Fate(each, Became.GONE)]]


def nearest(sentence: str, sayings: Sequence[Saying]) -> Saying | None:
    """The saying that has most in common with ``sentence``; ``None`` where none has enough."""
    words = _telling(tokens(sentence))
    if not words or not sayings:
        return None
    told = [_Told(each) for each in sayings]
    weights = _weights(each.telling for each in told)
    rare = max(weights.values())
    total = sum(weights.get(word, rare) for word in words)
    scores = [sum(weights[word] for word in words if word in each.telling) / total for each in told]
    best = max(scores)
    return sayings[scores.index(best)] if best >= LEAST_NEAR else None


# ------------------------------------------------------------------ how alike two texts are


def _telling(words: Iterable[Token]) -> Counter[str]:
    """The words that tell, without their endings; no numbers, which may have been changed."""
    return Counter(
        _stem(t.word) for t in words if t.number is None and t.word not in lists().common
    )


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word.removesuffix(ending)
    return word


def _weights(telling: Iterable[Counter[str]]) -> dict[str, float]:
    """How much a word tells: one that many sayings have tells little."""
    lists = list(telling)
    counts = Counter(word for each in lists for word in each)
    return {word: math.log1p(len(lists) / count) for word, count in counts.items()}


class _Told:
    """A saying with its words."""

    def __init__(self, saying: Saying) -> None:
        self.saying = saying
        self.words = tokens(saying.text)
        # What stands in brackets (a margin, a year, who is meant) is the first to go.
        self.telling = _telling(tokens(_IN_BRACKETS.sub(" ", saying.text)))
        self.numbers = {t.word for t in self.words if t.number is not None}

    def alike(self, there: Counter[str], weights: dict[str, float]) -> float:
        """Which part of what tells in the saying stands in other words."""
        total = sum(weights[word] * count for word, count in self.telling.items())
        shared = sum(
            weights[word] * min(count, there[word]) for word, count in self.telling.items()
        )
        return shared / total if total else 0.0


# ------------------------------------------------------------------ passages of a text


@dataclass(frozen=True)
class Placed:
    """A word with the block and the sentence that it stands in."""

    token: Token
    block: int
    sentence: int


class _Text:
    """The words of a text by sentence, through all its blocks; words that a saying took are gone."""

    def __init__(self, blocks: Sequence[str]) -> None:
        self._blocks = blocks
        self._spans = [
            (number, start, end)
            for number, block in enumerate(blocks)
            for start, end in sentences(block)
        ]
        self._words = [
            [
                Placed(replace(t, start=t.start + start, end=t.end + start), number, place)
                for t in tokens(blocks[number][start:end])
            ]
            for place, (number, start, end) in enumerate(self._spans)
        ]
        self._telling = [_telling(word.token for word in each) for each in self._words]
        self._taken: set[tuple[int, int]] = set()

    def candidates(
        self, told: _Told, weights: dict[str, float]
    ) -> Iterator[tuple[float, tuple[int, int]]]:
        """Runs of sentences that may be a saying: how alike, first and last sentence."""
        hits = [not told.telling.keys().isdisjoint(each) for each in self._telling]
        for first in (place for place, hit in enumerate(hits) if hit):
            there, best = Counter[str](), 0.0
            for last in range(first, min(first + _MOST_SENTENCES, len(hits))):
                there += self._telling[last]
                score = told.alike(there, weights)
                if hits[last] and score >= LEAST_ALIKE and score > best + _LEAST_ADDED:
                    best = score
                    yield score + self._same_numbers(told, first, last), (first, last)

    def _same_numbers(self, told: _Told, first: int, last: int) -> float:
        """A little more for the passage that has the saying's numbers, where two are as alike."""
        there = {word.token.word for each in self._words[first : last + 1] for word in each}
        return 0.05 * len(told.numbers & there) / max(len(told.numbers), 1)

    def left(self, place: tuple[int, int]) -> list[Placed]:
        """The words of a run of sentences that no saying has taken."""
        run = (word for each in self._words[place[0] : place[1] + 1] for word in each)
        return [word for word in run if (word.block, word.token.start) not in self._taken]

    def take(self, words: Iterable[Placed]) -> None:
        """Note that words belong to a saying."""
        self._taken.update((each.block, each.token.start) for each in words)

    def passage(self, words: Iterable[Placed]) -> str:
        """The sentences in which words stand."""
        spans = (self._spans[number] for number in sorted({each.sentence for each in words}))
        return " ".join(self._blocks[block][start:end] for block, start, end in spans)


def _fate(told: _Told, left: list[Placed], text: _Text) -> Fate:
    compared = compare(told.words, [word.token for word in left])
    taken = [left[place] for place in compared.places]
    text.take(taken)
    differences = compared.differences
    if any(each.turns for each in differences):
        became = Became.CHANGED
    elif any(each.is_lost_year for each in differences):
        became = Became.WITHOUT_YEAR
    else:
        became = Became.REWORDED if differences else Became.AS_BUILT
    spans = tuple((word.block, word.token.start, word.token.end) for word in taken)
    return Fate(told.saying, became, text.passage(taken), differences, spans)
