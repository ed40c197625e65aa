"""Expectations files: what must hold, written by hand, checked on load.

One file per source (``expectations/sources/<source_id>.yaml``), about the tables its ``read`` returns,
and one for the estimates. Each expectation says in plain words what ``must`` hold and, where it is not
plain, ``why``: a reader of a failed gate sees those words, not the name of a check.

Inside a regular expression ``<state>`` stands for the code of a state, the District of Columbia, a
territory or the demonstration state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from mobility_analysis.core.errors import MissingInput, SettingsError
from mobility_analysis.core.io import read_yaml
from mobility_analysis.framework.places import TERRITORIES
from mobility_analysis.geography.universe import states

STATE_TOKEN = "<state>"


class Severity(StrEnum):
    """What a broken expectation does: ``critical`` stops publication, ``warning`` does not."""

    CRITICAL = "critical"
    WARNING = "warning"


class Strict(BaseModel):
    """Settings in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(Strict):
    """One expectation.

    Attributes
    ----------
    type
        Name of a Great Expectations expectation, such as ``expect_column_values_to_be_in_set``.
    kwargs
        Its arguments.
    must, why
        What must hold, and the reason, for a reader.
    columns
        Patterns of column names: the expectation holds for each column that matches one.
    as_number
        The column is text in the file and compared as a number; symbols count as empty.
    where
        Rows it is about, as a pandas query (``SUMLEV == "050"``).
    run
        ``real``: not asked of the demonstration's small files.
    show
        Further columns to show of a row that breaks it.
    """

    type: str = Field(pattern=r"^expect_[a-z_]+$")
    must: str = Field(min_length=8)
    why: str = ""
    kwargs: dict[str, Any] = Field(default_factory=dict)
    columns: tuple[str, ...] = ()
    as_number: bool = False
    where: str = ""
    severity: Severity = Severity.CRITICAL
    run: Literal["any", "real"] = "any"
    show: tuple[str, ...] = ()

    @field_validator("columns", mode="before")
    @classmethod
    def _one_or_more(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class TableSuite(Strict):
    """Expectations of the tables whose name matches ``match`` (``*`` and ``?`` as in file names).

    Attributes
    ----------
    vintages
        Pattern of the vintages it is about.
    label_rows
        Rows under the header that hold labels, not data.
    key
        Columns that tell a reader which row is meant.
    places
        Columns that say which place a row is of: a row that breaks an expectation of one of them is set aside
        where such rows are few (:mod:`quality.odd_rows`).
    min_rows, max_rows
        Bounds on the number of rows; ``national_min_rows`` is asked of real runs only.
    optional
        False: at least one table of the vintage must match.
    """

    match: str
    vintages: str = "*"
    label_rows: int = Field(default=0, ge=0, le=2)
    key: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    min_rows: int = Field(default=1, ge=0)
    max_rows: int | None = None
    national_min_rows: int | None = None
    optional: bool = False
    expectations: tuple[Entry, ...]


class SuiteFile(Strict):
    """An expectations file of a source: a suite for each of its tables."""

    source: str
    tables: tuple[TableSuite, ...] = Field(min_length=1)


def read_suite(path: Path) -> SuiteFile:
    """Read and check an expectations file.

    Raises
    ------
    MissingInput
        There is no such file: every source must have one.
    SettingsError
        Naming the file and every unknown or wrong key.
    """
    if not path.is_file():
        raise MissingInput(
            f"There is no expectations file {path.parent.name}/{path.name}.",
            "Every source has one: write it beside the others in expectations/sources/.",
        )
    try:
        return SuiteFile.model_validate(read_yaml(path, dict))
    except ValidationError as error:
        problems = "; ".join(_problem(dict(item)) for item in error.errors())
        raise SettingsError(f"{path}: {problems}.", "Mend the keys named.") from error


def _problem(item: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in item["loc"]) or "file"
    return (
        f"unknown key {where}" if item["type"] == "extra_forbidden" else f"{where}: {item['msg']}"
    )


def state_pattern(extra: Iterable[str] = TERRITORIES) -> str:
    """``(?:01|02|…|99)``: every state code we know, territories included."""
    return "(?:" + "|".join([*states()["fips"], *extra]) + ")"


def fill_tokens(kwargs: dict[str, Any]) -> dict[str, Any]:
    """``kwargs`` with ``<state>`` filled in, groups that capture nothing, and ASCII digits, in ``regex``."""
    if "regex" not in kwargs:
        return dict(kwargs)
    plain = re.sub(r"(?<!\\)\((?!\?)", "(?:", kwargs["regex"])
    return kwargs | {"regex": _ascii_digits(plain).replace(STATE_TOKEN, state_pattern())}


def _ascii_digits(regex: str) -> str:
    """``regex`` in which a digit is one of 0 to 9: to Python those of other scripts are digits too."""
    in_class = re.sub(r"\[[^\]]*\]", lambda found: found[0].replace(r"\d", "0-9"), regex)
    return in_class.replace(r"\d", "[0-9]")
