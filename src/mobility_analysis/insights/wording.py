"""The check of wording over a text, sentence by sentence: which words the data cannot bear, and in which sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from mobility_analysis.insights.language import Family, Remark, remarks
from mobility_analysis.insights.said_words import sentences
from mobility_analysis.insights.statements import Kind, Statement


@dataclass(frozen=True)
class Worded:
    """A remark, and the sentence in which its words stand."""

    remark: Remark
    sentence: str


def wording(
    text: str,
    stated: Collection[Statement],
    tested: Callable[[str], str] = lambda _: "",
) -> Iterator[Worded]:
    """What every rule finds in a text, but for words of a claim that was tested ("only 12 percent, against ...").

    Parameters
    ----------
    stated
        What the text states (:func:`insights.statements.statements`): some words are a habit only beside a number.
    tested
        The tested words that stand in a sentence; empty where there are none.
    """
    numbers = [each.start for each in stated if each.kind is not Kind.WORK]
    for start, end in sentences(text):
        sentence = text[start:end]
        ours = tested(sentence).lower()
        states_number = any(start <= number < end for number in numbers)
        for each in remarks(sentence, tuple(Family), states_number=states_number):
            if each.words.lower() not in ours:
                yield Worded(each, sentence)
