"""The gates: Great Expectations over raw tables and over the estimates.

The only module that imports Great Expectations. Expectations are read from ``expectations/``
(:mod:`quality.suites`); one batch a table, in a context that lives in memory; nothing is sent anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterator, Mapping, Sequence
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
    plain,
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
from mobility_analysis.quality.tidy_numbers import TidyFiles, all_findings, looked_at_once, told_of
from mobility_analysis.quality.tidy_suite import TidySuite

# Not COMPLETE, and no index columns: on a national table with many failures either takes half a minute.
RESULT_FORMAT = {"result_format": "SUMMARY"}
# Tables of the estimates that a single place fills, each row by itself or beside its own groups.
OF_ONE_PLACE = ("estimates", "groups", "percentiles")
# A table of findings has some hundred rows; which of them break an expectation says which files fail.
NAMING_ROWS = {"result_format": "COMPLETE"}


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
    return _loaded(path, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=64)
def _loaded(path: Path, _: int) -> SuiteFile:
    """The file as it was at that moment: vintages of one source are checked one after the other."""
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


def check_area(estimates: pd.DataFrame, expectations_dir: Path, universe: Universe) -> GateResult:
    """Check the rows of one area of one's own by what ``estimates.yaml`` asks of single places.

    What it asks of the whole nation, such as a row for every place, cannot be asked of one; what it asks of measures
    that are not among the rows would take half of the time.
    """
    suite = load_suite(expectations_dir / "estimates.yaml")
    made = estimate_checks.prepare(estimates, universe)
    tables = {name: made[name] for name in OF_ONE_PLACE if len(made[name])}
    asked = tuple(
        part.model_copy(update={"expectations": _of_rows_there(part, tables[part.match])})
        for part in suite.tables
        if part.match in tables
    )
    is_demo = universe.state_codes == {DEMONSTRATION_STATE}
    own = suite.model_copy(update={"tables": asked})
    return _check(own, "", tables, is_demo=is_demo, docs=None)


def _of_rows_there(part: TableSuite, table: pd.DataFrame) -> tuple[Entry, ...]:
    """The expectations of a table that are about any of its rows."""
    return tuple(
        entry for entry in part.expectations if not entry.where or len(table.query(entry.where))
    )


def check_tidy(
    suite: TidySuite, files: TidyFiles, names: Sequence[str], *, run: str = "real"
) -> list[GateResult]:
    """Check the tidy tables of the files ``names`` (``source@vintage``) by the comparisons of ``tidy.yaml``.

    Returns a result for each of them, in their order. A comparison that needs a table which is not there gives
    no verdict. All findings are one table, a column for each thing looked at, so that Great Expectations is
    asked once and not once for each file.
    """
    found = all_findings(suite, files, names, is_demo=run == "demo")
    columns = looked_at_once(found)
    entries = {
        (number, name): Entry(
            type="expect_column_values_to_be_between",
            must=each.must,
            why=each.why,
            kwargs={"column": column, "min_value": least, "max_value": most},
        )
        for number, each in enumerate(suite.comparisons)
        for name, (least, most) in each.bounds.items()
        if (column := f"{number} {name}") in columns
    }
    if not entries:
        return [GateResult(*_source_and_vintage(name)) for name in names]
    answers = _answers(columns, list(entries.values()), NAMING_ROWS)
    broken = {
        key: set((answer.result or {}).get("unexpected_index_list") or ())
        for key, answer in zip(entries, answers, strict=True)
    }
    troubles = {
        key: exception_text(answer.exception_info or {})
        for key, answer in zip(entries, answers, strict=True)
    }
    results = []
    for name in names:
        of_file = found[found["file"] == name]
        outcomes = []
        for key, entry in entries.items():
            number, looked_at = key
            if number not in set(of_file["entry"]):
                continue
            rows = of_file[(of_file["entry"] == number) & (of_file["looked_at"] == looked_at)]
            bad = rows[rows.index.isin(broken[key])]
            told = troubles[key] or (told_of(bad.iloc[0], entry) if len(bad) else "")
            outcomes.append(
                Outcome(
                    table="compared",
                    must=entry.must,
                    success=not told,
                    why=entry.why,
                    rows=len(rows),
                    unexpected=len(bad),
                    observed=told,
                )
            )
        results.append(GateResult(*_source_and_vintage(name), tuple(outcomes)))
    return results


def _source_and_vintage(name: str) -> tuple[str, str]:
    source_id, _, vintage = name.partition("@")
    return source_id, vintage


def _check(
    suite: SuiteFile,
    vintage: str,
    tables: Mapping[str, pd.DataFrame],
    *,
    is_demo: bool,
    docs: Path | None,
) -> GateResult:
    wanted = [part for part in suite.tables if fnmatchcase(vintage, part.vintages)]
    outcomes: list[Outcome] = []
    for name, table in tables.items():
        matching = [part for part in wanted if fnmatchcase(name, part.match)]
        if not matching:
            outcomes.append(
                Outcome(name, "This table has expectations.", False, observed="none for it")
            )
        for part in matching:
            outcomes += _check_table(name, table, part, is_demo=is_demo)
    outcomes += [
        Outcome(part.match, "A table of this name is there.", False, observed="none was read")
        for part in wanted
        if not part.optional and not any(fnmatchcase(name, part.match) for name in tables)
    ]
    result = GateResult(suite.source, vintage, tuple(outcomes))
    # These pages take as long as the check itself and are needed only for failures.
    if docs is not None and result.failed:
        context = _context()
        frames = _whole_frames(context)
        for name, table in tables.items():
            for part in (part for part in wanted if fnmatchcase(name, part.match)):
                _keep_for_docs(context, frames, name, table, part, is_demo=is_demo)
        build_data_docs(context, docs)
    return result


def _context() -> Any:
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = _gx().get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    context.data_sources.add_pandas("tables")
    return context


def _whole_frames(context: Any) -> Any:
    """What Great Expectations takes its batches from.

    One for all tables, since each that is added is written out and read back with all before it.
    """
    asset = context.data_sources.get("tables").add_dataframe_asset("frames")
    return asset.add_batch_definition_whole_dataframe("whole")


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
    name: str, table: pd.DataFrame, part: TableSuite, *, is_demo: bool
) -> list[Outcome]:
    frame = plain(table, list(table)).iloc[part.label_rows :].reset_index(drop=True)
    outcomes = [
        Outcome(name, entry.must, False, entry.severity, entry.why, observed=gone)
        for entry in _asked(part, is_demo=is_demo)
        if (gone := columns_gone(entry, frame))
    ]
    for batch, entries in _batches(frame, part, is_demo=is_demo):
        answers = _answers(batch, entries, RESULT_FORMAT)
        outcomes += [
            _outcome(name, entry, answer, batch=batch, frame=frame, key=part.key)
            for entry, answer in zip(entries, answers, strict=True)
        ]
    return outcomes


def _asked(part: TableSuite, *, is_demo: bool) -> list[Entry]:
    return [
        row_count_entry(part, is_demo=is_demo),
        *(entry for entry in part.expectations if entry.run == "any" or not is_demo),
    ]


def _batches(
    frame: pd.DataFrame, part: TableSuite, *, is_demo: bool
) -> Iterator[tuple[pd.DataFrame, list[Entry]]]:
    """What Great Expectations is given, and what of it: single columns of all rows, of some, the cells of many columns."""
    runnable = [entry for entry in _asked(part, is_demo=is_demo) if not columns_gone(entry, frame)]
    whole = [entry for entry in runnable if not entry.columns]
    yield narrow(frame, of_all := [entry for entry in whole if not entry.where]), of_all
    # The library takes the rows of a condition anew for each expectation, with all columns that it has.
    if of_some := [entry for entry in whole if entry.where]:
        yield narrow(frame, of_some), of_some
    of_cells: dict[Hashable, list[Entry]] = {}
    for entry in (entry for entry in runnable if entry.columns):
        of_cells.setdefault((entry.columns, entry.where, entry.as_number), []).append(entry)
    for entries in of_cells.values():
        yield long_form(frame, entries[0]), entries


# ------------------------------------------------------------------ running and reading results


@lru_cache(maxsize=1)
def _frames() -> Any:
    """What the batches of this process are taken from: a context is written out three times before it can be asked."""
    return _whole_frames(_context())


def _answers(batch: pd.DataFrame, entries: list[Entry], result_format: dict[str, str]) -> list[Any]:
    """What Great Expectations says of each of the ``entries``.

    Its validator is asked, not a definition of a validation: a definition is first written to a store with its suite
    and its result, which took longer than most checks.
    """
    from great_expectations.validator.v1_validator import Validator

    frames = _frames()
    validator = Validator(frames, result_format, batch_parameters={"dataframe": batch})
    found: Any = validator.validate_expectation_suite(_suite("asked", entries))
    # Else the library keeps every table that it has looked at.
    frames.data_asset.datasource.get_execution_engine().batch_manager.reset_batch_cache()
    by_entry = {result.expectation_config.meta["entry"]: result for result in found.results}
    return [by_entry[position] for position in range(len(entries))]


def _suite(name: str, entries: list[Entry]) -> Any:
    expectations = [_build(entry, position) for position, entry in enumerate(entries)]
    return _gx().ExpectationSuite(name=name, expectations=expectations)


def _keep_for_docs(
    context: Any,
    frames: Any,
    name: str,
    table: pd.DataFrame,
    part: TableSuite,
    *,
    is_demo: bool,
) -> None:
    """Check a table once more, with suite and results kept in ``context`` for :func:`build_data_docs`."""
    frame = plain(table, list(table)).iloc[part.label_rows :].reset_index(drop=True)
    for batch, entries in _batches(frame, part, is_demo=is_demo):
        label = f"{name} {len(context.validation_definitions.all()) + 1}"
        definition = _gx().ValidationDefinition(
            name=label, data=frames, suite=context.suites.add(_suite(label, entries))
        )
        context.validation_definitions.add(definition).run(
            batch_parameters={"dataframe": batch}, result_format=RESULT_FORMAT
        )


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
