"""The page people read about the gates: every table, what must hold, and whether it does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from mobility_analysis.core.content_policy import content_policy
from mobility_analysis.core.io import write_text
from mobility_analysis.core.spreadsheet import as_written
from mobility_analysis.quality.outcomes import RESULT_COLUMNS, GateResult
from mobility_analysis.quality.suites import Severity

TEMPLATE = "quality.html.j2"
HELD, WARNED, FAILED = "Holds", "Warning", "Does not hold"


def write_quality_page(
    results: Iterable[GateResult],
    path: Path,
    title: str = "National data",
    notes: Sequence[str] = (),
) -> None:
    """Write one self-contained page about ``results``.

    ``title`` is the run's, ``notes`` are said of the run as a whole. The page needs neither script nor network.
    """
    groups = [
        _group(rows) for _, rows in _rows(results).groupby(["subject", "vintage"], sort=False)
    ]
    environment = Environment(
        loader=PackageLoader("mobility_analysis.quality"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template(TEMPLATE).render(
        policy=content_policy(),
        title=title,
        notes=notes,
        groups=groups,
        total=_counts(group["counts"] for group in groups),
    )
    write_text(path, page)


def _rows(results: Iterable[GateResult]) -> pd.DataFrame:
    frames = [as_written(result.to_frame()) for result in results]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=RESULT_COLUMNS)


def _group(rows: pd.DataFrame) -> dict[str, Any]:
    first = rows.iloc[0]
    outcomes = [_outcome(record) for record in rows.to_dict("records")]
    words = [outcome["word"] for outcome in outcomes]
    return {
        "subject": first["subject"],
        "vintage": first["vintage"],
        "anchor": f"{first['subject']}-{first['vintage']}".strip("-"),
        "counts": {word: words.count(word) for word in (HELD, WARNED, FAILED)},
        "tables": [
            {"name": name, "outcomes": [o for o in outcomes if o["table"] == name]}
            for name in dict.fromkeys(rows["table"])
        ],
    }


def _outcome(record: dict[Any, Any]) -> dict[str, Any]:
    if record["success"]:
        word = HELD
    else:
        word = WARNED if record["severity"] == Severity.WARNING.value else FAILED
    found = record["observed"] or (
        f"{record['unexpected']:,} of {record['rows']:,}" if record["unexpected"] else ""
    )
    return {
        **record,
        "word": word,
        "found": found,
        "samples": record["sample"].split(" | ") if record["sample"] else [],
    }


def _counts(parts: Iterable[dict[str, int]]) -> dict[str, int]:
    total = dict.fromkeys((HELD, WARNED, FAILED), 0)
    for part in parts:
        for word, number in part.items():
            total[word] += number
    return total
