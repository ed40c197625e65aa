"""A check of wording: systems fall short, people do not; and what data cannot bear.

Rules in ``language.yaml`` flag four habits of writing about people and name a better one: a label in
place of a person ("the poor", "vulnerable populations"), a group as the subject of a shortfall ("Black
residents fail", "girls lag behind"), one group as the norm ("minorities", "gap with Whites"), and a
verdict on people ("low-performing students"). Five further families are for texts that people write around
numbers: words that judge a number, words of proof and cause, words that rank a place, a whole place as the subject of a
shortfall, and comparisons that make one group the measure of another or can be read in two ways. It reads words, not
meaning: a person has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from mobility_analysis.core.io import read_yaml

RULES_FILE = Path(__file__).with_name("language.yaml")


class Family(StrEnum):
    """What kind of habit a rule flags."""

    PEOPLE = "people"
    EVALUATION = "evaluation"
    CAUSE = "cause"
    STANDING = "standing"
    PLACE = "place"
    COMPARISON = "comparison"


OF_PEOPLE = frozenset({Family.PEOPLE})


@dataclass(frozen=True)
class Rule:
    """One habit: how it reads, what to write instead, and why.

    Attributes
    ----------
    beside_number
        It is one only in a sentence that states a number.
    """

    pattern: re.Pattern[str]
    instead: str
    why: str
    family: Family = Family.PEOPLE
    beside_number: bool = False


@dataclass(frozen=True)
class Remark:
    """Words of a text that a rule flags."""

    words: str
    instead: str
    why: str
    family: Family


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The rules, with the lists of words they share put in."""
    content = read_yaml(RULES_FILE, dict)
    words = {name: "|".join(listed) for name, listed in content["words"].items()}
    return tuple(_rule(entry, words) for entry in content["rules"])


def _rule(entry: dict[str, str], words: dict[str, str]) -> Rule:
    pattern = entry["pattern"]
    for name, listed in words.items():
        pattern = pattern.replace(f"{{{name}}}", f"(?:{listed})")
    flags = re.NOFLAG if entry.get("case") else re.IGNORECASE
    return Rule(
        re.compile(pattern, flags),
        entry["instead"],
        entry["why"],
        Family(entry.get("family", Family.PEOPLE)),
        beside_number=entry.get("beside") == "number",
    )


def remarks(
    text: str, families: Collection[Family] = OF_PEOPLE, *, states_number: bool = False
) -> list[Remark]:
    """What the rules find in ``text``, in the order of its words.

    Parameters
    ----------
    states_number
        Whether ``text`` states a number of conditions: some words are a habit only beside one.
    """
    flat = re.sub(r"\s+", " ", text)
    found = [
        (match.start(), Remark(match.group(0), rule.instead, rule.why, rule.family))
        for rule in rules()
        if rule.family in families and (states_number or not rule.beside_number)
        for match in rule.pattern.finditer(flat)
    ]
    return [remark for _, remark in sorted(found, key=lambda each: each[0])]
