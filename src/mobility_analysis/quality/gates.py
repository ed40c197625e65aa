"""The gates: Great Expectations over raw tables and over the estimates.

The only module that imports Great Expectations. Expectations are read from ``expectations/``
(:mod:`quality.suites`); one batch a table, in a context that lives in memory; nothing is sent anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from mobility_analysis.core.atomic import atomic_folder
from mobility_analysis.core.errors import SettingsError
from mobility_analysis.core.slow_imports import skip_iri_grammar
from mobility_analysis.framework.places import DEMONSTRATION_STATE, Level
from mobility_analysis.geography.universe import Universe
from mobility_analysis.quality import estimate_checks
from mobility_analysis.quality.batches import (
    CELL,
    columns_gone,
    exception_text,
    long_form,
    narrow,
    number_name,
    observed_text,
    row_count_entry,
    sample_rows,
)
from mobility_analysis.quality.outcomes import GateResult, Outcome
from mobility_analysis.quality.suites import (
    Entry,
    Severity,
    SuiteFile,
    TableSuite,
    fill_tokens,
    read_suite,
)
from mobility_analysis.quality.tidy_numbers import TidyFiles, findings, told_of
from mobility_analysis.quality.tidy_suite import TidySuite

# Not COMPLETE, and no index columns: on a national table with many failures either takes half a minute.
RESULT_FORMAT = {"result_format": "SUMMARY"}


@lru_cache(maxsize=1)
def _gx() -> Any:
    """Great Expectations, imported on first use with its telemetry off."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    skip_iri_grammar()
    import great_expectations

    return great_expectations


def load_suite(path: Path) -> SuiteFile:
    """Read an expectations file and check that each expectation exists and takes its arguments.

    Raises
    ------
    MissingInput
        There is no such file.
    SettingsError
        Naming the file and the key or expectation at fault.
    """
    suite = read_suite(path)
    for table in suite.tables:
        for entry in table.expectations:
            try:
                _build(entry, 0)
            except ValueError as error:
                raise SettingsError(
                    f"{path.name}: {entry.type} ({entry.must}): {error}",
                    "See the gallery of expectations for its name and arguments.",
                ) from error
    return suite


def _build(entry: Entry, position: int) -> Any:
    """The entry as a Great Expectations expectation; raises ValueError if there is none such."""
    name = "".join(part.capitalize() for part in entry.type.split("_"))
    kind = getattr(_gx().expectations, name, None)
    if kind is None:
        raise ValueError("no expectation has this name")
    arguments = fill_tokens(entry.kwargs)
    if entry.columns:
        arguments["column"] = CELL
    elif entry.as_number:
        arguments["column"] = number_name(arguments["column"])
    if entry.where and not entry.columns:
        arguments |= {"row_condition": entry.where, "condition_parser": "pandas"}
    return kind(**arguments, meta={"entry": position})


def check_raw(
    source_id: str,
    vintage: str,
    tables: Mapping[str, pd.DataFrame],
    expectations_dir: Path,
    *,
    run: str = "real",
    docs: Path | None = None,
) -> GateResult:
    """Check what a source's ``read`` returned against ``sources/<source_id>.yaml``.

    Parameters
    ----------
    run
        ``demo`` waives what only national files can fulfil.
    docs
        Folder for Great Expectations' own static Data Docs, if they are wanted.

    Raises
    ------
    MissingInput, SettingsError
        The expectations file is absent or faulty. What fails is in the result, not raised.
    """
    path = expectations_dir / "sources" / f"{source_id}.yaml"
    suite = load_suite(path)
    if suite.source != source_id:
        raise SettingsError(f"{path.name} is about {suite.source!r}.", "Correct its `source`.")
    return _check(suite, vintage, tables, is_demo=run == "demo", docs=docs)


def check_estimates(
    estimates: pd.DataFrame,
    expectations_dir: Path,
    universe: Universe,
    *,
    levels: tuple[Level, ...] | None = None,
    docs: Path | None = None,
) -> GateResult:
    """Check the estimates against ``estimates.yaml`` and the universe of places.

    ``levels`` are those every series must cover; by default those that occur.
    """
    suite = load_suite(expectations_dir / "estimates.yaml")
    tables = estimate_checks.prepare(estimates, universe, levels)
    return _check(
        suite, "", tables, is_demo=universe.state_codes == {DEMONSTRATION_STATE}, docs=docs
    )


def check_tidy(suite: TidySuite, files: TidyFiles, file: str, *, run: str = "real") -> GateResult:
    """Check the tidy tables of one ``file`` (``source@vintage``) by the comparisons of ``tidy.yaml``.

    A comparison that needs a table which is not there gives no verdict.
    """
    source_id, _, vintage = file.partition("@")
    found = findings(suite, files, file, is_demo=run == "demo")
    entries = [
        Entry(
            type="expect_column_values_to_be_between",
            must=each.must,
            why=each.why,
            kwargs={"column": "found", "min_value": least, "max_value": most},
            where=f"entry == {number} and looked_at == {looked_at!r}",
        )
        for number, each in enumerate(suite.comparisons)
        if number in set(found["entry"])
        for looked_at, (least, most) in each.bounds.items()
    ]
    if not entries:
        return GateResult(source_id, vintage)
    outcomes = _validate(_context(), "compared", found, entries, frame=found, key=())
    told = [
        outcome if outcome.success else replace(outcome, observed=told_of(found, entry), sample=())
        for outcome, entry in zip(outcomes, entries, strict=True)
    ]
    return GateResult(source_id, vintage, tuple(told))


