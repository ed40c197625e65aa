"""The words and numbers of a text, so that two texts can be laid side by side and numbers be found.

``flat`` makes one of what is written in several ways (dashes, quotation marks, blanks) without moving a letter, so a
place found in it is the same place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000\r", " "),
    }
)
WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
LARGE = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_WORD = "|".join(sorted(WORDS, key=len, reverse=True))
_BIG = "|".join(LARGE)
# "twenty-five", "four hundred and sixty", "ten thousand"; "a hundred" is read by its "hundred".
NUMBER_WORDS = rf"(?:{_WORD}|{_BIG})(?:(?:[- ]| and )(?:{_WORD}|{_BIG}))*"
DIGITS = rf"\d(?:[\d,]*\d)?(?:\.\d+)?(?: (?:{_BIG}))?"
_CENTURIES = ("18", "19", "20", "21")
# Abbreviations after which a full stop ends no sentence.
_SHORT = r"(?<!\bSt)(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bNo)(?<!\bNos)(?<!\bvs)(?<!\bAve)(?<!\be\.g)(?<!\bi\.e)(?<!\bU\.S)(?<!\b[A-Z])(?<!\bp\.m)(?<!\ba\.m)(?<!^\d)(?<!^\d\d)"
_END = re.compile(rf'(?:{_SHORT}\.|[!?]+)["\')\]]*(?=\s+["\'(\[]?[A-Z0-9$]|\s*$)|\n+', re.MULTILINE)
_TOKEN = re.compile(
    rf"(?P<money>(?:us)?\$)?(?P<digits>{DIGITS})(?!\w)|(?P<words>\b{NUMBER_WORDS}\b)|(?P<sign>%)|(?P<word>[a-z0-9][a-z0-9']*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Token:
    """A word or number of a text, and where it stands.

    Attributes
    ----------
    word
        In small letters, a number in digits: what is compared.
    text
        As it is written.
    number
        What a number comes to.
    """

    word: str
    text: str
    start: int
    end: int
    number: Decimal | None = None

    @property
    def is_year(self) -> bool:
        """Whether it reads as a year: four digits without a comma, a dollar sign or decimals."""
        return self.end - self.start == 4 and len(self.word) == 4 and self.word[:2] in _CENTURIES


def flat(text: str) -> str:
    """``text`` with one kind of dash, quotation mark and blank, letter for letter."""
    return text.translate(_SAME)


def number_of_words(text: str) -> int:
    """What number words come to: "four hundred and sixty" is 460."""
    total, part = 0, 0
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in WORDS:
            part += WORDS[word]
        elif word in LARGE:
            part = max(part, 1) * LARGE[word]
            if LARGE[word] > 100:
                total, part = total + part, 0
    return total + part


def tokens(text: str) -> list[Token]:
    """The words and numbers of ``text``: "31%", "31 percent" and "thirty-one percent" are the same two."""
    found: list[Token] = []
    for match in _TOKEN.finditer(flat(text)):
        start, end = match.span()
        written = text[start:end]
        if match["digits"]:
            digits, _, large = match["digits"].partition(" ")
            number = Decimal(digits.replace(",", "")) * LARGE.get(large.lower(), 1)
            sign = "$" if match["money"] else ""
            if found and _is_year_before(found[-1], text[found[-1].end : start], digits):
                number += Decimal(found[-1].word) // 100 * 100
            found.append(Token(f"{sign}{number.normalize():f}", written, start, end, number))
        elif match["words"]:
            number = Decimal(number_of_words(match["words"]))
            found.append(Token(f"{number:f}", written, start, end, number))
        else:
            word = "percent" if match["sign"] else match["word"].lower().removesuffix("'s")
            found.append(Token(word, written, start, end))
    return found


def joined(words: Sequence[Token]) -> str:
    """Words as they are written, one after the other."""
    text, last = "", None
    for each in words:
        dash = last is not None and last.is_year and each.is_year
        text += ("\u2013" if dash else "" if each.text == "%" or not text else " ") + each.text
        last = each
    return text


def _is_year_before(last: Token, between: str, digits: str) -> bool:
    """Whether ``digits`` are the end of a period: the 23 of "2019-23"."""
    return last.is_year and len(digits) == 2 and flat(between) == "-"


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of ``text`` begins and ends; a line break ends one, an abbreviation does not."""
    start = 0
    for match in _END.finditer(flat(text)):
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
