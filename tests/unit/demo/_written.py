"""The demonstration's files of some sources, written and read as a run does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from mobility_analysis.demo.world import World
from mobility_analysis.demo.writers import writer_modules
from mobility_analysis.framework.tables import Tables
from mobility_analysis.sources import source_module


def write_all(vintages: Mapping[str, str], folder: Path) -> World:
    """Write ``<folder>/<source_id>/`` for one vintage of each source; the world knows their truth."""
    world = World()
    for source_id, vintage_id in vintages.items():
        target = folder / source_id
        target.mkdir(parents=True)
        vintage = source_module(source_id).SOURCE.vintage(vintage_id)
        writer_modules()[source_id].write(world, vintage, target)
    return world


def read_all(vintages: Mapping[str, str], folder: Path) -> Tables:
    """The tidy tables of what :func:`write_all` wrote."""
    frames: dict[str, pd.DataFrame] = {}
    for source_id, vintage_id in vintages.items():
        module = source_module(source_id)
        vintage = module.SOURCE.vintage(vintage_id)
        tidy = module.tidy(module.read(folder / source_id, vintage), vintage)
        frames |= {kind: frame.assign(snapshot="demo@1") for kind, frame in tidy.items()}
    return Tables.of(**frames)
