"""What a release is about: its places, measures, metrics, groups and sources."""

from __future__ import annotations

import pandas as pd

from mobility_analysis.dataset.columns import GROUPS, MEASURES, METRICS, PLACES, SOURCES
from mobility_analysis.dataset.terms import WORDS, Terms
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import SUBGROUPS
from mobility_analysis.geography.universe import Universe
from mobility_analysis.metrics import metric_modules
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.runs.run_record import RunRecord, for_readers


def places(run: RunData, estimates: pd.DataFrame) -> pd.DataFrame:
    """Every place with a row, today's and former ones, with the columns of :data:`columns.PLACES`."""
    today = run.places[["geoid", "level", "name", "postal", "same_county"]].assign(
        exists_today=True
    )
    known = {*today["geoid"]}
    years = sorted({int(year) for year in estimates["year"].unique()}, reverse=True)
    earlier = [
        _former(run.universe, level, year)
        for year in years
        for level in (Level.COUNTY, Level.PLACE)
    ]
    former = pd.concat(earlier).drop_duplicates("geoid")
    out = pd.concat([today, former[~former["geoid"].isin(known)]], ignore_index=True)
    return out.sort_values(["level", "geoid"], ignore_index=True)[PLACES.names]


def _former(universe: Universe, level: Level, year: int) -> pd.DataFrame:
    return universe.of(level, year).assign(level=level.value, exists_today=False, same_county=None)


def labels(known: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Names as printed ("Summit County, OH") by level and code."""
    named = known["name"] + (", " + known["postal"]).where(known["postal"].fillna("") != "", "")
    return dict(zip(zip(known["level"], known["geoid"], strict=True), named, strict=True))


def measures(record: RunRecord) -> pd.DataFrame:
    """Every measure of the framework; those without a value say why."""
    rows = []
    for metric in registry().metrics:
        for each in metric.measures:
            absent = record.metrics_absent.get(metric.id) or record.measures_absent.get(each.id)
            rows.append(
                {
                    "measure": each.id,
                    "metric": metric.id,
                    "label": each.label,
                    "question": each.question,
                    "unit": each.unit.value,
                    "one_unit": each.one_unit,
                    "direction": each.direction.value,
                    "decimals": each.decimals,
                    "is_headline": each.headline,
                    "absent": for_readers(absent) if absent else None,
                }
            )
    return pd.DataFrame(rows, columns=MEASURES.names)


def metrics(record: RunRecord) -> pd.DataFrame:
    """The 26 metrics with what their modules declare."""
    modules = metric_modules()
    rows = []
    for pillar in registry().pillars:
        for predictor in pillar.predictors:
            for entry in predictor.metrics:
                module = modules.get(entry.id)
                metric = module.METRIC if module is not None else None
                rows.append(
                    {
                        "metric": entry.id,
                        "pillar": pillar.label,
                        "predictor": predictor.label,
                        "label": entry.label,
                        "definition": entry.definition,
                        "counted": metric.numerator if metric else None,
                        "among": metric.denominator if metric else None,
                        "left_out": metric.universe if metric else None,
                        "interval": metric.interval if metric else None,
                        "caveats": " ".join(each.text for each in metric.warnings)
                        if metric
                        else None,
                        "absent": for_readers(record.metrics_absent.get(entry.id, "")) or None,
                    }
                )
    return pd.DataFrame(rows, columns=METRICS.names)


def sources(record: RunRecord, terms: Terms) -> pd.DataFrame:
    """Every file behind the run, with its hash and its terms; those of values that stay here too."""
    rows = []
    for entry in record.snapshots:
        name = f"{entry['source_id']}@{entry['vintage']}"
        rows.append(
            {column: entry.get(column) for column in SOURCES.names}
            | {"source": name, "file": entry["name"], "passing_on": passing_on(terms, name)}
        )
    return pd.DataFrame(rows, columns=SOURCES.names).sort_values(
        ["source", "file"], ignore_index=True
    )


def passing_on(terms: Terms, name: str) -> str:
    """What becomes of values of a source, and why."""
    what = "left out" if terms.is_held(name) else "in"
    return f"{what}: {WORDS[terms.state_of(name)]}"


def groups() -> pd.DataFrame:
    """Every group that a row may be about."""
    rows = [(each.label, each.type.value, each.scheme.value, each.definition) for each in SUBGROUPS]
    return pd.DataFrame(rows, columns=GROUPS.names)
