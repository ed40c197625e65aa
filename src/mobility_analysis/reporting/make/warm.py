"""Import and use once what a report needs, so that forks need not load it again.

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
from mobility_analysis.press.templates import environment
from mobility_analysis.press.typst import load_fonts
from mobility_analysis.reporting.beside import data_dictionary, files_beside, report_tables
from mobility_analysis.reporting.beside.review_files import write_review_guide
from mobility_analysis.reporting.beside.review_guide import review_guide
from mobility_analysis.reporting.make import render
from mobility_analysis.reporting.page import changes, matrix, page_one, sections, sources_page
from mobility_analysis.reporting.page.short_edition import short_edition
from mobility_analysis.runs.changes_since import changes_since
from mobility_analysis.runs.read_place import forget_place, read_place
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.sources import source_modules

FIRST_USED = (
    "statsmodels.stats.multitest",
    "statsmodels.stats.rates",
)


def _use_once() -> None:
    """Load what is loaded on first use: fonts, templates, modules, the notebook's shell, the exporter."""
    render.run_nothing()
    load_fonts()
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
    """Make one report without its print edition, and delete it.

    All that is loaded and compiled for it (fonts, tables, tests) is then there for all forks. The print edition
    is left out because its threads do not survive a fork. If the place cannot be made, the error is reported by
    its own fork later.
    """
    with contextlib.suppress(Exception), tempfile.TemporaryDirectory() as folder:
        data = read_place(RunData(paths), geoid, peers, peer_lens)
        page_one.page_one(data)
        by_pillar, standing = sections.sections(data), sections.where_it_stands(data)
        sections.spine_section(data, standing)
        matrix.matrix_section(data, matrix.matrix(data, by_pillar))
        short_edition(data, by_pillar)
        for pillar, cards in by_pillar.items():
            sections.pillar_section(data, pillar, cards)
        changes.changes_section(changes_since(data))
        files_beside.files_section(data)
        sections.absent_section(data)
        sources_page.write_sources(data, Path(folder))
        report_tables.write_tables(data, Path(folder))
        write_review_guide(review_guide(data), data.record, Path(folder), Path(folder))
        data_dictionary.write_dictionary(data.record, Path(folder))
    forget_place()


_use_once()
