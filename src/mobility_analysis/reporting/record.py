"""What a run says of itself: ``run.json``, as every report, index and dictionary reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mobility_analysis.core.errors import MissingInput

DEMONSTRATION = "Demonstration data: not a real place"


@dataclass(frozen=True)
class RunRecord:
    """``run.json``: what was built, when, from which bytes; what is absent, and why."""

    run: str
    title: str
    is_demonstration: bool
    built_at: str
    metrics_built: tuple[str, ...]
    metrics_absent: dict[str, str]
    measures_absent: dict[str, str]
    snapshots: tuple[dict[str, Any], ...]

    @cached_property
    def by_source(self) -> dict[str, dict[str, Any]]:
        """The first snapshot entry of each ``source@vintage``."""
        found: dict[str, dict[str, Any]] = {}
        for entry in self.snapshots:
            found.setdefault(f"{entry['source_id']}@{entry['vintage']}", entry)
        return found


def load_record(folder: Path) -> RunRecord:
    path = folder / "run.json"
    if not path.is_file():
        raise MissingInput(
            f"The run {folder.name!r} has no estimates yet ({path.name} is not there).",
            "Run the pipeline first: `make report` or `mobility run`.",
        )
    content = json.loads(path.read_text(encoding="utf-8"))
    return RunRecord(
        run=content["run"],
        title=content["title"],
        is_demonstration=bool(content["is_demonstration"]),
        built_at=content["built_at"],
        metrics_built=tuple(content["metrics_built"]),
        metrics_absent=dict(content["metrics_absent"]),
        measures_absent=dict(content["measures_absent"]),
        snapshots=tuple(content["snapshots"]),
    )
