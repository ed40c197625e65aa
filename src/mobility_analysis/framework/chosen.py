"""Chosen: the vintages that the last fetch of a run took, written beside them and read by every later stage.

``data/raw/<run>/<source>/chosen.yaml`` is among the files that DVC watches, so that after
another choice of one source only that source is parsed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.io import read_yaml, write_text
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.settings import RunSettings, load_settings
from mobility_analysis.framework.snapshot import FileOrigin

NAME = "chosen.yaml"


class Chosen(BaseModel):
    """The vintages of one source, and where their files came from."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    origin: FileOrigin
    vintages: tuple[str, ...] = ()


def write_chosen(folder: Path, chosen: Chosen) -> None:
    """Write the choice into the folder of a source; a file with the same content is left as it is."""
    path = folder / NAME
    text = yaml.safe_dump(chosen.model_dump(mode="json"), sort_keys=False)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        write_text(path, text)


def load_chosen(paths: RunPaths, source_id: str) -> Chosen | None:
    """What was chosen of a source; ``None`` before the first fetch."""
    path = paths.raw / source_id / NAME
    return _read(path) if path.is_file() else None


def _read(path: Path) -> Chosen:
    try:
        return Chosen.model_validate(read_yaml(path, dict))
    except ValidationError as error:
        raise MissingInput(
            f"{path} does not say which vintages were chosen.",
            "Delete it and run the same command again.",
        ) from error


def run_settings(root: Path, run: str) -> RunSettings:
    """The settings of a run with the vintages last chosen; without any where it was never fetched.

    Raises
    ------
    SettingsError, MissingInput
    """
    paths = RunPaths(root, run)
    found = {path.parent.name: _read(path) for path in sorted(paths.raw.glob(f"*/{NAME}"))}
    chosen: dict[str, Sequence[str]] = {
        source: each.vintages for source, each in found.items() if each.vintages
    }
    return load_settings(root).run(run).taking(chosen)
