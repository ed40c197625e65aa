"""What a metric module declares beside its computation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Direction, Measure, Unit, registry
from mobility_analysis.framework.subgroups import SubgroupType


@dataclass(frozen=True)
class Caveat:
    """A warning, and the ids of the measures (or small areas) that it is about; without ids, of all."""

    text: str
    measures: tuple[str, ...] = ()

    def is_about(self, measures: Collection[str]) -> bool:
        """Whether the caveat concerns one of ``measures``; if it names none it concerns all."""
        return not self.measures or bool(set(self.measures) & set(measures))


@dataclass(frozen=True)
class Metric:
    """Code side of a metric; labels, units and directions are in the registry.

    A module under ``metrics/<pillar>/<metric_id>.py`` holds ``METRIC`` and
    ``estimate(tables) -> DataFrame`` in the columns of :mod:`framework.estimate`.

    Attributes
    ----------
    id
        Metric id of the registry, and the module's file name.
    inputs
        Kinds of tidy table it reads, such as ``("homeless_students", "districts")``.
    optional_inputs
        Kinds it reads besides where a run has them.
    any_of
        Kinds of table of which one is enough; empty where all that is needed is in ``inputs``.
    only_from
        Kinds without which a measure has no value, by measure id, where the metric has values of others.
    rubrics
        Name of the grading rubric for each measure id.
    numerator, denominator, universe
        Who is counted, among whom, and who is left out.
    cites
        Pages that the definition and thresholds come from.
    interval
        Where the interval comes from, or why there is none, in a sentence or two.
    caveats
        Standing warnings in the reader's words, printed on the card; a :class:`Caveat` where one is about
        some of the measures only.
    """

    id: str
    inputs: tuple[str, ...]
    rubrics: dict[str, str]
    numerator: str
    denominator: str
    universe: str
    cites: tuple[str, ...]
    levels: tuple[Level, ...] = (Level.NATION, Level.STATE, Level.COUNTY)
    subgroups: tuple[SubgroupType, ...] = ()
    optional_inputs: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    only_from: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    interval: str = ""
    caveats: tuple[str | Caveat, ...] = ()

    @property
    def warnings(self) -> tuple[Caveat, ...]:
        """All caveats as :class:`Caveat`; those without measures are about the metric as a whole."""
        return tuple(Caveat(each) if isinstance(each, str) else each for each in self.caveats)

    def caveats_of(self, measures: Collection[str]) -> tuple[str, ...]:
        """The caveats a reader of these measures needs."""
        return tuple(each.text for each in self.warnings if each.is_about(measures))

    @property
    def needs(self) -> str:
        """The kinds of table it is computed from, in words."""
        either = " or ".join(self.any_of)
        return ", ".join([*self.inputs, *([either] if either else [])])


class AreaKind(StrEnum):
    """The kind of a measure's small areas, which decides how they are made and drawn."""

    MERGED = "merged"
    TRACTS = "tracts"
    LISTED = "listed"


@dataclass(frozen=True)
class SmallAreaMeasure:
    """A value of areas within a county.

    A metric module that has any holds them in ``SMALL_AREAS``. Of ``MERGED`` ones (at most one) it holds
    ``small_areas(tables)``: one row per census tract and group with ``level``, ``geoid``,
    ``geo_vintage``, ``year``, ``period``, ``snapshot``, ``numerator``, ``denominator`` and their standard
    errors ``numerator_se``, ``denominator_se``; optionally ``subgroup``. The workflow merges neighbors
    until the share is precise and draws a map. Of the others it holds ``area_values(tables)``: finished
    estimates, of ``TRACTS`` (single tracts: a map; medians and modeled values cannot be added up) or of
    ``LISTED`` areas with ``county`` and ``name`` (no outlines: a strip of marks).

    Attributes
    ----------
    id
        Name of the value, for files; the measure's id where the registry has it.
    label
        What the picture shows, such as "Share of people in poverty".
    one_unit
        The unit in words, such as "percent of people".
    kind
        What the areas are.
    inputs
        Kinds of tidy table that ``MERGED`` areas are made of; a run without them has no such areas.
    rubric
        Name of the rubric that grades one area.
    note
        What the areas and their values are, in a sentence or two for the reader; of merged tracts the
        report says it itself.
    unit, decimals
        How a value is printed that is not in the registry.
    instead_of
        Id of the merged measure of the same module that this one stands in for: a county that has that
        one does not get this one too.
    """

    id: str
    label: str
    one_unit: str
    kind: AreaKind = AreaKind.MERGED
    inputs: tuple[str, ...] = ("acs_tracts",)
    rubric: str = "area_margin"
    note: str = ""
    unit: Unit = Unit.SHARE
    decimals: int = 0
    instead_of: str = ""

    @property
    def measure(self) -> Measure:
        """The registry's entry, or one made of this: for printing numbers."""
        known = registry().measures.get(self.id)
        return known or Measure(
            id=self.id,
            label=self.label,
            question=self.label,
            unit=self.unit,
            direction=Direction.NONE,
            decimals=self.decimals,
            one_unit=self.one_unit,
        )
