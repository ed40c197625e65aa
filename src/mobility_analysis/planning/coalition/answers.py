"""What people wrote into ``coalition.xlsx``, as far as documents, pages and remarks may use it.

Candid columns have no place here, so that nothing made from these nouns can pass them on: what a partner gains, what
drives it, what stands in the way; whether somebody has lived in poverty. Of the sheet *Benefit* there is only what may
be said to the partner, and whether it is critical.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mobility_analysis.planning.coalition.registry import PROJECT_MANAGER, Role
from mobility_analysis.planning.coalition.sheet_names import (
    HIGH,
    OUR_GOVERNMENT,
    RESIDENT,
    YES,
)
from mobility_analysis.planning.workbooks.workbook_in import Cell


@dataclass(frozen=True)
class Person:
    """Somebody of the coalition.

    Attributes
    ----------
    roles
        Ids of the roles of the management team that this person holds.
    role
        The role as it was written; anything else than the five roles is a text of people's own.
    is_public
        Whether the name may stand in what others read.
    """

    key: str
    name: str
    organization: str
    sector: str
    ring: str
    roles: tuple[str, ...]
    role: str
    paid: str
    since: Cell
    until: Cell
    is_public: bool

    @property
    def is_of_government(self) -> bool:
        """Whether they work for the government whose plan it is."""
        return self.sector == OUR_GOVERNMENT

    @property
    def is_resident(self) -> bool:
        """Whether they take part as a resident."""
        return self.sector == RESIDENT


@dataclass(frozen=True)
class RoleHeld:
    """A role of the management team, who holds it, and what was said of it.

    Attributes
    ----------
    instead
        Why nobody holds it, or which other role does its work.
    """

    role: Role
    holders: tuple[Person, ...]
    hours: str
    authority: str
    instead: str

    @property
    def is_settled(self) -> bool:
        """Whether somebody holds it, or people said why nobody does."""
        return bool(self.holders or self.instead)


@dataclass(frozen=True)
class Task:
    """An activity, a duty of champions or a line on residents: what it is, and what people wrote beside it."""

    key: str
    says: str
    who: str
    how: str


@dataclass(frozen=True)
class Called:
    """A group, a predictor or an asset of Part 1, with what people said of it."""

    key: str
    says: str
    called: str


@dataclass(frozen=True)
class Unknown:
    """An entry of a list that is not on it, and the nearest one that is."""

    heading: str
    text: str
    near: str


@dataclass(frozen=True)
class Partner:
    """An organization of the inventory (Parts 2 and 3 of the guide's worksheet).

    Attributes
    ----------
    unknown
        Entries of groups, predictors and assets that stand on no sheet.
    """

    key: str
    name: str
    sector: str
    groups: tuple[str, ...]
    predictors: tuple[str, ...]
    assets: tuple[str, ...]
    relation: str
    asked_by: str
    source: str
    is_public: bool
    unknown: tuple[Unknown, ...]


@dataclass(frozen=True)
class Benefit:
    """Of Part 4 what may leave the team: what may be said to the partner, and whether it is critical."""

    key: str
    partner: str
    may_say: str
    critical: str


@dataclass(frozen=True)
class Invitation:
    """Somebody to be asked (Part 5)."""

    key: str
    person: str
    organization: str
    sender: str
    ring: str
    ask: str
    give: str
    by: Cell
    asked_on: Cell
    answer: str

    @property
    def whom(self) -> str:
        """The person, or else the organization."""
        return self.person or self.organization


@dataclass(frozen=True)
class Meeting:
    """A meeting of the coalition."""

    key: str
    on: Cell
    about: str
    place: str
    present: str
    decided: str
    next_steps: str
    posted: str


@dataclass(frozen=True)
class Agreed:
    """A matter of the first meetings, a principle, or a day to look at the partners again."""

    key: str
    says: str
    text: str
    on: Cell
    again: Cell


@dataclass(frozen=True)
class Method:
    """A way to decide, whether it was chosen, and for which decisions."""

    key: str
    says: str
    is_chosen: bool
    for_what: str


@dataclass(frozen=True)
class CoalitionAnswers:
    """Everything of the workbook that may be used outside it.

    Attributes
    ----------
    letter
        What stands in every letter, by the ids of the registry.
    answer_by
        Until when an answer is asked for, in every letter.
    """

    people: tuple[Person, ...]
    roles: tuple[RoleHeld, ...]
    activities: tuple[Task, ...]
    duties: tuple[Task, ...]
    residents: tuple[Task, ...]
    groups: tuple[Called, ...]
    predictors: tuple[Called, ...]
    assets: tuple[Called, ...]
    partners: tuple[Partner, ...]
    benefits: tuple[Benefit, ...]
    invitations: tuple[Invitation, ...]
    letter: Mapping[str, str]
    answer_by: Cell
    meetings: tuple[Meeting, ...]
    agreements: tuple[Agreed, ...]
    methods: tuple[Method, ...]

    @property
    def groups_of_concern(self) -> list[Called]:
        """Groups of which people said that they fall behind."""
        return [each for each in self.groups if each.called == YES]

    @property
    def predictors_of_concern(self) -> list[Called]:
        """Predictors of which people said that they concern them highly."""
        return [each for each in self.predictors if each.called == HIGH]

    @property
    def assets_needed(self) -> list[Called]:
        """Assets of which people wrote what they need."""
        return [each for each in self.assets if each.called]

    @property
    def project_managers(self) -> tuple[Person, ...]:
        """Who leads the work from day to day."""
        return next(each.holders for each in self.roles if each.role.id == PROJECT_MANAGER)

    def may_say(self, organization: str) -> str:
        """What may be said to an organization about why it is asked."""
        wanted = organization.casefold()
        found = (each.may_say for each in self.benefits if each.partner.casefold() == wanted)
        return next(filter(None, found), "") if wanted else ""

    def benefit_of(self, partner: str) -> Benefit | None:
        """What was said of a partner on the sheet *Benefit*."""
        wanted = partner.casefold()
        return next((each for each in self.benefits if each.partner.casefold() == wanted), None)
