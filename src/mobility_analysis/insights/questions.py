"""The question about a system that a shortfall raises; one for each metric, written in ``questions.yaml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from mobility_analysis.core.io import read_yaml
from mobility_analysis.framework.registry import registry

QUESTIONS_FILE = Path(__file__).with_name("questions.yaml")


@lru_cache(maxsize=1)
def questions() -> dict[str, str]:
    """The question that each metric's shortfall raises.

    By metric id, and by measure id where a measure is of another matter than the headline.
    """
    return read_yaml(QUESTIONS_FILE, dict)


def question_of(measure: str) -> str:
    """The question that a shortfall in ``measure`` raises."""
    return questions().get(measure) or questions()[registry().metric_of[measure].id]
