"""What must hold of the tidy tables: numbers set against one another, within a file and across files.

``expectations/tidy.yaml`` lists comparisons. Each takes a *number of every place* from the rows of one kind
of table and sets it over another number: of the same row, of another kind of table, of the same kind in
another year or file, or over a national total that an agency published
(``data/reference/national_totals.csv``). The gate looks at quantiles of the ratios, at the rank correlation
of the two, or at how many places have exactly the same number: a typing error in one county shows in the
extremes, a wrong unit or an exchanged column in the middle, rows under wrong codes in the correlation, and last
year's file under this year's name in the equal numbers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from mobility_analysis.core.errors import MissingInput, SettingsError
from mobility_analysis.core.io import read_yaml
from mobility_analysis.quality.suites import Strict

Bounds = tuple[float | None, float | None]


class Number(Strict):
    """A number of every place, from the rows of one kind of tidy table.

    Attributes
    ----------
    of
        Expression over the table's columns (``adults``, ``low_weight / births``); rows of a place and year
        are added up.
    where
        The rows it is about, as a pandas query.
    level
        Their level, where the table has one.
    by
        The columns that say which place a row is of; ``state`` is the first two digits of its code.
    """

    of: str
    where: str = ""
    level: str = "county"
    by: tuple[str, ...] = ("geoid",)

    @field_validator("by", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class Other(Number):
    """The number that a number is set over; what is left out of it is as in that number.

    Of another ``kind`` (by default its own), of another year of it (``before``) in this file or another,
    no further than ``within`` years away, or the nation's ``published`` total. A place that it has and the
    number has not counts as zero where ``absent_is_zero`` says so.
    """

    of: str = ""
    level: str = ""
    kind: str = ""
    before: bool = False
    published: str = ""
    within: int = Field(default=3, ge=0)
    absent_is_zero: bool = False


class Comparison(Number):
    """One comparison.

    Attributes
    ----------
    kind
        The kind of tidy table it is about; ``sources`` and ``vintages`` are patterns that narrow it.
    over
        What the number is set over; nothing: the number itself is looked at.
    at
        Bounds of the ratios by quantile: ``"0"`` is the smallest, ``"0.5"`` the middle one, ``"1"`` the
        largest, ``sum`` the sum of all over the sum of all.
    alike
        Bounds of the rank correlation of the two numbers.
    same
        Bounds of the share of places in which the two are exactly equal.
    above
        Only places are compared whose number set over is at least this: ratios of a handful are noise.
    least_places
        Fewer places give no verdict.
    is_whole
        Not asked of files of a part of the nation.
    run
        ``real``: not asked of the demonstration.
    """

    kind: str
    must: str = Field(min_length=8)
    why: str = ""
    sources: str = "*"
    vintages: str = "*"
    over: Other | None = None
    at: dict[str, Bounds] = Field(default_factory=dict)
    alike: Bounds | None = None
    same: Bounds | None = None
    above: float = 0
    least_places: int = 8
    is_whole: bool = False
    run: Literal["any", "real"] = "any"

    @field_validator("over", mode="before")
    @classmethod
    def _a_column(cls, value: object) -> object:
        return {"of": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _looks_at_something(self) -> Comparison:
        if not self.bounds:
            raise ValueError("one of at, alike and same is needed")
        if (self.alike or self.same) and self.over is None:
            raise ValueError("alike and same compare with something: over is needed")
        return self

    @property
    def bounds(self) -> dict[str, Bounds]:
        """Bounds of everything that is looked at, by its name."""
        return (
            dict(self.at)
            | ({"rank correlation": self.alike} if self.alike else {})
            | ({"share of equal places": self.same} if self.same else {})
        )


class TidySuite(Strict):
    """All comparisons of tidy tables."""

    comparisons: tuple[Comparison, ...] = Field(min_length=1)


def load_tidy_suite(path: Path) -> TidySuite:
    """Read ``expectations/tidy.yaml``.

    Raises
    ------
    MissingInput
        There is no such file.
    SettingsError
        Naming every unknown or wrong key.
    """
    if not path.is_file():
        raise MissingInput(f"There is no expectations file {path.name}.", "Restore it from git.")
    try:
        return TidySuite.model_validate(read_yaml(path, dict))
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}"
            for item in error.errors()
        )
        raise SettingsError(f"{path}: {problems}.", "Mend the keys named.") from error
