"""The bounds of ``expectations/local.yaml``, within which a place's own numbers must lie."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.core.io import read_yaml
from mobility_analysis.framework.registry import Direction, Unit

NAME = "local.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MeasureBounds(_Strict):
    """What may stand in ``measures.csv``."""

    units: dict[Unit, tuple[float, float]]
    kinds: tuple[str, ...]
    sharing: tuple[str, ...]
    directions: tuple[Direction, ...]
    most_decimals: int
    longest: dict[str, int]
    required: tuple[str, ...]


class ValueBounds(_Strict):
    """What may stand in ``values.csv``."""

    required: tuple[str, ...]
    earliest_year: int
    years_ahead: int
    longest_period: int
    longest_area: int
    most_rows: int


class Bounds(_Strict):
    """Both files' bounds."""

    measures: MeasureBounds
    values: ValueBounds


def load_bounds(expectations: Path) -> Bounds:
    """Read ``local.yaml`` of the project's expectations.

    Raises
    ------
    MissingInput
        It is not there.
    SettingsError
        It holds something that it cannot.
    """
    try:
        return Bounds.model_validate(read_yaml(expectations / NAME, dict))
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SettingsError(
            f"expectations/{NAME}: {problems}.", "Mend the entries named, or restore it from git."
        ) from error
