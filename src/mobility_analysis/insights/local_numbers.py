"""Numbers that a place collects itself, as claims are judged by them; they stand beside no national number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mobility_analysis.insights.selection import Value


@dataclass(frozen=True)
class LocalNumber:
    """One number and the part of the place that it is of; empty for the whole place."""

    value: Value
    area: str


@dataclass(frozen=True)
class LocalNumbers:
    """The numbers of one local measure, the newest of each area and group first.

    Attributes
    ----------
    collected_by
        The office or organization, as it continues "collected by".
    is_survey
        Whether people were asked; otherwise somebody counted.
    method, covered, limits
        How it is collected, who is counted, and whom it misses, in the place's own words.
    sharing
        Who may see it: ``public``, or a narrower circle.
    """

    label: str
    collected_by: str
    is_survey: bool
    method: str
    covered: str
    limits: str
    sharing: str
    is_public: bool
    numbers: Sequence[LocalNumber]

    def find(self, area: str, group: str) -> LocalNumber | None:
        """The newest number of an area and a group."""
        return next(
            (
                each
                for each in self.numbers
                if each.area.casefold() == area.casefold() and each.value.subgroup == group
            ),
            None,
        )

    def groups(self, area: str) -> list[str]:
        """The groups that an area has numbers of."""
        found = (each for each in self.numbers if each.area.casefold() == area.casefold())
        return list(dict.fromkeys(each.value.subgroup for each in found))
