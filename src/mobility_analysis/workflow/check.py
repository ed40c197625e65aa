"""Check: the gates on the agencies' raw tables and on the tidy tables, for all sources of a run.

Great Expectations takes seconds to import, so one stage gates all sources, in a process for each core;
``estimate`` runs after it and leaves out every vintage that did not pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import pandas as pd

from mobility_analysis.core.atomic import atomic_folder
from mobility_analysis.core.io import write_csv
from mobility_analysis.core.notes import gathered
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.processes import fresh_processes
from mobility_analysis.core.settings import RunSettings
from mobility_analysis.quality.outcomes import RESULT_COLUMNS, GateResult
from mobility_analysis.workflow.aside import (
    CHECK,
    NAME,
    Aside,
    aside,
    check_facts,
    load_aside,
    not_fetched,
    save_aside,
)
from mobility_analysis.workflow.parse import read_vintage
from mobility_analysis.workflow.tidy_gate import compared

Progress = Callable[[str], None]


def check_run(
    paths: RunPaths, settings: RunSettings, progress: Progress = lambda _: None
) -> list[Aside]:
    """Gate every table of the run; write ``data/quality/<run>/raw/``: outcomes, a page, what failed.

    Returns the vintages set aside: those that did not pass, each failed expectation told with sample rows,
    and those that could not be read at all.
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

    for source_id, (found, unread) in _checked(paths, settings.sources):
        progress(source_id)
        failed += unread
        for result in found:
            take(result)
    progress("numbers against one another")
    for result in compared(paths, settings.sources, failed):
        take(result)
    empty = pd.DataFrame(columns=RESULT_COLUMNS)
    outcomes = pd.concat([empty, *(result.to_frame() for result in results)], ignore_index=True)
    earlier = load_aside(check_facts(paths))
    with atomic_folder(paths.quality / "raw") as folder:
        write_csv(outcomes, folder / "outcomes.csv")
        write_quality_page(results, folder / "index.html", settings.title)
        save_aside(folder / NAME, failed, earlier)
    return failed


Checked = tuple[list[GateResult], list[Aside]]


def _checked(
    paths: RunPaths, sources: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Checked]]:
    """The outcomes of every source in order, worked out as many sources at a time as there are cores."""
    check = partial(_check_source, paths)
    with fresh_processes(len(sources)) as pool:
        yield from zip(sources, pool.map(check, sources, sources.values()), strict=True)


def _check_source(paths: RunPaths, source_id: str, vintages: Sequence[str]) -> Checked:
    """The outcomes of the vintages that can be read, and why the others cannot."""
    from mobility_analysis.quality.gates import check_raw

    absent = {fact.vintage for fact in not_fetched(paths, {source_id: vintages})}
    results: list[GateResult] = []
    unread: list[Aside] = []
    for vintage_id in (each for each in vintages if each not in absent):
        try:
            with gathered():  # parse has already reported what it set aside
                tables = read_vintage(paths, source_id, vintage_id)[2]
        except Exception as error:
            unread.append(aside(source_id, vintage_id, CHECK, error))
            continue
        docs = paths.quality / "data_docs" / source_id / vintage_id
        results.append(
            check_raw(source_id, vintage_id, tables, paths.expectations, run=paths.run, docs=docs)
        )
    return results, unread
