"""The registry: pillars, predictors, metrics and measures, read from ``framework.yaml``.

It decides the order, labels, units and directions of everything printed.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.core.io import read_yaml

FRAMEWORK_FILE = Path(__file__).with_name("framework.yaml")
SIZE = {"pillars": 5, "predictors": 24, "metrics": 26}


class Unit(StrEnum):
    """Units of measures, as they are stored; shares are 0-1."""

    SHARE = "share"
    RATIO = "ratio"
    DOLLARS = "dollars"
    PER_100K = "per_100k"
    PER_10K = "per_10k"
    PEOPLE_PER_PHYSICIAN = "people_per_physician"
    COUNT = "count"
    INDEX_100 = "index_100"
    AQI = "aqi"
    GRADE_LEVELS = "grade_levels"

    @property
    def range(self) -> tuple[float, float]:
        """Smallest and largest possible value."""
        return _RANGES.get(self, (0.0, float("inf")))

    @property
    def per(self) -> float:
        """Of how many people (homes, events) a rate tells: a value times its denominator is divided by it."""
        return _PER.get(self, 1.0)

    @property
    def noun(self) -> str:
        """What a value of the unit is called in a sentence: "share" or "rate"."""
        return "rate" if self in _PER else "share"


_RANGES = {
    Unit.SHARE: (0.0, 1.0),
    Unit.INDEX_100: (0.0, 100.0),
    Unit.AQI: (0.0, 500.0),
    Unit.GRADE_LEVELS: (-10.0, 10.0),
}
_PER = {Unit.PER_100K: 100_000.0, Unit.PER_10K: 10_000.0}


class Direction(StrEnum):
    """Which direction is better, or ``none`` where neither is."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measure(_Strict):
    """One number we print: its label, plain question, unit, direction and decimals.

    Attributes
    ----------
    counted
        What the value times its denominator counts, in the plural: "babies born with low weight". Empty
        where that is no number of people, households or events.
    counted_yearly
        Whether denominators of a period of several years are added up over its years, as births are.
    for_every
        Sentences say a ratio for so many: "75 homes for every 100 households".
    title
        What stands over a number that the metric's label leaves open ("at the 20th, 50th and 80th percentiles").
    """

    id: str = Field(pattern=r"^(share|rate|ratio|count|index|pctl)_[a-z0-9_]+$")
    label: str
    question: str
    unit: Unit
    direction: Direction
    decimals: int = Field(ge=0, le=4)
    one_unit: str
    headline: bool = False
    counted: str = ""
    counted_yearly: bool = False
    for_every: Literal[1, 100] = 1
    title: str = ""
    sufficient: float | None = None

    def is_enough(self, value: float) -> bool:
        """Whether ``value`` reaches what is enough by itself, however others do; true where nothing is."""
        if self.sufficient is None:
            return True
        return (
            value <= self.sufficient
            if self.direction is Direction.LOWER
            else value >= self.sufficient
        )


class MetricEntry(_Strict):
    """One of the 26 Mobility Metrics, with its measures."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    label: str
    definition: str
    measures: tuple[Measure, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_headline(self) -> MetricEntry:
        if sum(measure.headline for measure in self.measures) != 1:
            raise ValueError(f"metric {self.id} needs exactly one headline measure")
        return self

    @property
    def headline(self) -> Measure:
        """The measure that leads the metric's card."""
        return next(measure for measure in self.measures if measure.headline)

    def heading(self, measure: Measure) -> str:
        """The heading over a number: the metric's label, or of another measure than the headline its own.

        Such a measure may be of other people or another quantity, so the metric's name would mislead; so it
        would where it names several numbers, and the measure has a title of its own.
        """
        return measure.title or (self.label if measure.headline else measure.label)


class Predictor(_Strict):
    """A predictor of the framework with its metrics."""

    id: str
    label: str
    metrics: tuple[MetricEntry, ...] = Field(min_length=1)


class Pillar(_Strict):
    """A pillar of the framework with its predictors."""

    id: str
    label: str
    predictors: tuple[Predictor, ...] = Field(min_length=1)

    @property
    def metrics(self) -> tuple[MetricEntry, ...]:
        """All metrics of the pillar, in the framework's order."""
        return tuple(metric for predictor in self.predictors for metric in predictor.metrics)


class Registry(BaseModel):
    """The whole framework.

    Source: *Boosting Upward Mobility: A Planning Guide for Local Action*, Step 2.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    pillars: tuple[Pillar, ...]

    @model_validator(mode="after")
    def _whole(self) -> Registry:
        found = {
            "pillars": len(self.pillars),
            "predictors": sum(len(pillar.predictors) for pillar in self.pillars),
            "metrics": len(self.metrics),
        }
        if found != SIZE:
            raise ValueError(f"the framework has {SIZE}, the file {found}")
        for kind, ids in (
            ("metric", [metric.id for metric in self.metrics]),
            ("measure", [measure.id for measure in self.measures.values()]),
        ):
            total = len(ids) if kind == "metric" else sum(len(m.measures) for m in self.metrics)
            if len(set(ids)) != total:
                raise ValueError(f"a {kind} id is used twice")
        return self

    @cached_property
    def metrics(self) -> tuple[MetricEntry, ...]:
        """All 26 metrics, in the framework's order."""
        return tuple(metric for pillar in self.pillars for metric in pillar.metrics)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Measures by id, in the report's order."""
        return {measure.id: measure for metric in self.metrics for measure in metric.measures}

    @cached_property
    def metric_of(self) -> dict[str, MetricEntry]:
        """The metric a measure belongs to, by measure id."""
        return {measure.id: metric for metric in self.metrics for measure in metric.measures}

    def pillar_of(self, metric_id: str) -> Pillar:
        """Return the pillar of a metric.

        Raises
        ------
        KeyError
            No pillar has the metric.
        """
        for pillar in self.pillars:
            if any(metric.id == metric_id for metric in pillar.metrics):
                return pillar
        raise KeyError(metric_id)

    def metric(self, metric_id: str) -> MetricEntry:
        """Return the entry of a metric.

        Raises
        ------
        KeyError
            There is no such metric.
        """
        for metric in self.metrics:
            if metric.id == metric_id:
                return metric
        raise KeyError(metric_id)


def load_registry_file(path: Path) -> Registry:
    """Read and validate a registry file.

    Raises
    ------
    SettingsError
        Naming every problem, when the file does not hold the framework.
    """
    try:
        return Registry.model_validate(read_yaml(path, dict))
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors()
        )
        raise SettingsError(f"{path.name}: {problems}", "Mend the entries named.") from error


@lru_cache(maxsize=1)
def registry() -> Registry:
    """The project's own registry, read once."""
    return load_registry_file(FRAMEWORK_FILE)