def _check(
    suite: SuiteFile,
    vintage: str,
    tables: Mapping[str, pd.DataFrame],
    *,
    is_demo: bool,
    docs: Path | None,
) -> GateResult:
    context = _context()
    wanted = [part for part in suite.tables if fnmatchcase(vintage, part.vintages)]
    outcomes: list[Outcome] = []
    for name, table in tables.items():
        matching = [part for part in wanted if fnmatchcase(name, part.match)]
        if not matching:
            outcomes.append(
                Outcome(name, "This table has expectations.", False, observed="none for it")
            )
        for part in matching:
            outcomes += _check_table(context, name, table, part, is_demo=is_demo)
    outcomes += [
        Outcome(part.match, "A table of this name is there.", False, observed="none was read")
        for part in wanted
        if not part.optional and not any(fnmatchcase(name, part.match) for name in tables)
    ]
    result = GateResult(suite.source, vintage, tuple(outcomes))
    # These pages take as long as the check itself and are needed only for failures.
    if docs is not None and result.failed:
        build_data_docs(context, docs)
    return result


def _context() -> Any:
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = _gx().get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    context.data_sources.add_pandas("tables")
    return context


def build_data_docs(context: Any, folder: Path) -> Path:
    """Great Expectations' own pages of what ``context`` checked; returns the index page.

    They take their style sheet from a server on the web, so offline they are plain; the page people
    read is :func:`quality.pages.write_quality_page`.
    """
    with atomic_folder(folder) as target:
        context.add_data_docs_site(
            site_name="static",
            site_config={
                "class_name": "SiteBuilder",
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
                "store_backend": {
                    "class_name": "TupleFilesystemStoreBackend",
                    "base_directory": str(target),
                },
            },
        )
        context.build_data_docs(site_names=["static"])
    return folder / "index.html"


# ------------------------------------------------------------------ one table


def _check_table(
    context: Any, name: str, table: pd.DataFrame, part: TableSuite, *, is_demo: bool
) -> list[Outcome]:
    frame = table.iloc[part.label_rows :].reset_index(drop=True)
    entries = [
        row_count_entry(part, is_demo=is_demo),
        *(entry for entry in part.expectations if entry.run == "any" or not is_demo),
    ]
    outcomes: list[Outcome] = []
    runnable: list[Entry] = []
    for entry in entries:
        gone = columns_gone(entry, frame)
        if gone:
            failure = Outcome(name, entry.must, False, entry.severity, entry.why, observed=gone)
            outcomes.append(failure)
        else:
            runnable.append(entry)
    whole = [entry for entry in runnable if not entry.columns]
    batch = narrow(frame, whole, part.key)
    outcomes += _validate(context, name, batch, whole, frame=frame, key=part.key)
    for entry in (entry for entry in runnable if entry.columns):
        cells = long_form(frame, entry)
        outcomes += _validate(context, name, cells, [entry], frame=frame, key=part.key)
    return outcomes


# ------------------------------------------------------------------ running and reading results


def _validate(
    context: Any,
    name: str,
    batch: pd.DataFrame,
    entries: list[Entry],
    *,
    frame: pd.DataFrame,
    key: tuple[str, ...],
) -> list[Outcome]:
    gx = _gx()
    label = f"{name} {len(context.validation_definitions.all()) + 1}"
    asset = context.data_sources.get("tables").add_dataframe_asset(label)
    suite = gx.ExpectationSuite(
        name=label, expectations=[_build(entry, i) for i, entry in enumerate(entries)]
    )
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(
            name=label,
            data=asset.add_batch_definition_whole_dataframe("whole"),
            suite=context.suites.add(suite),
        )
    )
    answer = definition.run(batch_parameters={"dataframe": batch}, result_format=RESULT_FORMAT)
    by_entry = {result.expectation_config.meta["entry"]: result for result in answer.results}
    return [
        _outcome(name, entry, by_entry[i], batch=batch, frame=frame, key=key)
        for i, entry in enumerate(entries)
    ]


def _outcome(
    name: str,
    entry: Entry,
    result: Any,
    *,
    batch: pd.DataFrame,
    frame: pd.DataFrame,
    key: tuple[str, ...],
) -> Outcome:
    # The result may be numpy's bool. If the check raised an error the result is False; the error is elsewhere.
    success, trouble = bool(result.success), exception_text(result.exception_info or {})
    details = result.result or {}
    unexpected = int(details.get("unexpected_count") or 0)
    sample: list[dict[str, Any]] = []
    if not success and unexpected:
        sample = sample_rows(entry, details, batch, frame, key)
    return Outcome(
        table=name,
        must=entry.must,
        success=success and not trouble,
        severity=entry.severity if not trouble else Severity.CRITICAL,
        why=entry.why,
        rows=int(details.get("element_count") or len(batch)),
        unexpected=unexpected,
        observed=trouble or observed_text(entry, details),
        sample=tuple(sample),
    )
