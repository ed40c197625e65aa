"""What a release asks: topics, checklists, words to be explained, questions of readers. Read from ``release.yaml``."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import field_validator

from mobility_analysis.planning.registries import Strict, read_registry, refuse_troubles

FILE = Path(__file__).with_name("release.yaml")
# Step 9.2 of the guide, and the review checklists at the end of Steps 2, 3, 4 and 9.
TOPICS = (
    "authorship",
    "branding",
    "key_terms",
    "web_page",
    "dissemination",
    "community_engagement",
    "adoption",
    "celebrating_partners",
)
ITEMS = {2: 3, 3: 3, 4: 5, 9: 4}
PEOPLE = "people"
ShownBy = Literal[
    "people",
    "report",
    "review",
    "readiness",
    "decision",
    "team",
    "invitations",
    "launch",
    "agreements",
    "format",
    "topics",
    "messaging",
]


class Topic(Strict):
    """One thing to decide before the plan goes out."""

    id: str
    title: str
    questions: tuple[str, ...]


class Item(Strict):
    """One line of a step's checklist, and what of a plan's folder shows it."""

    id: str
    step: int
    says: str
    shown_by: ShownBy


class Term(Strict):
    """A word to be explained; ``means`` only where it is one of the data.

    Attributes
    ----------
    finds
        A regular expression that finds it in texts.
    """

    id: str
    term: str
    finds: str
    means: str = ""

    @field_validator("finds")
    @classmethod
    def _compiles(cls, finds: str) -> str:
        re.compile(finds)
        return finds

    def count(self, text: str) -> int:
        """How often it stands in a text."""
        return len(re.findall(rf"\b(?:{self.finds})\b", text, re.IGNORECASE))


class Question(Strict):
    """A question of readers; without an answer it is people's to write."""

    id: str
    asks: str
    answer: str = ""


class PageText(Strict):
    """A text of the web page that only people can write."""

    id: str
    title: str
    asks: str


class ReleaseRegistry(Strict):
    """Everything that a release asks."""

    topics: tuple[Topic, ...]
    items: tuple[Item, ...]
    terms: tuple[Term, ...]
    data_terms: tuple[Term, ...]
    systems: tuple[str, ...]
    questions: tuple[Question, ...]
    page_texts: tuple[PageText, ...]

    def names_a_system(self, text: str) -> bool:
        """Whether a text names something that stands behind a condition, and not only the people in it."""
        return bool(re.search(rf"\b(?:{'|'.join(self.systems)})\b", text, re.IGNORECASE))


@lru_cache(maxsize=1)
def release_registry() -> ReleaseRegistry:
    """What a release asks (:func:`load_release` of the package's own file)."""
    return load_release(FILE)


def load_release(path: Path) -> ReleaseRegistry:
    """Read what a release asks, and hold it against the sizes that it must have.

    Raises
    ------
    SettingsError
        A key is unknown or missing, or a list has not the entries it must have; each is named.
    """
    found = read_registry(path, ReleaseRegistry)
    troubles = []
    if (names := tuple(each.id for each in found.topics)) != TOPICS:
        troubles.append(f"topics are {', '.join(names)} instead of {', '.join(TOPICS)}")
    counted = Counter(each.step for each in found.items)
    if dict(counted) != ITEMS:
        troubles.append(f"checklist items by step are {dict(counted)} instead of {ITEMS}")
    if any(each.means for each in found.terms):
        troubles.append("a term that people use in different ways is explained by the program")
    if lacking := [each.id for each in found.data_terms if not each.means]:
        troubles.append(f"no meaning is given for {', '.join(lacking)}")
    ids = Counter(
        each.id
        for group in (found.items, (*found.terms, *found.data_terms), found.questions)
        for each in group
    )
    if twice := [name for name, count in ids.items() if count > 1]:
        troubles.append(f"twice: {', '.join(twice)}")
    refuse_troubles(path, troubles)
    return found
