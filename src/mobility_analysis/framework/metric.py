"""What a metric module declares beside its computation."""

from __future__ import annotations

from dataclasses import dataclass

from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import SubgroupType


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
        Kinds of which one is enough; empty where ``inputs`` says it all.
    rubrics
        Name of the grading rubric for each measure id.
    numerator, denominator, universe
        Who is counted, among whom, and who is left out.
    cites
        Pages that the definition and thresholds come from.
    interval
        Where the interval comes from, or why there is none, in a sentence or two.
    caveats
        Standing warnings in the reader's words, printed on the card.
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
    interval: str = ""
    caveats: tuple[str, ...] = ()

    @property
    def needs(self) -> str:
        """The kinds of table it is computed from, in words."""
        either = " or ".join(self.any_of)
        return ", ".join([*self.inputs, *([either] if either else [])])


@dataclass(frozen=True)
class SmallAreaMeasure:
    """A value of areas within a county: a share of neighborhoods as a map, or a list without outlines.

    A metric module that has one holds ``SMALL_AREA`` and ``small_areas(tables)``: one row per census
    tract and group with ``level``, ``geoid``, ``geo_vintage``, ``year``, ``period``, ``snapshot``,
    ``numerator``, ``denominator`` and their standard errors ``numerator_se``, ``denominator_se``;
    optionally ``subgroup``. Tracts are merged, graded and drawn by the workflow, for all alike.
    With ``listed``, the module holds ``area_values(tables)`` instead: finished estimates of one measure
    with ``county`` and ``name``, drawn as a strip of marks.

    Attributes
    ----------
    id
        Name of the share, for files; of listed values the measure's id.
    label
        What the map shows, such as "Share of people in poverty".
    one_unit
        The unit in words, such as "percent of people".
    listed
        Of areas without outlines: what they are, in a sentence for the reader.
    """

    id: str
    label: str
    one_unit: str
    listed: str = ""
