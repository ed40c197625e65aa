"""Fractions that people say: "one in five", "half of", "two in three"."""

from __future__ import annotations

import re
from fractions import Fraction

_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {word: number for number, word in enumerate(_COUNTS, 1)}
HALF = Fraction(1, 2)
# Those that listeners picture at once; others are said in percent.
FRACTIONS = (
    Fraction(1, 10),
    Fraction(1, 5),
    Fraction(1, 4),
    Fraction(1, 3),
    Fraction(2, 5),
    HALF,
    Fraction(3, 5),
    Fraction(2, 3),
    Fraction(3, 4),
    Fraction(4, 5),
    Fraction(9, 10),
)
_SINGLE = {
    "half": HALF,
    "a third": Fraction(1, 3),
    "two thirds": Fraction(2, 3),
    "a quarter": Fraction(1, 4),
    "three quarters": Fraction(3, 4),
}
_IN = re.compile(rf"(\d+|{'|'.join(_COUNTS)}) ?(?:in|out of|/) ?(\d+|{'|'.join(_COUNTS)})")


def fraction_of(text: str) -> float | None:
    """The share that a fraction in words or digits means: ``half``, ``2 in 5``, ``two in five``, ``1/3``."""
    plain = text.strip().casefold()
    if plain in _SINGLE:
        return float(_SINGLE[plain])
    found = _IN.fullmatch(plain)
    if found is None:
        return None
    part, whole = (_NUMBERS.get(word) or int(word) for word in found.groups())
    return part / whole if 0 < part < whole else None


def count_in_words(number: int) -> str:
    """``two``; from eleven on in digits."""
    return _COUNTS[number - 1] if number <= len(_COUNTS) else str(number)


def nearest_fraction(share: float) -> Fraction:
    """The fraction of :data:`FRACTIONS` that lies nearest to a share."""
    return min(FRACTIONS, key=lambda each: abs(float(each) - share))


def in_words(fraction: Fraction) -> str:
    """``two in five``; of a half, ``half``."""
    if fraction == HALF:
        return "half"
    return f"{_COUNTS[fraction.numerator - 1]} in {_COUNTS[fraction.denominator - 1]}"
