"""Check: the gate on the agencies' raw tables, all sources of a run in one go.

Great Expectations takes seconds to import, so one stage gates all sources, in a process for each core;
``estimate`` waits for its outcome, and a failure stops the run before anything is published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import pandas as pd

from mobility_analysis.core.atomic import atomic_folder
from mobility_analysis.core.errors import GateFailed, MobilityError
from mobility_analysis.core.io import write_csv
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.processes import fresh_processes
from mobility_analysis.core.settings import RunSettings
from mobility_analysis.quality.outcomes import GateResult
from mobility_analysis.workflow.parse import read_vintage


def check_run(
    paths: RunPaths, settings: RunSettings, progress: Callable[[str], None] = lambda _: None
) -> pd.DataFrame:
    """Gate every raw table of the run; write ``data/quality/<run>/raw/``: outcomes and a page.

    Raises
    ------
    GateFailed
        Naming every failed expectation of every source, with sample rows.
    """
    from mobility_analysis.quality.pages import write_quality_page

    results: list[GateResult] = []
    failed: list[MobilityError] = []
    for source_id, found in _checked(paths, settings.sources):
        progress(source_id)
        for result in found:
            results.append(result)
            try:
                result.raise_if_failed()
            except GateFailed as error:
                failed.append(error)
    if failed:
        # What failed is worth a page too; it stands beside the last good one.
        page = paths.quality / "failed.html"
        write_quality_page(results, page, settings.title)
        progress(f"all outcomes: {page.relative_to(paths.root)}")
        raise GateFailed("\n".join(error.what for error in failed), failed[0].next_step)
    outcomes = pd.concat([result.to_frame() for result in results], ignore_index=True)
    with atomic_folder(paths.quality / "raw") as folder:
        write_csv(outcomes, folder / "outcomes.csv")
        write_quality_page(results, folder / "index.html", settings.title)
    return outcomes


def _checked(
    paths: RunPaths, sources: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, list[GateResult]]]:
    """The outcomes of every source in order, worked out as many sources at a time as there are cores."""
    check = partial(_check_source, paths)
    with fresh_processes(len(sources)) as pool:
        yield from zip(sources, pool.map(check, sources, sources.values()), strict=True)


def _check_source(paths: RunPaths, source_id: str, vintages: Sequence[str]) -> list[GateResult]:
    from mobility_analysis.quality.gates import check_raw

    return [
        check_raw(
            source_id,
            vintage_id,
            read_vintage(paths, source_id, vintage_id)[2],
            paths.expectations,
            run=paths.run,
            docs=paths.quality / "data_docs" / source_id / vintage_id,
        )
        for vintage_id in vintages
    ]
