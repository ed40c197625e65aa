"""How hard a text is to read: words per sentence, and LIX.

LIX adds the mean number of words in a sentence to the percentage of words of more than six letters
(C.-H. Björnsson, *Läsbarhet*, 1968; "Readability of newspapers in 11 languages", *Reading Research Quarterly*
18:480-497, 1983). About 25 are children's books, 35 fiction, 45 newspapers, 55 official texts. It counts letters and
not syllables, so numbers and names need no dictionary. It sees words, not sense: a person has the last word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONG = 6
_SENTENCE = re.compile(r"[.:!?]+(?=\s|$)|[.:!?]+(?=[)\"\u201d](?:\s|$))")
_WORD = re.compile(r"\S*\w\S*")


@dataclass(frozen=True)
class Readability:
    """Counts of a text: sentences, words, and words of more than six letters."""

    sentences: int
    words: int
    long_words: int

    @property
    def words_per_sentence(self) -> float:
        """Mean number of words in a sentence; 0 for a text without words."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def lix(self) -> float:
        """The index; 0 for a text without words."""
        return self.words_per_sentence + 100 * self.long_words / self.words if self.words else 0.0


def sentences_of(text: str) -> list[str]:
    """The sentences of a text: what ends with a full stop, colon, exclamation or question mark, or with the text."""
    parts = (part.strip() for part in _SENTENCE.split(text))
    return [part for part in parts if _WORD.search(part)]


def words_of(text: str) -> list[str]:
    """Words and numbers, as blanks part them."""
    return _WORD.findall(text)


def measure(text: str) -> Readability:
    """Count the sentences, words and long words of a text."""
    sentences, words = sentences_of(text), words_of(text)
    long_words = sum(sum(map(str.isalpha, word)) > LONG for word in words)
    return Readability(len(sentences), len(words), long_words)
