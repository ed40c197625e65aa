"""What each column of a release's tables holds: its type, its bounds, its meaning.

One list of fields serves the tables that are written, their descriptions in ``datapackage.json`` and the check that
reads them back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.estimate import KEY, IntervalKind, Route
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import Scheme, SubgroupType
from mobility_analysis.insights.findings import Kind, Method, Verdict, to_frame
from mobility_analysis.reporting.beside.data_dictionary import (
    AREA_MEANINGS,
    ESTIMATE_MEANINGS,
    FINDING_MEANINGS,
)

TEXT, WHOLE, NUMBER, TRUTH = "string", "integer", "number", "boolean"


@dataclass(frozen=True)
class Field:
    """One column: its name, its type in the words of the Data Package, its meaning and its bounds."""

    name: str
    type: str
    description: str
    constraints: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ForeignKey:
    """A column whose content stands in a column of another table."""

    column: str
    table: str
    other: str


@dataclass(frozen=True)
class Table:
    """The fields of one table, its key, and what its columns point at.

    Attributes
    ----------
    missing
        How the CSV file writes a missing value.
    """

    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    foreign: tuple[ForeignKey, ...] = ()
    missing: str = ""

    @property
    def names(self) -> list[str]:
        """The columns in order."""
        return [each.name for each in self.fields]


_OF_MEASURE = ForeignKey("measure", "measures", "measure")
_OF_PLACE = ForeignKey("geoid", "places", "geoid")
_OF_GROUP = ForeignKey("subgroup", "groups", "subgroup")
_ENUMS: dict[str, list[Any]] = {
    "subgroup_type": [each.value for each in SubgroupType],
    "scheme": [each.value for each in Scheme],
    "interval_kind": [each.value for each in IntervalKind],
    "missing_reason": [each.value for each in Missing],
    "grade": [1, 2, 3],
    "route": [each.value for each in Route],
}
_TYPES = {
    **dict.fromkeys(("value", "lower", "upper", "se", "numerator", "denominator", "n"), NUMBER),
    **dict.fromkeys(("year", "geo_vintage", "grade"), WHOLE),
}
_NOT_EMPTY = {
    "measure", "level", "geoid", "year", "period", "subgroup_type", "subgroup", "scheme", "county", "area",
}  # fmt: skip
_LISTS = {
    "sources": " Joined by semicolons.",
    "reasons": " Joined by semicolons.",
    "tracts": " Joined by semicolons.",
}


def _field(name: str, meaning: str, **constraints: Any) -> Field:
    bounds: dict[str, Any] = {}
    if name in _NOT_EMPTY:
        bounds["required"] = True
    if name in _ENUMS:
        bounds["enum"] = _ENUMS[name]
    if name == "year":
        bounds |= {"minimum": 1990, "maximum": 2100}
    if name in ("se", "n"):
        bounds["minimum"] = 0
    kind = _TYPES.get(name, TEXT)
    return Field(name, kind, meaning + _LISTS.get(name, ""), bounds | constraints)


def estimates(level: Level) -> Table:
    """The estimates of one level: the estimates contract with names, and open ends in words."""
    names = [*(name for name in ESTIMATE_MEANINGS if not name.startswith("years_since"))]
    meanings = ESTIMATE_MEANINGS | {"name": "The place's name with the postal code of its state."}
    bounds: dict[str, dict[str, Any]] = {
        "level": {"enum": [level.value]},
        "geoid": {"pattern": f"[0-9]{{{level.width}}}"},
    }
    fields = tuple(_field(name, meanings[name], **bounds.get(name, {})) for name in names)
    return Table(fields, tuple(KEY), (_OF_MEASURE, _OF_PLACE, _OF_GROUP))


def small_areas() -> Table:
    """Areas within counties, without their outlines."""
    shared = (
        "geo_vintage", "year", "period", "subgroup", "value", "open_end", "lower", "upper", "se",
        "interval_kind", "numerator", "denominator", "grade", "reasons", "missing_reason", "sources",
    )  # fmt: skip
    fields = [_field(name, meaning) for name, meaning in AREA_MEANINGS.items()]
    fields += [_field(name, ESTIMATE_MEANINGS[name]) for name in shared]
    return Table(
        tuple(fields),
        ("measure", "county", "area", "year", "period", "subgroup"),
        (ForeignKey("county", "places", "geoid"),),
    )


_FINDING_NUMBERS = {
    "difference", "lower", "upper", "p_value", "p_adjusted", "standardised", "value", "compared_value",
    "nation_difference", "count_change", "count_lower", "count_upper",
}  # fmt: skip
_FINDING_ENUMS = {
    "kind": [each.value for each in Kind],
    "verdict": [each.value for each in Verdict],
    "method": [each.value for each in Method],
}


def findings() -> Table:
    """Comparisons, gaps between groups and trends, in the words of reports."""
    fields = []
    for name in [*to_frame([]).columns, "peer_chosen_by"]:
        kind = NUMBER if name in _FINDING_NUMBERS else TRUTH if name == "is_judged" else TEXT
        bounds: dict[str, Any] = {"required": True} if name in ("kind", "measure", "geoid") else {}
        if name in _FINDING_ENUMS:
            bounds["enum"] = _FINDING_ENUMS[name]
        fields.append(Field(name, kind, FINDING_MEANINGS[name], bounds))
    return Table(tuple(fields), (), (_OF_MEASURE, _OF_PLACE))


PLACES = Table(
    (
        Field("geoid", TEXT, ESTIMATE_MEANINGS["geoid"], {"required": True, "unique": True}),
        _field("level", ESTIMATE_MEANINGS["level"], enum=["nation", "state", "county", "place"]),
        Field(
            "name",
            TEXT,
            "The place's name as the source of the list writes it.",
            {"required": True},
        ),
        Field("postal", TEXT, "Postal code of the state; empty for states and the nation."),
        Field(
            "exists_today",
            TRUTH,
            "Whether the place is in the newest list of places.",
            {"required": True},
        ),
        Field(
            "same_county", TEXT, "Of a city that is a county by itself: the code of that county."
        ),
    ),
    ("geoid",),
)
MEASURES = Table(
    (
        Field("measure", TEXT, "Id of the measure.", {"required": True, "unique": True}),
        Field("metric", TEXT, "Id of the Mobility Metric it belongs to.", {"required": True}),
        Field("label", TEXT, "What the measure is called.", {"required": True}),
        Field("question", TEXT, "The plain question it answers."),
        Field("unit", TEXT, "How values are kept; shares are 0 to 1."),
        Field("one_unit", TEXT, "What one unit is, in words."),
        Field(
            "direction", TEXT, "Which direction is better.", {"enum": ["higher", "lower", "none"]}
        ),
        Field("decimals", WHOLE, "Decimals in print.", {"minimum": 0, "maximum": 4}),
        Field("is_headline", TRUTH, "Whether it leads its metric."),
        Field("absent", TEXT, "Why this release has no value of it; empty where it has."),
    ),
    ("measure",),
    (ForeignKey("metric", "metrics", "metric"),),
)
METRICS = Table(
    (
        Field("metric", TEXT, "Id of the Mobility Metric.", {"required": True, "unique": True}),
        Field("pillar", TEXT, "Pillar of the framework."),
        Field("predictor", TEXT, "Predictor of the framework."),
        Field("label", TEXT, "What the metric is called.", {"required": True}),
        Field("definition", TEXT, "What it is, in a sentence."),
        Field("counted", TEXT, "Who is counted."),
        Field("among", TEXT, "Among whom."),
        Field("left_out", TEXT, "Who is left out."),
        Field("interval", TEXT, "Where its intervals come from, or why there are none."),
        Field("caveats", TEXT, "Standing warnings."),
        Field("absent", TEXT, "Why this release has no value of it; empty where it has."),
    ),
    ("metric",),
)
SOURCES = Table(
    (
        Field("source", TEXT, "The source@vintage, as in the column sources.", {"required": True}),
        Field("agency", TEXT, "Who publishes it."),
        Field("title", TEXT, "What it is called."),
        Field("period", TEXT, "The years it covers."),
        Field("file", TEXT, "One file of it.", {"required": True}),
        Field("url", TEXT, "The file's official address, where it has one."),
        Field("sha256", TEXT, "Hash of the file's bytes, unpacked.", {"pattern": "[0-9a-f]{64}"}),
        Field("bytes", WHOLE, "Its length in bytes.", {"minimum": 0}),
        Field("retrieved", TEXT, "The day it was fetched."),
        Field("licence", TEXT, "Its licence, as stated."),
        Field("passing_on", TEXT, "Whether values that rest on it are in this release, and why."),
        Field("citation", TEXT, "How to cite it."),
        Field("landing_page", TEXT, "The agency's page about it."),
    ),
    ("source", "file"),
)
GROUPS = Table(
    (
        Field(
            "subgroup",
            TEXT,
            "The group, as in the column subgroup.",
            {"required": True, "unique": True},
        ),
        _field("subgroup_type", "Kind of group."),
        _field(
            "scheme",
            "How people were assigned to groups; values of different schemes must not be compared.",
        ),
        Field("definition", TEXT, "Who belongs to it."),
    ),
    ("subgroup",),
)
LEFT_OUT = Table(
    (
        Field("source", TEXT, "The source@vintage that holds the values back.", {"required": True}),
        Field("table", TEXT, "Estimates or small areas.", {"enum": ["estimates", "small areas"]}),
        Field("measure", TEXT, "The measure left out.", {"required": True}),
        Field("level", TEXT, "Kind of place; county for small areas, within which they lie."),
        Field("years", TEXT, "Years left out."),
        Field("rows", WHOLE, "Rows left out.", {"minimum": 1}),
        Field("values", WHOLE, "Of them with a value.", {"minimum": 0}),
        Field("why", TEXT, "Why."),
    ),
    ("source", "table", "measure", "level"),
)
CHANGES = Table(
    (
        Field("level", TEXT, "Kind of place.", {"required": True}),
        Field("measure", TEXT, "The measure.", {"required": True}),
        Field("before", WHOLE, "Values in the earlier release.", {"minimum": 0}),
        Field("now", WHOLE, "Values in this one.", {"minimum": 0}),
        Field("new", WHOLE, "Values where there was none.", {"minimum": 0}),
        Field("gone", WHOLE, "Values that are there no more.", {"minimum": 0}),
        Field("changed", WHOLE, "Values that are others now.", {"minimum": 0}),
        Field("regraded", WHOLE, "Values with another grade.", {"minimum": 0}),
        Field("largest", NUMBER, "The largest change of a value, in its unit.", {"minimum": 0}),
    ),
    ("level", "measure"),
)
