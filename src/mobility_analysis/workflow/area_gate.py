"""What of an area of one's own may be published: rows that pass the gate of the estimates.

The rows are asked what ``expectations/estimates.yaml`` asks of every single place. A measure that breaks an expectation
has no value in any of its rows, and says so; the others are published.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.framework.registry import registry
from mobility_analysis.geography.universe import Universe
from mobility_analysis.workflow.estimating.area_estimates import without_values_of


def gated(
    rows: pd.DataFrame, expectations: Path, universe: Universe
) -> tuple[pd.DataFrame, list[str]]:
    """``rows`` of one area without the values of measures that fail, and a line for each of these.

    Parameters
    ----------
    rows
        As :func:`workflow.estimating.area_estimates.area_estimates` makes them.
    expectations
        The folder of the expectations.
    universe
        The places of the run, and the area.

    Raises
    ------
    GateFailed
        An expectation is broken that does not depend on the values, such as that of known codes.
    """
    # Great Expectations takes seconds to import; reading what an area is made of needs none of it.
    from mobility_analysis.quality.gates import check_area

    if check_area(rows, expectations, universe).success:
        return rows, []
    failed = {}
    for measure, own in rows.groupby("measure"):
        result = check_area(own, expectations, universe)
        if not result.success:
            failed[str(measure)] = result
    kept = without_values_of(rows, failed)
    check_area(kept, expectations, universe).raise_if_failed()
    measures = registry().measures
    return kept, [
        f"Not published, because a check of the estimates failed: {measures[name].label}.\n{result.sentences()}"
        for name, result in failed.items()
    ]
