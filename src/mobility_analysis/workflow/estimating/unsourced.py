"""What a run cannot give because a source is missing, and which source, in words for readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.source import IF_THERE, ONLY_PINNED, Source
from mobility_analysis.framework.tables import Tables
from mobility_analysis.runs.run_record import FOR_THE_RUN
from mobility_analysis.sources import source_module, source_modules
from mobility_analysis.workflow.aside import Aside

Metrics = Mapping[str, Metric]


def lacking_kinds(metric: Metric, tables: Tables) -> list[tuple[str, ...]]:
    """The kinds of table without which the metric cannot be computed; of those in one tuple one is enough."""
    lacking: list[tuple[str, ...]] = [(kind,) for kind in tables.missing(metric.inputs)]
    if metric.any_of and len(tables.missing(metric.any_of)) == len(metric.any_of):
        lacking.append(metric.any_of)
    return lacking


def unsourced_measures(
    estimates: pd.DataFrame,
    metrics: Metrics,
    tables: Tables,
    aside: Sequence[Aside] = (),
) -> dict[str, str]:
    """Measures of computed ``metrics`` without a value in any place because a source is missing, and why.

    Parameters
    ----------
    estimates
        All rows of the run: ``measure`` and ``value``.
    aside
        What the run goes without.

    A measure of which a metric has only reasons, such as that nobody collects it, is not counted here, unless
    the metric names the tables that it would come from.
    """
    listed = set(estimates["measure"].unique())
    valued = set(estimates.loc[estimates["value"].notna(), "measure"].unique())
    found = {}
    for metric_id, metric in metrics.items():
        for measure in registry().metric(metric_id).measures:
            kinds = tables.missing(metric.only_from.get(measure.id, ()))
            if measure.id not in valued and (kinds or measure.id not in listed):
                lacking = [(kind,) for kind in kinds]
                found[measure.id] = (
                    why_unsourced(lacking, aside)
                    if lacking
                    else _told_aside(_kinds(metric), aside) or why_unsourced(())
                )
    return found


def why_unsourced(kinds: Iterable[tuple[str, ...]], aside: Sequence[Aside] = ()) -> str:
    """Why the run has none of ``kinds`` (as :func:`lacking_kinds`).

    "No source of this run has it. It would come from HUD, …"; of a source that was set aside "EPA, Air Quality
    (epa_aqi): the file could not be fetched: …".
    """
    kinds = list(kinds)
    if said := _told_aside(kinds, aside):
        return said
    ids = dict.fromkeys(_providers(kind) for kind in kinds)
    choices = [[source_module(name).SOURCE for name in names] for names in ids if names]
    if not choices:
        return "No source of this run has it."
    names = " and ".join(" or ".join(map(_name, choice)) for choice in choices)
    how = "; ".join(dict.fromkeys(filter(None, (_how(choice[0]) for choice in choices))))
    told = f"{FOR_THE_RUN}{how}." if how else ""
    return f"No source of this run has it. It would come from {names}.{told}"


def _how(source: Source) -> str:
    """What a run needs to have it, where that is more than the agency's server."""
    told = [each for each in source.vintages.values() if each.option not in (ONLY_PINNED, IF_THERE)]
    if not told or not any(file.addresses for each in told for file in each.files):
        return "its files are saved by hand (docs/by-hand.md)"
    options = {each.option for each in told}
    return "" if "" in options else f"a run takes it where it is asked to (--with {options.pop()})"


def why_empty(metric: Metric, aside: Sequence[Aside] = ()) -> str:
    """Why a metric has no row although the run has its kinds of table: they lack the part that it needs."""
    return _told_aside(_kinds(metric), aside) or "The files of this run hold none of its tables."


def _kinds(metric: Metric) -> list[tuple[str, ...]]:
    return [(kind,) for kind in (*metric.inputs, *metric.any_of, *metric.optional_inputs)]


def _told_aside(kinds: Iterable[tuple[str, ...]], aside: Sequence[Aside]) -> str:
    """What was set aside of those that have ``kinds``; empty where nothing was."""
    providers = {name for kind in kinds for name in _providers(kind)}
    absent = [fact for fact in aside if fact.source in providers]
    said = dict.fromkeys(f"{_name(source_module(f.source).SOURCE)}: {f.why}" for f in absent)
    return f"Set aside in this run. {'; '.join(said)}." if said else ""


def _providers(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the sources that have any of ``kinds``."""
    return tuple(
        name
        for name, module in source_modules().items()
        if set(kinds) & set(module.SOURCE.provides)
    )


def _name(source: Source) -> str:
    """Agency and title, without what some titles list after a colon."""
    return f"{source.agency}, {source.title.partition(':')[0]} ({source.id})"
