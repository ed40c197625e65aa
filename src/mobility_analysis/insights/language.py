"""A check of wording: systems fall short, people do not.

Rules in ``language.yaml`` flag four habits of writing about people and name a better one: a label in
place of a person ("the poor", "vulnerable populations"), a group as the subject of a shortfall ("Black
residents fail", "girls lag behind"), one group as the norm ("minorities", "gap with Whites"), and a
verdict on people ("low-performing students"). It reads words, not meaning: a person has the last word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mobility_analysis.core.io import read_yaml

RULES_FILE = Path(__file__).with_name("language.yaml")


@dataclass(frozen=True)
class Rule:
    """One habit: how it reads, what to write instead, and why."""

    pattern: re.Pattern[str]
    instead: str
    why: str


@dataclass(frozen=True)
class Remark:
    """Words of a text that a rule flags."""

    words: str
    instead: str
    why: str


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
    return Rule(re.compile(pattern, flags), entry["instead"], entry["why"])


def remarks(text: str) -> list[Remark]:
    """What the rules find in ``text``, in the order of its words."""
    flat = re.sub(r"\s+", " ", text)
    found = [
        (match.start(), Remark(match.group(0), rule.instead, rule.why))
        for rule in rules()
        for match in rule.pattern.finditer(flat)
    ]
    return [remark for _, remark in sorted(found, key=lambda each: each[0])]
