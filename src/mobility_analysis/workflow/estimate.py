"""Estimate: every built metric of a run for the whole nation; completed, graded, checked and written."""

from __future__ import annotations

import json
from collections.abc import Callable, Set
from dataclasses import asdict
from typing import Any

import geopandas as gpd
import pandas as pd

from mobility_analysis.core.atomic import atomic_folder
from mobility_analysis.core.io import (
    write_csv,
    write_parquet,
    write_searched_parquet,
    write_text,
)
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.seal import write_seal
from mobility_analysis.core.settings import RunSettings
from mobility_analysis.estimation.distribution import distributions
from mobility_analysis.framework.chosen import load_chosen
from mobility_analysis.framework.estimate import FORM
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.snapshot import load_snapshot
from mobility_analysis.geography.projections import NAD83
from mobility_analysis.geography.same_territory import OVERLAPS, main_counties
from mobility_analysis.metrics import metric_modules
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.runs.run_record import RunRecord, write_record
from mobility_analysis.sources import source_module
from mobility_analysis.workflow.aside import LISTED, NAME, save_aside
from mobility_analysis.workflow.estimating.compute import (
    Computed,
    Inputs,
    begin_small_areas,
    compute,
    computers,
    load_inputs,
    return_memory,
)
from mobility_analysis.workflow.estimating.government_forms import listed_forms
from mobility_analysis.workflow.estimating.peer_factors import peer_factors
from mobility_analysis.workflow.estimating.previous_estimates import keep_previous
from mobility_analysis.workflow.estimating.unsourced import unsourced_measures
from mobility_analysis.workflow.fetching.old_pins import HEADING, old_pins


def estimate_run(
    paths: RunPaths, settings: RunSettings, progress: Callable[[str], None] = lambda _: None
) -> pd.DataFrame:
    """Estimate all metrics of the run and write ``data/estimates/<run>/``.

    Writes the files of :class:`runs.estimates_folder.EstimatesFolder`, sealed as what passed the gate, and
    ``data/quality/<run>/summary.json``, which ``dvc metrics diff`` compares. Estimates replaced by others go to ``data/quality/<run>/previous``.

    Raises
    ------
    GateFailed
        The estimates break an expectation; the last good ones stay in place.
    BadValues
        The list of forms of government names a place that does not exist.
    """
    from mobility_analysis.quality.gates import check_estimates
    from mobility_analysis.quality.pages import write_quality_page

    inputs = load_inputs(paths, settings)
    tables, universe = inputs.tables, inputs.universe
    listed_forms(
        tables, universe
    )  # so that a wrong code in someone's list is reported before minutes of work
    with atomic_folder(paths.estimates) as folder, computers(paths, settings) as pool:
        computed = compute(pool, progress)
        estimates, built = computed.estimates, computed.built
        progress("small areas, write")
        small_areas_done = begin_small_areas(pool, folder)
        _write(EstimatesFolder(folder), estimates, inputs)
        return_memory()
        metrics = {name: metric_modules()[name].METRIC for name in built}
        measures = unsourced_measures(estimates, metrics, tables, inputs.aside)
        about = describe_run(paths, inputs, computed, measures)
        save_aside(folder / NAME, [fact for fact in inputs.aside if fact.stage == LISTED])
        write_record(folder, about)
        progress("gate")
        result = check_estimates(
            estimates,
            paths.expectations,
            universe,
            docs=paths.quality / "data_docs" / "estimates",
        )
        notes = [f"{HEADING} {' '.join(lines)}"] if (lines := old_pins(settings.pins)) else []
        write_quality_page(
            [result], paths.quality / "estimates" / "index.html", settings.title, notes
        )
        write_csv(result.to_frame(), paths.quality / "estimates" / "outcomes.csv")
        result.raise_if_failed()
        small_areas_done()
        write_seal(folder, FORM, passed=len(result.outcomes), warnings=len(result.warnings))
        keep_previous(paths, folder)
    today = universe.codes(Level.COUNTY, universe.latest_year)
    write_text(
        paths.quality / "summary.json", json.dumps(summarize(estimates, today), indent=1) + "\n"
    )
    return estimates


