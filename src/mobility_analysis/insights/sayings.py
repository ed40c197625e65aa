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
from mobility_analysis.insights.word_differences import (
    Difference,
    compare,
    is_amount,
    lists,
    states_a_number,
)

# So much of the words that tell a saying from others must stand in a passage for it to be that saying.
LEAST_ALIKE = 0.55
# A saying may have been split into so many sentences more; each must add so much.
_MORE_SENTENCES = 2
_FOR_NUMBERS = 0.3
_LEAST_ADDED, _LEAST_ADDED_BEYOND_A_BLOCK = 0.1, 0.25
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
        if each.alike(telling(words), weights) >= LEAST_ALIKE and (
            each.is_repeated_in(words) if found[each.saying.id] else states_a_number(words)
        ):
            found[each.saying.id].append(_fate(each, left, text))
    return [fate for each in sayings for fate in found[each.id] or [Fate(each, Became.GONE)]]


# ------------------------------------------------------------------ how alike two texts are


def telling(words: Iterable[Token]) -> Counter[str]:
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


def _amounts(words: Iterable[Token]) -> set[str]:
    """The numbers among words, without years."""
    return {t.word for t in words if is_amount(t)}


def _core(text: str) -> str:
    """What has to be there: no brackets (a margin, a year, who is meant), no sentence without an amount."""
    bare = _IN_BRACKETS.sub(" ", text)
    whole = [bare[start:end] for start, end in sentences(bare)]
    return " ".join(each for each in whole if any(map(is_amount, tokens(each)))) or bare


class _Told:
    """A saying with its words."""

    def __init__(self, saying: Saying) -> None:
        self.saying = saying
        self.words = tokens(saying.text)
        self.telling = telling(tokens(_core(saying.text)))
        self.sentences = sum(1 for _ in sentences(saying.text))
        self.numbers = _amounts(self.words)

    def is_repeated_in(self, words: Iterable[Token]) -> bool:
        """Whether words have its numbers, all but one at most: so much is asked where it was found already."""
        return bool(self.numbers) and len(self.numbers - _amounts(words)) <= min(
            1, len(self.numbers) - 1
        )

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
        self._telling = [telling(word.token for word in each) for each in self._words]
        self._taken: set[tuple[int, int]] = set()

    def candidates(
        self, told: _Told, weights: dict[str, float]
    ) -> Iterator[tuple[float, tuple[int, int]]]:
        """Runs of sentences that may be a saying: how alike, first and last sentence."""
        hits = [not told.telling.keys().isdisjoint(each) for each in self._telling]
        for first in (place for place, hit in enumerate(hits) if hit):
            best = (0.0, 0.0)
            for last in range(first, min(first + told.sentences + _MORE_SENTENCES, len(hits))):
                score = self._score(told, weights, first, last)
                if score[0] < LEAST_ALIKE or (
                    any(best) and not self._adds(best, score, first, last)
                ):
                    continue
                best = score
                # Both ends must belong to it: the first sentence as well as the last.
                without = self._score(told, weights, first + 1, last)
                if last == first or self._adds(without, score, first, last):
                    yield score[1], (first, last)

    def _score(
        self, told: _Told, weights: dict[str, float], first: int, last: int
    ) -> tuple[float, float]:
        """How alike a run of sentences is by its words, and by words and numbers together."""
        there = sum(self._telling[first : last + 1], Counter[str]())
        alike = told.alike(there, weights)
        return alike, alike + _FOR_NUMBERS * self._same_numbers(told, first, last)

    def _adds(
        self, less: tuple[float, float], more: tuple[float, float], first: int, last: int
    ) -> bool:
        """Whether one sentence more makes a run more alike; in another block by its words alone, and by much."""
        if self._spans[first][0] != self._spans[last][0]:
            return more[0] > less[0] + _LEAST_ADDED_BEYOND_A_BLOCK
        return more[1] > less[1] + _LEAST_ADDED

    def _same_numbers(self, told: _Told, first: int, last: int) -> float:
        """Which part of the saying's numbers stands in a run of sentences."""
        there = {word.token.word for each in self._words[first : last + 1] for word in each}
        return len(told.numbers & there) / max(len(told.numbers), 1)

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


def _tells(word: Token) -> bool:
    return word.number is not None or word.word not in lists().small


def _fate(told: _Told, left: list[Placed], text: _Text) -> Fate:
    compared = compare(told.words, [word.token for word in left])
    taken = [left[place] for place in compared.places if _tells(left[place].token)]
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
