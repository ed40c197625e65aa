"""Who keeps records of a metric's matter close to home (``local_records.yaml``)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from mobility_analysis.core.io import read_yaml

FILE = Path(__file__).with_name("local_records.yaml")


@lru_cache(maxsize=1)
def _records() -> dict[str, str]:
    return read_yaml(FILE, dict)


def ask_locally(metric: str) -> str:
    """Whom to ask for records of a metric's matter, as the end of a sentence."""
    return _records()[metric]
