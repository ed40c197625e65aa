"""What a run says of itself: ``run.json``, as every report, index and dictionary reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mobility_analysis.core.errors import AnotherForm
from mobility_analysis.core.seal import require_sealed
from mobility_analysis.framework.estimate import FORM

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
    set_aside: tuple[dict[str, Any], ...]
    remarks: tuple[dict[str, Any], ...]
    snapshots: tuple[dict[str, Any], ...]

    @cached_property
    def by_source(self) -> dict[str, dict[str, Any]]:
        """The first snapshot entry of each ``source@vintage``."""
        found: dict[str, dict[str, Any]] = {}
        for entry in self.snapshots:
            found.setdefault(f"{entry['source_id']}@{entry['vintage']}", entry)
        return found


AGAIN = "Run the pipeline: `make report` or `mobility run` (with the places as before)."


def require_gated(folder: Path) -> None:
    """See that the estimates in ``folder`` are those that passed the gate.

    Raises
    ------
    MissingInput
        There are none yet.
    AnotherForm
        Another version of this package made them.
    SealBroken
        A file was changed, added or taken away since, each named.
    """
    require_sealed(folder, FORM, f"The estimates of the run {folder.name!r}", AGAIN)


def load_record(folder: Path) -> RunRecord:
    """The record of the estimates in ``folder``.

    Raises
    ------
    AnotherForm
        It cannot be read, or lacks what this version reads.
    """
    try:
        return _read_record(folder / "run.json")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AnotherForm(
            f"The record of the run {folder.name!r} (run.json) cannot be read: {error!r}.", AGAIN
        ) from error


def _read_record(path: Path) -> RunRecord:
    content = json.loads(path.read_text(encoding="utf-8"))
    return RunRecord(
        run=content["run"],
        title=content["title"],
        is_demonstration=bool(content["is_demonstration"]),
        built_at=content["built_at"],
        metrics_built=tuple(content["metrics_built"]),
        metrics_absent=dict(content["metrics_absent"]),
        measures_absent=dict(content["measures_absent"]),
        set_aside=tuple(content["set_aside"]),
        remarks=tuple(content["remarks"]),
        snapshots=tuple(content["snapshots"]),
    )
