"""The gate on tidy tables: every file's numbers against one another and against those of other files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from mobility_analysis.core.io import read_parquet
from mobility_analysis.core.paths import RunPaths, reference_table
from mobility_analysis.quality.outcomes import GateResult
from mobility_analysis.quality.tidy_numbers import TidyFiles
from mobility_analysis.quality.tidy_suite import load_tidy_suite
from mobility_analysis.sources import source_module
from mobility_analysis.workflow.aside import Aside
from mobility_analysis.workflow.parse import tables_of

TOTALS = "national_totals.csv"
# Residents are checked first: other files are compared with them and would be blamed for their errors.
MEASURE = "population"


def compared(
    paths: RunPaths, sources: Mapping[str, Sequence[str]], without: Sequence[Aside]
) -> list[GateResult]:
    """The outcome of every file that has tidy tables; files of residents come first.

    Files in ``without``, and files that fail here, are not used to check later ones.
    """
    from mobility_analysis.quality.gates import check_tidy

    suite = load_tidy_suite(paths.expectations / "tidy.yaml")
    totals = pd.read_csv(reference_table(TOTALS))
    kinds = {each.kind for each in suite.comparisons}
    kinds |= {each.over.kind for each in suite.comparisons if each.over and each.over.kind}
    frames: dict[tuple[str, str], pd.DataFrame] = {}
    for kind, found in tables_of(paths, list(sources), without).items():
        for path in found if kind in kinds else ():
            vintage = path.stem.partition(".")[2]
            frames[f"{path.parent.name}@{vintage}", kind] = read_parquet(path)
    partial = frozenset(file for file, _ in frames if _is_partial(file))
    files = sorted(
        {file for file, _ in frames}, key=lambda file: ((file, MEASURE) not in frames, file)
    )
    outcomes: list[GateResult] = []
    while files:
        results = check_tidy(suite, TidyFiles(frames, totals, partial), files, run=paths.run)
        held = next((place for place, each in enumerate(results) if not each.success), len(files))
        outcomes += results[: held + 1]
        # What was found after a file that fails may have been compared with it.
        frames = {
            key: frame for key, frame in frames.items() if key[0] not in files[held : held + 1]
        }
        files = files[held + 1 :]
    return outcomes


def _is_partial(file: str) -> bool:
    source_id, _, vintage = file.partition("@")
    return bool(source_module(source_id).SOURCE.vintage(vintage).covers)
