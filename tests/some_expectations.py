"""Some of what is expected of the estimates, for tests of what happens when it does not hold: each costs its time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mobility_analysis.core.io import read_yaml
from mobility_analysis.core.paths import PACKAGE

ALL = PACKAGE.parents[1] / "expectations" / "estimates.yaml"


def write_expectations(folder: Path, *words: str) -> Path:
    """Make ``folder``, with the expectations that hold one of ``words``, as its ``estimates.yaml``."""
    return _write(folder, _holding(words))


def write_expectations_without_others(folder: Path, measure: str) -> Path:
    """Make ``folder``, with all expectations but those of other measures than ``measure``."""
    return _write(folder, _without_others(measure))


def _write(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / ALL.name).write_text(text, encoding="utf-8")
    return folder


@cache
def _holding(words: tuple[str, ...]) -> str:
    text = _text(lambda each: any(word in each["must"] for word in words))
    assert all(word in text for word in words), "no such expectation any more"
    return text


@cache
def _without_others(measure: str) -> str:
    own, others = f'measure == "{measure}"', 'measure == "'
    return _text(lambda each: own in (where := each.get("where", own)) or others not in where)


def _text(is_asked: Callable[[dict[str, Any]], bool]) -> str:
    suite = read_yaml(ALL, dict)
    for table in suite["tables"]:
        table["expectations"] = [each for each in table["expectations"] if is_asked(each)]
    suite["tables"] = [table for table in suite["tables"] if table["expectations"]]
    return yaml.safe_dump(suite, sort_keys=False, width=1_000)
