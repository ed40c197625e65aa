"""Words that stand in every print edition, whatever the place."""

from __future__ import annotations

_MATRIX = (
    "One row for each number that may be used. Better and worse are differences that a test found, or a rule where "
    "no margins are published; similar means that the two cannot be told apart. Perhaps: the data suggest it, by a test of "
    "that comparison alone; it counts as similar."
)
_AHEAD = " \u201cAhead of\u201d counts, of 100 {kind}, those with a less favorable number."
WORDS = {
    "page": "Page",
    "changed": "What changed",
    "for_whom": "For whom",
    "trust": "How far these data can be trusted",
    "compared": "Compared with",
    "tally": ("Place", "Better", "Similar", "Worse", "Cannot tell"),
}
READING = (
    "Intervals of survey estimates are meant to hold the true value 95 times in 100; those of complete counts show "
    "how far chance moves a count of that size; those of withheld counts are the lowest and highest values possible.",
    "Strong: the value can carry a statement. Use with care: it can, with its reasons said aloud. Do not act on "
    "this: it is shown for completeness, hatched, and enters no sentence, comparison or choice.",
    "Comparisons are tested (5 percent) and corrected for the number of tests. Similar means that the test cannot "
    "tell the two apart, not that they are equal. A gap is robust when a test finds it after that correction and "
    "both values are strong; what the data suggest is found without the correction only.",
)


def matrix_line(kind: str) -> str:
    """What stands over all numbers at a glance; ``kind`` are the places of which a rank is told, if any."""
    return _MATRIX + (_AHEAD.format(kind=kind) if kind else "")