def _write(folder: EstimatesFolder, estimates: pd.DataFrame, inputs: Inputs) -> None:
    tables, universe = inputs.tables, inputs.universe
    write_searched_parquet(estimates, folder.estimates)
    write_parquet(distributions(estimates), folder.distribution)
    is_nation = estimates["level"] == Level.NATION.value
    state = estimates["geoid"].str[:2].mask(is_nation, NATION_GEOID)
    for code, rows in estimates.groupby(state):
        write_parquet(rows, folder.rows_of(str(code)))
    names = [
        universe.of(level, universe.latest_year).assign(level=level.value)
        for level in (Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE)
    ]
    places = pd.concat(names, ignore_index=True)
    places["same_county"] = places["geoid"].map(inputs.county_of).astype("str")
    if OVERLAPS in tables:
        overlaps = tables[OVERLAPS]
        today = universe.codes(Level.COUNTY, universe.latest_year)
        lies_in = main_counties(overlaps[overlaps["county"].isin(today)])
        places = places.merge(lies_in, on="geoid", how="left", validate="many_to_one")
    write_parquet(places, folder.places)
    write_parquet(peer_factors(tables, universe, estimates), folder.peer_factors)
    if "boundaries" in tables:
        shapes = tables["boundaries"]
        geometry = gpd.GeoSeries.from_wkb(shapes["geometry"], crs=NAD83)
        gpd.GeoDataFrame(shapes.drop(columns="geometry"), geometry=geometry).to_parquet(
            folder.boundaries, index=False
        )


def describe_run(
    paths: RunPaths,
    inputs: Inputs,
    computed: Computed,
    measures_absent: dict[str, str],
) -> RunRecord:
    """What a reader must know about a run: its sources to the byte, its metrics, its settings.

    Absent metrics and ``measures_absent`` of those built come with the reason, and so does what was set aside,
    whose files are not among the run's.
    """
    settings, aside = inputs.settings, inputs.aside
    without = {(fact.source, fact.vintage) for fact in aside}
    return RunRecord(
        run=paths.run,
        title=settings.title,
        is_demonstration=settings.is_demonstration,
        built_at=pd.Timestamp.now("UTC").date().isoformat(),
        settings=settings.model_dump(mode="json", exclude={"origin"}),
        metrics_built=tuple(computed.built),
        metrics_absent=computed.absent,
        measures_absent=measures_absent,
        set_aside=tuple(asdict(fact) | {"name": fact.name, "why": fact.why} for fact in aside),
        remarks=tuple(
            {
                "source": each.source,
                "vintage": each.vintage,
                "what": each.what,
                "places": each.places,
            }
            for each in (*inputs.remarks, *computed.remarks)
        ),
        snapshots=tuple(
            entry
            for source_id, vintages in settings.sources.items()
            for vintage_id in vintages
            if (source_id, vintage_id) not in without
            for entry in _snapshot_entries(paths, source_id, vintage_id)
        ),
    )


def _snapshot_entries(paths: RunPaths, source_id: str, vintage_id: str) -> list[dict[str, Any]]:
    source = source_module(source_id).SOURCE
    vintage = source.vintage(vintage_id)
    snapshot = load_snapshot(paths.snapshots, source_id, vintage_id)
    chosen = load_chosen(paths, source_id)
    if snapshot and chosen:
        snapshot = snapshot.of(chosen.origin)
    return [
        {
            "source_id": source_id,
            "agency": source.agency,
            "title": source.title,
            "vintage": vintage_id,
            "period": vintage.period,
            "name": file.name,
            "url": file.url,
            "sha256": file.sha256,
            "bytes": file.bytes,
            "retrieved": str(file.retrieved),
            "licence": source.licence,
            "citation": source.citation,
            "landing_page": source.landing_page,
        }
        for file in (snapshot.files if snapshot else ())
    ]


def summarize(estimates: pd.DataFrame, today: Set[str]) -> dict[str, Any]:
    """Counts of county values by grade and missing reason, per measure, for all residents.

    ``today`` are the codes of today's counties, over which the last entry counts places.
    """
    rows = estimates[(estimates["level"] == Level.COUNTY.value) & (estimates["subgroup"] == "All")]
    latest = rows[rows["year"] == rows.groupby("measure")["year"].transform("max")]
    out: dict[str, Any] = {}
    for measure, group in latest.groupby("measure"):
        grades = group["grade"].value_counts()
        out[str(measure)] = {
            "year": int(group["year"].max()),
            "strong": int(grades.get(1, 0)),
            "use_with_care": int(grades.get(2, 0)),
            "do_not_act": int(grades.get(3, 0)),
            "missing": {str(k): int(v) for k, v in group["missing_reason"].value_counts().items()},
            "median": None if group["value"].isna().all() else float(group["value"].median()),
        }
    by_place = latest[latest["geoid"].isin(today)].groupby("geoid")["grade"]
    strong = by_place.apply(lambda grades: int((grades == 1).sum()))
    weak = by_place.apply(lambda grades: int((grades == 3).sum()))
    out["counties"] = {
        "number": len(strong),
        "more_strong_than_weak": int((strong > weak).sum()),
        "median_weak_values": float(weak.median()),
    }
    return out
