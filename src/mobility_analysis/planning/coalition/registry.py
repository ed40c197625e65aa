"""What building a coalition asks: sectors, rings, roles, agreements, agendas. Read from ``registry.yaml``, its sizes fixed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from mobility_analysis.planning.registries import Strict, read_registry, refuse_troubles

FILE = Path(__file__).with_name("registry.yaml")
# As many entries as in Step 4 of the planning guide. Its text has three ways to decide and its agenda five, two of which
# overlap: five stand here, each with its own meaning. Agreements and letters gather what its text asks for.
SIZES = {
    "sectors": 8,
    "rings": 3,
    "relations": 3,
    "roles": 5,
    "outside_help": 4,
    "activities": 10,
    "duties": 6,
    "residents": 5,
    "methods": 5,
    "kickoff": 5,
    "principles": 5,
    "agreements": 9,
    "revisits": 3,
    "letter": 5,
    "gives": 5,
    "agendas": 3,
}
RINGS = ("management", "partner", "champion")
RELATIONS = ("existing", "new", "informed")
LETTER = ("new", "power", "ask", "give", "by")
PROJECT_MANAGER = "project_manager"
NOTHING_YET = "nothing yet"


class Entry(Strict):
    """An entry of a list: what it is called, and what it means or asks."""

    id: str = ""
    says: str
    means: str


class Role(Strict):
    """A role of the management team.

    Attributes
    ----------
    looks
        Sectors where somebody for it may be found outside the government.
    """

    id: str
    says: str
    does: tuple[str, ...]
    needs: tuple[str, ...]
    looks: tuple[str, ...]


class AgendaPart(Strict):
    """One part of a meeting."""

    title: str
    items: tuple[str, ...]


class Agenda(Strict):
    """The agenda of one of the first meetings."""

    id: str
    says: str
    parts: tuple[AgendaPart, ...]


class CoalitionRegistry(Strict):
    """Everything that building a coalition asks, and what it offers to say."""

    sectors: tuple[Entry, ...]
    rings: tuple[Entry, ...]
    relations: tuple[Entry, ...]
    roles: tuple[Role, ...]
    outside_help: tuple[str, ...]
    activities: tuple[str, ...]
    duties: tuple[str, ...]
    residents: tuple[Entry, ...]
    methods: tuple[Entry, ...]
    kickoff: tuple[Entry, ...]
    principles: tuple[Entry, ...]
    agreements: tuple[Entry, ...]
    revisits: tuple[Entry, ...]
    letter: tuple[Entry, ...]
    gives: tuple[Entry, ...]
    agendas: tuple[Agenda, ...]

    def ring(self, id: str) -> str:
        """What a ring is called in the drop-down."""
        return next(each.says for each in self.rings if each.id == id)

    def relation(self, id: str) -> str:
        """What a relation to a partner is called in the drop-down."""
        return next(each.says for each in self.relations if each.id == id)

    def role(self, id: str) -> Role:
        """A role of the management team."""
        return next(each for each in self.roles if each.id == id)


@lru_cache(maxsize=1)
def coalition_registry() -> CoalitionRegistry:
    """What building a coalition asks (:func:`load_registry` of the package's own file)."""
    return load_registry(FILE)


def load_registry(path: Path) -> CoalitionRegistry:
    """Read a registry and hold it against the sizes it must have.

    Raises
    ------
    SettingsError
        A key is unknown or missing, or a list has not the entries it must have; each is named.
    """
    found = read_registry(path, CoalitionRegistry)
    sectors = {each.id for each in found.sectors}
    troubles = [
        *(
            f"{len(entries)} {name} instead of {SIZES[name]}"
            for name, entries in found
            if len(entries) != SIZES[name]
        ),
        *(
            f"{name} are {', '.join(ids)} instead of {', '.join(wanted)}"
            for name, ids, wanted in (
                ("rings", tuple(each.id for each in found.rings), RINGS),
                ("relations", tuple(each.id for each in found.relations), RELATIONS),
                ("letter", tuple(each.id for each in found.letter), LETTER),
            )
            if ids != wanted
        ),
        *(
            f"{role.id} looks in {sector!r}, which is no sector"
            for role in found.roles
            for sector in role.looks
            if sector not in sectors
        ),
    ]
    refuse_troubles(path, troubles)
    return found
