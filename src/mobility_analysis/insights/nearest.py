"""Which of many sayings is about the matter of a sentence that somebody wrote.

First the matter is found, then the saying. The matter is that of the metric whose words the sentence shares: those of
its sayings, of its label and questions in the framework, and everyday words (``topics.yaml``). A word counts the more,
the fewer metrics have it. Among the sayings of that metric the one with most in common is taken.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from mobility_analysis.core.io import read_yaml
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.said_words import tokens
from mobility_analysis.insights.sayings import Saying, telling

FILE = Path(__file__).with_name("topics.yaml")
# A word tells of a matter when so many metrics have it at most.
MOST_METRICS = 3
# Such words must weigh more than this part of all words of the sentence.
LEAST_SHARED = 0.25


@lru_cache(maxsize=1)
def _everyday() -> dict[str, str]:
    return read_yaml(FILE, dict)


@lru_cache(maxsize=1)
def _of_framework() -> dict[str, str]:
    """Each metric's label, and its measures' labels and questions."""
    return {
        metric.id: " ".join(
            [metric.label, *(f"{each.label} {each.question}" for each in metric.measures)]
        )
        for metric in registry().metrics
    }


class Nearest:
    """The nearest of many sayings.

    Parameters
    ----------
    sayings
        By the metric that they are of; any other name stands for a matter of its own.
    """

    def __init__(self, sayings: Mapping[str, Sequence[Saying]]) -> None:
        self._sayings = {
            name: [(each, _words(each.text)) for each in group] for name, group in sayings.items()
        }
        everyday = {name: _words(_everyday().get(name, "")) for name in sayings}
        self._all = {
            name: everyday[name]
            | _words(_of_framework().get(name, "")).union(*(w for _, w in group))
            for name, group in self._sayings.items()
        }
        self._metrics = Counter(word for words in self._all.values() for word in words)
        # What tells of a matter: its everyday words, and what few metrics have.
        self._telling = {
            name: everyday[name] | {word for word in words if self._metrics[word] <= MOST_METRICS}
            for name, words in self._all.items()
        }

    def to(self, sentence: str) -> Saying | None:
        """The nearest saying; ``None`` where the sentence is about none of the matters."""
        words = _words(sentence)
        scored = {
            name: (self._weight(words & self._telling[name]), self._weight(words & known))
            for name, known in self._all.items()
        }
        best = max(scored, key=lambda name: scored[name], default=None)
        if best is None or scored[best][0] <= LEAST_SHARED * self._weight(words):
            return None
        return max(self._sayings[best], key=lambda pair: len(pair[1] & words))[0]

    def _weight(self, words: Iterable[str]) -> float:
        """How much words tell together: the more, the fewer metrics have each; one of none as one of a single metric."""
        return sum(math.log1p(len(self._all) / max(self._metrics[word], 1)) for word in words)


def by_matter(pairs: Iterable[tuple[str, Saying]]) -> dict[str, list[Saying]]:
    """Sayings by their metric; a measure of no metric is a matter of its own.

    Parameters
    ----------
    pairs
        Each saying with the measure that it is of.
    """
    found: dict[str, list[Saying]] = defaultdict(list)
    for measure, saying in pairs:
        metric = registry().metric_of.get(measure)
        found[metric.id if metric is not None else measure].append(saying)
    return dict(found)


def _words(text: str) -> set[str]:
    return set(telling(tokens(text)))
