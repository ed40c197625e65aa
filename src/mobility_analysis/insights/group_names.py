"""Groups inside a sentence: "Black mothers (not Hispanic)", "women ages 25 to 54", "all other households"."""

from __future__ import annotations

from mobility_analysis.framework.registry import Measure
from mobility_analysis.framework.subgroups import BY_LABEL, Scheme
from mobility_analysis.insights.everyone_else import EVERYONE, EVERYONE_ELSE
from mobility_analysis.insights.patterns import (
    PEOPLE,
    group_pattern,
    others_pattern,
    phrase_of,
    say,
)

# What some groups are made of, whatever the measure is about.
_NOUNS = ("neighborhoods", "households", "householders", "mothers", "jobs")


def group_in_words(label: str, measure: Measure) -> str:
    """A group's name as it stands within a sentence about ``measure``."""
    phrase = phrase_of(measure)
    female, male = phrase.sexes
    return group_pattern(label).format(people=phrase.people, female=female, male=male)


def short_group(label: str) -> str:
    """A group's name for narrow labels of charts and tables."""
    return label.replace(", Non-Hispanic", ", not Hispanic")


def others_in_words(group: str, versus: str, measure: Measure) -> str:
    """Whom a group is compared with: "everyone else", "all other jobs", "all households"."""
    if versus not in (EVERYONE, EVERYONE_ELSE):
        return group_in_words(versus, measure)
    people, is_else = _people(group, measure), versus == EVERYONE_ELSE
    if people == PEOPLE:
        return others_pattern("everyone_else" if is_else else "everyone")
    return others_pattern("all_other" if is_else else "all_of_them").format(people=people)


def beside_in_words(group: str, versus: str, measure: Measure) -> str:
    """Those a group is compared with, as they stand behind their number: "among all other mothers"."""
    words = among(group, others_in_words(group, versus, measure))
    return words[0].lower() + words[1:]


def among(group: str, name: str) -> str:
    """``name`` with its preposition: "Among Black mothers", "In high-poverty neighborhoods"."""
    is_of_places = BY_LABEL[group].scheme is Scheme.NEIGHBORHOODS
    return say("among_places" if is_of_places else "among_people", group=name)


def _people(group: str, measure: Measure) -> str:
    """Whom ``group`` is a group of."""
    name = group_pattern(group)
    noun = next((noun for noun in _NOUNS if noun in name), phrase_of(measure).people)
    return "households" if noun == "householders" else noun
