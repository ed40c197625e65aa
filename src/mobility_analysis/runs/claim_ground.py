"""What the claims of a place are judged by: its findings, and the sets of places it may be the lowest among."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from mobility_analysis.framework.places import in_words
from mobility_analysis.insights.age import with_age
from mobility_analysis.insights.claims import NATION, STATE, Ground, ReferenceSet
from mobility_analysis.insights.local_numbers import LocalNumber, LocalNumbers
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import Selection, Value, values_of
from mobility_analysis.insights.small_areas import known_measures
from mobility_analysis.local.grading import SURVEY
from mobility_analysis.local.records import LocalRecords
from mobility_analysis.runs.place_data import PlaceData


@dataclass(frozen=True)
class SetRule:
    """Which places form a set: all of the place's own level that fit.

    Attributes
    ----------
    population
        Smallest and largest population as a part of the place's own; ``None``: of any size.
    is_same_state
        Only those of the same state.
    """

    population: tuple[float, float] | None = None
    is_same_state: bool = False


def ground_of(
    data: PlaceData,
    rules: Mapping[str, SetRule],
    local: Callable[[], Mapping[str, LocalNumbers]] = dict,
) -> Ground:
    """The ground of a place's claims.

    Parameters
    ----------
    rules
        The sets of places that it may be the lowest or the highest among, by name.
    local
        Its own numbers (:func:`local_numbers`), asked each time anew.
    """
    names = {} if data.is_whole_state else {STATE: in_words(data.state.name)}
    names |= {NATION: in_words(data.nation.name)}
    names |= {peer.geoid: peer.in_words for peer in data.peers}
    return Ground(
        place=data.here_in_words,
        latest=data.latest,
        groups=data.groups,
        findings=data.findings,
        names=names,
        sets={name: _set_of(data, name, rule) for name, rule in rules.items()},
        typical=data.typical,
        areas=cache(partial(_areas_of, data)),
        local=local,
    )


def local_numbers(records: LocalRecords) -> dict[str, LocalNumbers]:
    """A place's own numbers as claims need them, whoever may see them."""
    return {
        each.id: LocalNumbers(
            label=each.measure.label,
            collected_by=each.collected_by,
            is_survey=each.kind == SURVEY,
            method=each.method,
            covered=each.population_covered,
            limits=each.known_limits,
            sharing=each.sharing,
            is_public=each.is_public,
            numbers=[LocalNumber(one.value, one.area) for one in records.values[each.id]],
        )
        for each in records.measures
    }


def _areas_of(data: PlaceData, measure: str) -> list[Value]:
    """The values of the small areas of the place's territory for a measure."""
    rows = data.run.area_numbers(data.territory, measure)
    if rows.empty:
        return []
    # What the contract of estimates has and small areas need not.
    rows = rows.rename(columns={"area": "geoid"}).assign(
        level="area", scheme="", ci_method="", borrowed_from=None
    )
    return values_of(with_age(rows, data.record.built_at), known_measures())


def _set_of(data: PlaceData, name: str, rule: SetRule) -> ReferenceSet:
    pattern = {
        (False, False): "set_all",
        (True, False): "set_of_size",
        (False, True): "set_of_state",
        (True, True): "set_of_size_and_state",
    }[rule.population is not None, rule.is_same_state]
    words = say(pattern, kind=data.kind, state=in_words(data.state.name))
    return ReferenceSet(name, words, partial(_values_of, data, _members(data, rule)))


def _members(data: PlaceData, rule: SetRule) -> list[str]:
    """The codes of the set's other places."""
    places = data.run.peer_factors
    rows = places[(places["level"] == data.here.level.value)].set_index("geoid")
    if rule.is_same_state:
        rows = rows[rows.index.str[:2] == data.here.geoid[:2]]
    if rule.population is not None:
        own = places.set_index("geoid")["population"].get(data.here.geoid)
        low, high = rule.population
        rows = rows[rows["population"].between(low * own, high * own)] if own else rows.iloc[:0]
    return [geoid for geoid in rows.index if geoid != data.here.geoid]


def _values_of(data: PlaceData, members: Sequence[str], value: Value) -> list[Value | None]:
    """The value of each member for the same measure, period and group."""
    if not members:  # the one county of its state
        return []
    found = Selection(data.run.rows_like(value, members))
    return [found.latest(value.measure.id, member, value.subgroup) for member in members]
