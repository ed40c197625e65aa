"""Reading what planning asks: YAML beside a module, held against a model and against the sizes it must have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.core.io import read_yaml

_AGAIN = "Restore the file from git."


class Strict(BaseModel):
    """An entry of a registry: no unknown key, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_Registry = TypeVar("_Registry", bound=Strict)


def read_registry(path: Path, model: type[_Registry]) -> _Registry:
    """The registry in a file.

    Raises
    ------
    SettingsError
        A key is unknown or missing, or a value does not fit; each is named.
    """
    try:
        return model.model_validate(read_yaml(path, dict))
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise _error(path, problems) from error
    except re.error as error:
        raise _error(path, [str(error)]) from error


def refuse_troubles(path: Path, troubles: Sequence[str]) -> None:
    """Raise :class:`SettingsError` where a registry has not the entries it must have."""
    if troubles:
        raise _error(path, troubles)


def _error(path: Path, problems: Sequence[str]) -> SettingsError:
    return SettingsError(f"{path.name}: {'; '.join(problems)}.", _AGAIN)
