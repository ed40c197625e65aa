"""How the plan speaks: of people, of the place, of numbers; whether it names systems and strengths, and reads easily.

It points and never rewrites. A remark is known by its text: whoever keeps the words answers it once with a reason, and
when the text is changed the remark is gone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from mobility_analysis.insights.language import Family
from mobility_analysis.insights.readability import measure, sentences_of, words_of
from mobility_analysis.insights.statements import Kind, statements
from mobility_analysis.insights.wording import wording
from mobility_analysis.planning.action_plan.chosen import FINDINGS, Chosen
from mobility_analysis.planning.action_plan.logic import NAME
from mobility_analysis.planning.release.registry import release_registry

# What the general edition is held to: newspapers have a LIX of about 45 (insights/readability.py).
MOST_LIX, MOST_WORDS, MOST_NUMBERS = 45, 30, 4
GENERAL = "The general edition"


@dataclass(frozen=True)
class Passage:
    """A text of the plan, and where people find it to change it."""

    where: str
    text: str


@dataclass(frozen=True)
class Flag:
    """A remark on the plan's wording.

    Attributes
    ----------
    words
        What it is about.
    text
        The sentence or paragraph in which that stands.
    is_error
        It speaks of people in a way that no reason makes good.
    """

    where: str
    words: str
    why: str
    better: str
    text: str
    is_error: bool = False

    @property
    def key(self) -> str:
        """The same for the same remark on the same text, wherever that is moved."""
        content = "\n".join((self.why, self.words.casefold(), self.text))
        return f"message.{hashlib.sha256(content.encode()).hexdigest()[:10]}"


def flags(
    passages: Collection[Passage],
    chosen: Sequence[Chosen],
    general: Sequence[str],
    own_words: Sequence[str] = (),
) -> list[Flag]:
    """Every remark on a plan's wording, each once.

    Parameters
    ----------
    passages
        What people wrote; words of others that are quoted are not among them.
    chosen
        The findings of the plan.
    general
        The paragraphs of the general edition.
    own_words
        Words with a number for which somebody stands; they are no claims.
    """
    tested = " ".join(each.words for each in chosen)
    found = [
        *(flag for each in passages for flag in _words(each, tested, own_words)),
        *_systems(chosen),
        *_strengths(chosen),
        *_reading(general, tested),
    ]
    return list({each.key: each for each in found}.values())


def _words(passage: Passage, tested: str, own_words: Sequence[str]) -> Iterator[Flag]:
    def tested_in(sentence: str) -> str:
        return tested if sentence.strip() in tested else ""

    for each in wording(passage.text, statements(passage.text, own_words), tested_in):
        yield Flag(
            passage.where,
            each.remark.words,
            each.remark.why,
            each.remark.instead,
            each.sentence.strip(),
            each.remark.family is Family.PEOPLE,
        )


def _systems(chosen: Sequence[Chosen]) -> Iterator[Flag]:
    for each in chosen:
        if each.is_challenge and not release_registry().names_a_system(each.systems):
            yield Flag(
                f"{NAME}, {FINDINGS}, {each.row.key}",
                "no system named",
                "A challenge without the system behind it reads as if people were the cause.",
                "name who or what could be otherwise: a school, a bus line, a rule, a program",
                f"{each.words} {each.systems}".strip(),
            )


def _strengths(chosen: Sequence[Chosen]) -> Iterator[Flag]:
    if chosen and not any(each.is_strength for each in chosen):
        yield Flag(
            f"{NAME}, {FINDINGS}",
            "no strength",
            "A plan that tells only what is wrong tells nobody what to build on.",
            "a finding that goes well, or what residents are proud of",
            " ".join(each.words for each in chosen),
        )


def _reading(general: Sequence[str], tested: str) -> Iterator[Flag]:
    for paragraph in general:
        numbers = [each for each in statements(paragraph) if each.kind is Kind.NUMBER]
        if len(numbers) > MOST_NUMBERS:
            yield Flag(
                GENERAL,
                f"{len(numbers)} numbers in one paragraph",
                f"More than {MOST_NUMBERS} numbers in one paragraph are not taken in.",
                "the one number that matters most; the others stand in the technical edition",
                paragraph,
            )
        for sentence in sentences_of(paragraph):
            # The words of a claim are not people's to shorten; it may be long for its universe and its years.
            if (count := len(words_of(sentence))) > MOST_WORDS and sentence not in tested:
                yield Flag(
                    GENERAL,
                    f"a sentence of {count} words",
                    f"Sentences of more than {MOST_WORDS} words lose readers.",
                    "two sentences",
                    sentence,
                )
    whole = measure("\n".join(f"{each.rstrip('.')}." for each in general))
    if round(whole.lix) > MOST_LIX:
        yield Flag(
            GENERAL,
            "hard to read",
            f"Newspapers have a reading index (LIX) of about {MOST_LIX}; above it a text is hard to read.",
            f"shorter sentences and shorter words: it is at {whole.lix:.0f}",
            "The text as a whole",
        )
