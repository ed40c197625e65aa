"""Areas of one's own: checked and written down, and their estimates made from a finished run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from mobility_analysis.core.atomic import atomic_folder
from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.io import read_parquet, write_parquet, write_text
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.settings import RunSettings
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.area_boundary import read_boundary
from mobility_analysis.geography.areas import (
    FOLDER,
    Area,
    MadeOf,
    area_file,
    boundary_file,
    find_area,
    list_areas,
    next_code,
    save_area,
)
from mobility_analysis.geography.projections import ALBERS, NAD83
from mobility_analysis.runs.area_folder import (
    AreaFolder,
    PartsOfArea,
    is_up_to_date,
    made_from,
    write_parts,
)
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.runs.run_record import require_gated
from mobility_analysis.workflow.area_checks import Wanted, check_wanted, checked
from mobility_analysis.workflow.area_gate import gated
from mobility_analysis.workflow.aside import set_aside
from mobility_analysis.workflow.estimating.area_estimates import area_estimates, measures_added_up
from mobility_analysis.workflow.estimating.area_parts import Laid, Terrain
from mobility_analysis.workflow.parse import load_tables
from mobility_analysis.workflow.residents import universe_of

if TYPE_CHECKING:
    from mobility_analysis.framework.tables import Tables
    from mobility_analysis.geography.universe import PlaceRef

Say = Callable[[str], None]


def add_area(paths: RunPaths, settings: RunSettings, wanted: Wanted, say: Say = print) -> Area:
    """Check an area, write ``areas/<name>.yaml`` and make its estimates; what is refused leaves nothing behind.

    Raises
    ------
    UsageError
        The name is taken or that of a real place; parts are unknown, named twice, of another census; the boundary
        cannot be used (:func:`geography.area_boundary.read_boundary`); the message says which and what to do.
    """
    require_gated(paths.estimates)
    areas = list_areas(paths.root)
    check_wanted(paths, wanted, areas)
    tables = _tables(paths, settings)
    ground = Terrain(tables)
    area, boundary = checked(paths, wanted, ground)
    laid = ground.lay(replace(area, code="00A00"), boundary)
    states = {code[:2] for code in laid.parts.touched}
    area = replace(area, code=next_code(areas, states))
    made = save_area(paths.root, area)
    try:
        if wanted.geojson is not None:
            shutil.copyfile(wanted.geojson, boundary_file(paths.root, area.name))
        _make(paths, area, tables, ground, say)
    except BaseException:  # nothing half done stays, whatever stopped it
        remove_area(paths.root, area)
        raise
    say(f"Written: {made.relative_to(paths.root)}, which says what the area is made of.")
    return area


def remove_area(root: Path, area: Area) -> None:
    """Remove an area: what it is made of and its estimates in every run. Its reports and its plan stay."""
    area_file(root, area.name).unlink(missing_ok=True)
    boundary_file(root, area.name).unlink(missing_ok=True)
    for folder in sorted((root / "data" / FOLDER).glob(f"*/{area.code}")):
        shutil.rmtree(folder)


def the_area(root: Path, text: str) -> Area:
    """The area of this name or code.

    Raises
    ------
    UsageError
        There is none.
    """
    areas = list_areas(root)
    found = find_area([area.ref for area in areas], text)
    if found is None:
        known = ", ".join(f"{area.name} ({area.code})" for area in areas)
        raise UsageError(
            f"There is no area called {text!r}.",
            f"There are: {known}." if known else "None was added yet: `mobility area add`.",
        )
    return next(area for area in areas if area.code == found.geoid)


def refresh_areas(
    paths: RunPaths,
    settings: RunSettings,
    codes: Iterable[str] | None = None,
    say: Say = print,
) -> list[Area]:
    """Make the estimates of areas (all, or those with ``codes``) that are not up to date with the run."""
    wanted = None if codes is None else set(codes)
    old = [
        area
        for area in list_areas(paths.root)
        if (wanted is None or area.code in wanted) and not is_up_to_date(paths, area)
    ]
    if old:
        require_gated(paths.estimates)
        tables = _tables(paths, settings)
        ground = Terrain(tables)
        for area in old:
            _make(paths, area, tables, ground, say)
    return old


def add_up_areas(
    paths: RunPaths, settings: RunSettings, places: Iterable[PlaceRef], say: Say = print
) -> None:
    """Make the estimates of the areas among ``places`` that are not up to date with the run."""
    codes = [place.geoid for place in places if place.level is Level.AREA]
    if codes:
        refresh_areas(paths, settings, codes, say)


def make_areas(paths: RunPaths, settings: RunSettings, say: Say = print) -> None:
    """The stage: every area up to date, and no folder of one that is gone."""
    paths.areas.mkdir(parents=True, exist_ok=True)
    refresh_areas(paths, settings, None, say)
    known = {area.code for area in list_areas(paths.root)}
    for folder in sorted(paths.areas.iterdir()):
        if folder.is_dir() and folder.name not in known:
            shutil.rmtree(folder)


def _tables(paths: RunPaths, settings: RunSettings) -> Tables:
    without = set_aside(paths, settings.sources)
    return load_tables(paths, list(settings.sources), without)


def _make(paths: RunPaths, area: Area, tables: Tables, ground: Terrain, say: Say) -> None:
    boundary = (
        read_boundary(boundary_file(paths.root, area.name))
        if area.made_of is MadeOf.BOUNDARY
        else None
    )
    laid = ground.lay(area, boundary)
    rows = area_estimates(
        tables, laid.parts, _rows_of(paths, laid.parts.touched), laid.doubt or None
    )
    universe = universe_of(tables, (), [area.ref])
    rows, failures = gated(rows, paths.expectations, universe)
    with atomic_folder(paths.areas / area.code) as path:
        folder = AreaFolder(path)
        write_parquet(rows, folder.estimates)
        write_parquet(_small_areas(paths, area, laid), folder.small_areas)
        if laid.outline is not None:
            shape = gpd.GeoSeries([laid.outline], crs=ALBERS).to_crs(NAD83)
            gpd.GeoDataFrame({"geoid": [area.code]}, geometry=shape).to_parquet(
                folder.outline, index=False
            )
        write_parts(folder, parts_of(laid))
        write_text(folder.record, json.dumps(made_from(paths, area), indent=1) + "\n")
    for line in (*describe(area, laid, rows), *failures):
        say(line)


def _rows_of(paths: RunPaths, counties: Iterable[str]) -> pd.DataFrame:
    """The run's rows of some counties."""
    folder = EstimatesFolder(paths.estimates)
    codes = sorted(counties)
    parts = [
        read_parquet(folder.rows_of(state), filters=[("geoid", "in", codes)])
        for state in sorted({code[:2] for code in codes})
    ]
    return pd.concat(parts, ignore_index=True)


