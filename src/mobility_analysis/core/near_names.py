"""Names like one that nobody knows, for "did you mean": misspelled, half remembered, or told in other words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

LIKE = 0.7  # of two texts; 1 is the same
BEHIND = 0.2  # how much less like than the nearest a name may be
# A name whose words are all in a text is nearly it ("low birth weight" in "share_low_birth_weight"); a little less so
# where the text is another than the name that is looked for.
HOLDS_ALL_WORDS = 0.95
OTHER_TEXT = 0.9
MOST = 4


def nearest(
    name: str, known: Iterable[str], called: Mapping[str, Iterable[str]] | None = None
) -> list[str]:
    """The names most like ``name``, the nearest first; none where nothing is like it.

    Parameters
    ----------
    known
        The names there are.
    called
        Other texts by which people may call some of them.

    Examples
    --------
    >>> nearest("share_low_birthweight", ["share_low_birth_weight", "share_debt_coll"])
    ['share_low_birth_weight']
    >>> nearest("jobs", ["share_employed", "share_debt_coll"], {"share_employed": ["People with jobs"]})
    ['share_employed']
    """
    asked = _fold(name)
    likeness = {
        each: max(
            _likeness(asked, _fold(each)),
            *(OTHER_TEXT * _likeness(asked, _fold(text)) for text in (called or {}).get(each, ())),
            0.0,
        )
        for each in known
    }
    best = max(likeness.values(), default=0.0)
    near = [each for each, found in likeness.items() if found >= max(LIKE, best - BEHIND)]
    return sorted(near, key=lambda each: -likeness[each])[:MOST]


def did_you_mean(
    name: str, known: Iterable[str], called: Mapping[str, Iterable[str]] | None = None
) -> str:
    """Ask "Did you mean X or Y?"; nothing where nothing is like ``name``.

    Examples
    --------
    >>> did_you_mean("reel", ["demo", "real"])
    'Did you mean real?'
    """
    near = nearest(name, known, called)
    return f"Did you mean {' or '.join(near)}?" if near else ""


def choose_from(name: str, known: Iterable[str]) -> str:
    """What to do next after ``name``, which is none of ``known``: the nearest of them, and all there are.

    Examples
    --------
    >>> choose_from("plaec", ["county", "place"])
    'Did you mean place? There are: county, place.'
    """
    names = list(known)
    return f"{did_you_mean(name, names)} There are: {', '.join(names)}.".lstrip()


def _fold(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _likeness(asked: str, text: str) -> float:
    words = text.split()
    if asked and all(any(each.startswith(word) for each in words) for word in asked.split()):
        return 1.0 if asked == text else HOLDS_ALL_WORDS
    return difflib.SequenceMatcher(None, asked, text).ratio()
