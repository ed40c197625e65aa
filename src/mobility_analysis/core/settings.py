"""What a run may vary: ``params.yaml``, validated on load, unknown keys refused."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.core.io import read_yaml

DEMONSTRATION = "demonstration"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunSettings(_Strict):
    """One run: where its sources come from and which vintages it uses.

    ``origin`` is ``agency``, ``demonstration``, or a folder or base URL laid out as
    ``<origin>/<source_id>/<vintage>/<file>``. Without ``peers``, each place's are found under the lens
    ``peer_lens`` (:mod:`insights.peers`).
    """

    title: str
    origin: str
    seed: int = 20260101
    levels: tuple[Literal["nation", "state", "county", "place"], ...]
    places: tuple[str, ...] = Field(min_length=1)
    peers: tuple[str, ...] = ()
    peer_lens: str = "balanced"
    sources: dict[str, tuple[str, ...]] = Field(min_length=1)

    @property
    def is_demonstration(self) -> bool:
        return self.origin == DEMONSTRATION


class Settings(_Strict):
    runs: dict[Literal["demo", "real"], RunSettings]

    def run(self, name: str) -> RunSettings:
        for known, settings in self.runs.items():
            if known == name:
                return settings
        raise SettingsError(
            f"params.yaml has no run called {name!r}.", f"Use one of: {', '.join(self.runs)}."
        )


def load_settings(root: Path) -> Settings:
    """Read and check ``params.yaml`` in ``root``.

    Raises
    ------
    SettingsError
        Naming every unknown or wrong key, with the nearest known one.
    """
    path = root / "params.yaml"
    content = read_yaml(path, dict)
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        if "runs" not in content:
            raise SettingsError(
                f"{path} has no runs (its keys: {', '.join(map(str, list(content)[:6])) or 'none'}); it looks "
                "like another project's.",
                "Change into this project's folder, or set MOBILITY_ROOT to it; if this is the folder, restore "
                "the file from git.",
            ) from error
        problems = "; ".join(_problem(dict(item)) for item in error.errors())
        raise SettingsError(
            f"{path}: {problems}.", "Mend the keys named; the file's comments list what may vary."
        ) from error


def _problem(item: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in item["loc"])
    if item["type"] != "extra_forbidden":
        return f"{where}: {item['msg']}"
    key = str(item["loc"][-1])
    known = [*RunSettings.model_fields, *Settings.model_fields]
    near = difflib.get_close_matches(key, known, 1)
    return f"unknown key {where}" + (f" (did you mean {near[0]}?)" if near else "")