def _small_areas(paths: RunPaths, area: Area, laid: Laid) -> pd.DataFrame:
    """The small areas of its counties; of an area of tracts those whose every tract lies in it, wholly."""
    folder = EstimatesFolder(paths.estimates)
    codes = sorted(laid.parts.touched)
    parts = [
        read_parquet(path, filters=[("county", "in", codes)])
        for state in sorted({code[:2] for code in codes})
        if (path := folder.small_areas_of(state)).is_file()
    ]
    if not parts:
        return pd.DataFrame(columns=["measure", "county", "value", "geometry"])
    rows = pd.concat(parts, ignore_index=True)
    if not laid.parts.counties:
        inside = {
            code for shares in laid.parts.tracts.values() for code in shares.index[shares == 1.0]
        }
        rows = rows[[len(own) > 0 and set(own) <= inside for own in rows["tracts"]]]
    return rows.assign(county=area.code).reset_index(drop=True)


def parts_of(laid: Laid) -> PartsOfArea:
    """What a laid area is added up from."""
    tracts = {str(census): shares for census, shares in sorted(laid.parts.tracts.items())}
    return PartsOfArea(
        counties=tuple(sorted(laid.parts.counties)),
        touched=tuple(sorted(laid.parts.touched)),
        tracts={census: len(shares) for census, shares in tracts.items()},
        cut={census: int((shares < 1).sum()) for census, shares in tracts.items()},
        in_doubt={str(census): part for census, part in laid.doubt.items()},
    )


def describe(area: Area, laid: Laid, rows: pd.DataFrame) -> list[str]:
    """What was made, in lines for the terminal."""
    parts = parts_of(laid)
    number = len(parts.counties)
    made_of = f"{number} whole {'county' if number == 1 else 'counties'}"
    if not number:
        made_of = "; ".join(
            f"{tracts} tracts of {census}" + (f", {cut} of them cut" if cut else "")
            for (census, tracts), cut in zip(parts.tracts.items(), parts.cut.values(), strict=True)
        )
    valued = rows[rows["value"].notna()]
    lines = [
        f"{area.ref.label} ({area.code}): {made_of}.",
        f"{len(measures_added_up(rows))} measures have values ({len(valued)} of {len(rows)} rows); the others say "
        "why not.",
    ]
    newest = max(laid.doubt, default=0)
    if laid.doubt.get(newest):
        lines.append(
            f"For {laid.doubt[newest] * 100:.0f} percent of its people only the land of cut tracts tells whether they live "
            "inside."
        )
    return lines
