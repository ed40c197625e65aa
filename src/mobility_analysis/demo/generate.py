"""Writing the demonstration state, source by source, as a mirror of the agencies' files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mobility_analysis.core.atomic import atomic_folder
from mobility_analysis.core.errors import MissingInput
from mobility_analysis.demo.world import World
from mobility_analysis.demo.writers import writer_modules
from mobility_analysis.sources import source_module


def write_source(source_id: str, vintages: Sequence[str], seed: int, folder: Path) -> World:
    """Write ``<folder>/<source_id>/<vintage>/`` for each vintage; returns the world with its truth.

    Raises
    ------
    MissingInput
        The source has no demonstration writer.
    """
    writers = writer_modules()
    if source_id not in writers:
        raise MissingInput(
            f"The demonstration has no writer for {source_id}.",
            f"Add demo/writers/{source_id}.py, or take the source out of the demo run.",
        )
    source = source_module(source_id).SOURCE
    world = World(seed)
    for vintage_id in vintages:
        with atomic_folder(folder / source_id / vintage_id) as target:
            writers[source_id].write(world, source.vintage(vintage_id), target)
    return world
