"""No false alarm: every real file of a kind that is compared passes the gate on tidy tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import MobilityError
from mobility_analysis.core.paths import project_root, reference_table
from mobility_analysis.quality.gates import check_tidy
from mobility_analysis.quality.tidy_numbers import TidyFiles
from mobility_analysis.quality.tidy_suite import TidySuite, load_tidy_suite
from mobility_analysis.sources import source_module, source_modules

pytestmark = pytest.mark.mirror
Load = Callable[..., dict[str, pd.DataFrame]]
# Found in the mirror are 74 files, which make 322 comparisons.
FEWEST_FILES, FEWEST_COMPARISONS = 70, 300


@pytest.fixture(scope="module")
def suite() -> TidySuite:
    return load_tidy_suite(project_root() / "expectations" / "tidy.yaml")


@pytest.fixture(scope="module")
def files(mirror: Path, load: Load, suite: TidySuite) -> TidyFiles:
    """Every tidy table of a kind that is compared."""
    kinds = {each.kind for each in suite.comparisons}
    kinds |= {each.over.kind for each in suite.comparisons if each.over}
    frames = {}
    partial = set()
    for source_id in source_modules():
        source = source_module(source_id).SOURCE
        if not kinds & set(source.provides):
            continue
        for vintage in source.vintages.values():
            if not (mirror / source_id / vintage.id).is_dir():
                continue
            try:
                found = load(source_id, vintage.id)
            except MobilityError:  # not all of its files are there
                continue
            name = f"{source_id}@{vintage.id}"
            frames |= {(name, kind): frame for kind, frame in found.items() if kind in kinds}
            if vintage.covers:
                partial.add(name)
    totals = pd.read_csv(reference_table("national_totals.csv"))
    return TidyFiles(frames, totals, frozenset(partial))


def test_no_real_file_breaks_a_comparison(files: TidyFiles, suite: TidySuite) -> None:
    names = sorted({name for name, _ in files.frames})
    results = [check_tidy(suite, files, name) for name in names]
    broken = [
        f"{result.subject} {result.vintage}: {outcome.must} {outcome.observed}"
        for result in results
        for outcome in result.failed
    ]
    assert not broken, "\n".join(broken)
    compared = sum(len(result.outcomes) for result in results)
    assert len(names) >= FEWEST_FILES and compared >= FEWEST_COMPARISONS, (len(names), compared)
