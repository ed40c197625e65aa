"""The record of a run: ``run.json``, written by the estimate stage and read by every report."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mobility_analysis.core.errors import AnotherForm
from mobility_analysis.core.io import write_text
from mobility_analysis.core.seal import require_sealed
from mobility_analysis.framework.estimate import FORM
from mobility_analysis.runs.estimates_folder import EstimatesFolder

DEMONSTRATION = "Demonstration data: not a real place"
# What follows it in a reason is for whoever makes runs, not for readers of a report.
FOR_THE_RUN = " For the next run: "
# As records of earlier versions put it, behind the source's name and a colon.
_EARLIER = re.compile(
    r": (?:a run takes it where it is asked to|its files are saved by hand|add [^:]+ to params\.yaml)\b.*",
    re.DOTALL,
)


@dataclass(frozen=True)
class RunRecord:
    """``run.json``: what was built, when, from which bytes; what is absent, and why."""

    run: str
    title: str
    is_demonstration: bool
    built_at: str
    settings: dict[str, Any]
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


def for_readers(why: str) -> str:
    """A reason of the record without the advice to whoever makes runs."""
    return _EARLIER.sub(".", why.partition(FOR_THE_RUN)[0])


AGAIN = "Run the pipeline: `make report` or `mobility run` (with the places as before)."


def require_gated(folder: Path) -> None:
    """Check that the estimates in ``folder`` are those that passed the gate.

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
        return _read_record(EstimatesFolder(folder).record)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AnotherForm(
            f"The record of the run {folder.name!r} (run.json) cannot be read: {error!r}.", AGAIN
        ) from error


def write_record(folder: Path, record: RunRecord) -> None:
    """Write ``record`` beside the estimates in ``folder``."""
    content = json.dumps(asdict(record), indent=1, ensure_ascii=False)
    write_text(EstimatesFolder(folder).record, content + "\n")


def _read_record(path: Path) -> RunRecord:
    content = json.loads(path.read_text(encoding="utf-8"))
    return RunRecord(
        run=content["run"],
        title=content["title"],
        is_demonstration=bool(content["is_demonstration"]),
        built_at=content["built_at"],
        settings=dict(content["settings"]),
        metrics_built=tuple(content["metrics_built"]),
        metrics_absent=dict(content["metrics_absent"]),
        measures_absent=dict(content["measures_absent"]),
        set_aside=tuple(content["set_aside"]),
        remarks=tuple(content["remarks"]),
        snapshots=tuple(content["snapshots"]),
    )
