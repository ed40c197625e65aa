"""The numbers of ``tests/reference/test_samplics.py``, by samplics: run it in an environment that has it.

``python benchmarks/samplics_reference.py``. Balanced repeated replication with a Fay coefficient of 0.5 is
4 over the number of replicates times the sum of squares: the Census Bureau's successive differences.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "reference"))

from _survey import REPLICATES, survey
from samplics import PopParam, RepMethod, __version__
from samplics.estimation import ReplicateEstimator


def main() -> None:
    frame = survey()
    weights = frame[[f"w{number}" for number in range(1, REPLICATES + 1)]]
    print(f"samplics {__version__}")
    for name, parameter, extra in (
        ("share", PopParam.mean, {"y": frame["has"]}),
        ("total income", PopParam.total, {"y": frame["income"]}),
        ("income per person with it", PopParam.ratio, {"y": frame["income"], "x": frame["has"]}),
    ):
        found = ReplicateEstimator(RepMethod.brr, parameter, fay_coef=0.5)
        found.estimate(samp_weight=frame["w0"], rep_weights=weights, conservative=True, **extra)
        numbers = [
            float(next(iter(each.values())) if isinstance(each, dict) else np.ravel(each)[0])
            for each in (found.point_est, found.stderror)
        ]
        print(name, *(f"{number:.12f}" for number in numbers))


if __name__ == "__main__":
    main()
