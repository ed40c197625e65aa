"""What making a report needs, imported and used once, so that a fork starts warm.

Importing this module is enough (a fork server preloads it); :func:`read_shared` also reads what all
reports of a run have in common.
"""

from __future__ import annotations

import contextlib
import importlib
import tempfile
from pathlib import Path

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.places import NATION_GEOID
from mobility_analysis.framework.registry import registry
from mobility_analysis.metrics import metric_modules
from mobility_analysis.reporting import dictionary, page, page_one, render, tables
from mobility_analysis.reporting.data import RunData, forget_place
from mobility_analysis.reporting.review_guide import review_parts
from mobility_analysis.reporting.templating import environment
from mobility_analysis.sources import source_modules

FIRST_USED = (
    "statsmodels.stats.multitest",
    "statsmodels.stats.rates",
)


def _use_once() -> None:
    """Load what is loaded on first use: fonts, templates, modules, the notebook's shell, the exporter."""
    render.run_nothing()
    registry()
    metric_modules()
    source_modules()
    templates = environment()
    for name in templates.list_templates(["j2"]):
        templates.get_template(name)
    for module in FIRST_USED:
        importlib.import_module(module)


def read_shared(paths: RunPaths) -> None:
    """Read the run's places, outlines and the nation's rows into memory that forks share."""
    run = RunData(paths)
    run.universe.places()
    run.partition(NATION_GEOID)
    _ = run.boundaries


def rehearse(paths: RunPaths, geoid: str, peers: tuple[str, ...], peer_lens: str) -> None:
    """Make everything of one report but its print edition, and throw it away.

    What is loaded, compiled and looked up on the way (fonts, tables, tests) is there for all forks. The
    print edition is left out because its threads would not survive a fork. A place that cannot be made
    says so in its own fork.
    """
    with contextlib.suppress(Exception), tempfile.TemporaryDirectory() as folder:
        data = RunData(paths).place(geoid, peers, peer_lens)
        page_one.page_one(data)
        page.where_it_stands(data)
        page.sections(data)
        tables.write_tables(data, Path(folder))
        review_parts(data)
        dictionary.write_dictionary(data.record, Path(folder))
    forget_place()


_use_once()
