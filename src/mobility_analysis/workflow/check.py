"""Check: the gates on the agencies' raw tables and on the tidy tables, for all sources of a run.

Great Expectations takes seconds to import, so one stage gates all sources, in a process for each core. What it
looks at of the raw tables ``parse`` has kept; no raw file is read again. ``estimate`` runs after it and leaves out
every vintage that did not pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from mobility_analysis.core.atomic import atomic_folder
from mobility_analysis.core.io import write_csv
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.processes import fresh_processes
from mobility_analysis.core.settings import RunSettings
from mobility_analysis.quality.looked_at import FOLDER as LOOKED_AT
from mobility_analysis.quality.looked_at import load_looked_at
from mobility_analysis.quality.outcomes import RESULT_COLUMNS, GateResult
from mobility_analysis.workflow.aside import (
    CHECK,
    NAME,
    Aside,
    aside,
    check_facts,
    load_aside,
    not_parsed,
    save_aside,
)
from mobility_analysis.workflow.tidy_gate import compared

Progress = Callable[[str], None]


def check_run(
    paths: RunPaths, settings: RunSettings, progress: Progress = lambda _: None
) -> list[Aside]:
    """Gate every table of the run; write ``data/quality/<run>/raw/``: outcomes, a page, what failed.

    Returns the vintages set aside, which did not pass; each failed expectation is told with sample rows.
    """
    from mobility_analysis.quality.pages import write_quality_page

    results: list[GateResult] = []
    failed: list[Aside] = []

    def take(result: GateResult) -> None:
        results.append(result)
        if not result.success:
            fact = aside(result.subject, result.vintage, CHECK, result.brief())
            progress(f"set aside: {fact.as_error()}\n{result.sentences()}")
            failed.append(fact)

    sources = settings.sources
    with fresh_processes(len(sources)) as pool:
        found = pool.map(partial(_check_source, paths), sources, sources.values())
        for source_id, of_source in zip(sources, found, strict=True):
            progress(source_id)
            for result in of_source:
                take(result)
        progress("numbers against one another")
        # In one of these processes, which have Great Expectations already.
        for result in pool.submit(compared, paths, sources, failed).result():
            take(result)
    empty = pd.DataFrame(columns=RESULT_COLUMNS)
    outcomes = pd.concat([empty, *(result.to_frame() for result in results)], ignore_index=True)
    earlier = load_aside(check_facts(paths))
    with atomic_folder(paths.quality / "raw") as folder:
        write_csv(outcomes, folder / "outcomes.csv")
        write_quality_page(results, folder / "index.html", settings.title)
        save_aside(folder / NAME, failed, earlier)
    return failed


def _check_source(paths: RunPaths, source_id: str, vintages: Sequence[str]) -> list[GateResult]:
    """The outcomes of the vintages that parse could read.

    Raises
    ------
    MissingInput
        A vintage was neither read nor set aside, or the source has no expectations file.
    """
    from mobility_analysis.quality.gates import check_raw, load_suite

    load_suite(paths.expectations / "sources" / f"{source_id}.yaml")
    unread = {fact.vintage for fact in not_parsed(paths, {source_id: vintages})}
    results: list[GateResult] = []
    for vintage_id in vintages:
        kept = paths.interim / source_id / LOOKED_AT / vintage_id
        if vintage_id in unread and not kept.is_dir():
            continue
        docs = paths.quality / "data_docs" / source_id / vintage_id
        tables = load_looked_at(kept)
        results.append(
            check_raw(source_id, vintage_id, tables, paths.expectations, run=paths.run, docs=docs)
        )
    return results
