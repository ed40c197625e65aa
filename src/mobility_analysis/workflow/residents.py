"""The list of places, which every run needs. Several sources have one; any of them is enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mobility_analysis.core.errors import MissingInput, NoPlaces
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.chosen import run_settings
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.areas import list_areas
from mobility_analysis.geography.universe import PlaceRef, Universe
from mobility_analysis.sources import source_module
from mobility_analysis.workflow.aside import set_aside
from mobility_analysis.workflow.parse import load_tables

RESIDENTS = "population"


def sources_of_residents(sources: Iterable[str]) -> list[str]:
    """The sources that list the places."""
    return [each for each in sources if RESIDENTS in source_module(each).SOURCE.provides]


def universe_of(tables: Tables, sources: Iterable[str], areas: Sequence[PlaceRef] = ()) -> Universe:
    """The places of a run, which may lack the cities; raises :class:`NoPlaces` where no source has counties."""
    if RESIDENTS not in tables or not tables[RESIDENTS]["level"].eq(Level.COUNTY.value).any():
        raise no_places(sources)
    return Universe(tables[RESIDENTS], areas=areas)


def no_places(sources: Iterable[str]) -> NoPlaces:
    """Return the error for a run without a usable list of counties."""
    names = " and ".join(sources_of_residents(sources))
    why = f"from {names} came none that can be used" if names else "none of its sources has one"
    return NoPlaces(
        f"The run has no list of counties: {why}.",
        "One is enough, and a source may list cities alone. What was set aside is printed above, with its reason "
        "and what to do; files that you have in a folder are found with `--data` (of make: `DATA=`). Then run the same "
        "command again.",
    )


def run_universe(paths: RunPaths, *, is_gated: bool = True) -> Universe:
    """The places of a run, from all of its parsed sources of residents, and the areas of one's own.

    ``is_gated`` is false before this run's gate: a source that failed the last one may have been mended.

    Raises
    ------
    MissingInput
        The run was never made.
    NoPlaces
        None of them could be used.
    """
    sources = run_settings(paths.root, paths.run).sources
    if not sources:
        raise MissingInput(
            f"The run {paths.run!r} was not made yet, so it has no list of places.",
            f"Run the pipeline: `make report` or `mobility run --run {paths.run}`.",
        )
    without = set_aside(paths, sources) if is_gated else ()
    tables = load_tables(paths, sources_of_residents(sources), without)
    return universe_of(tables, sources, [area.ref for area in list_areas(paths.root)])
