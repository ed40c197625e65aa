"""A reproduction capsule: what another machine needs to rebuild one place's estimates, and what must come out.

One JSON file: the inputs by hash, the settings, the version of the code and of the packages, and the place's rows. A row
that rests on a source which may not be passed on is there as a hash, with which a rebuilt row is compared just as well.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mobility_analysis.core.errors import AnotherForm, MissingInput
from mobility_analysis.core.io import write_text
from mobility_analysis.core.paths import PACKAGE as CODE
from mobility_analysis.core.paths import folder_name
from mobility_analysis.core.seal import sha256_of
from mobility_analysis.core.web import PACKAGE
from mobility_analysis.dataset.terms import Terms
from mobility_analysis.framework.estimate import COLUMNS, KEY
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.runs.run_data import RunData

FORM = 1
# Two machines may differ in the last digits of a sum; a larger difference is one.
ROUNDING = 1e-9
LOCK = "requirements.lock"
_SETTINGS = ("title", "seed", "levels", "pins", "options", "peer_lens", "sources")


@dataclass(frozen=True)
class Capsule:
    """A capsule that was read.

    Attributes
    ----------
    inputs
        One for each file: ``source``, ``vintage``, ``name``, ``sha256``, ``is_behind_the_place``.
    rows
        The place's estimates by their key; of what may not be passed on only ``sha256``.
    made_with
        Hashes and versions of what computed them.
    """

    geoid: str
    label: str
    run: str
    settings: dict[str, Any]
    inputs: tuple[dict[str, Any], ...]
    rows: dict[str, dict[str, Any]]
    made_with: dict[str, str]


@dataclass(frozen=True)
class Difference:
    """A row that is not as the capsule says: its key, and what differs in words."""

    key: str
    what: str


def write_capsule(run: RunData, here: PlaceRef, target: Path | None = None) -> Path:
    """Write the capsule of a place; ``capsules/<run>/<place>.json`` where no file is named."""
    paths, record = run.paths, run.record
    path = (
        target
        or paths.root / "capsules" / record.run / f"{folder_name(here.geoid, here.label)}.json"
    )
    rows = run.partition(here.geoid[:2])
    own = rows[(rows["geoid"] == here.geoid) & (rows["level"] == here.level.value)]
    behind = {name for names in own["sources"] for name in names}
    terms = Terms()
    held = terms.held_in(own)
    content = {
        "form": FORM,
        "what": "Reproduction capsule: mobility verify rebuilds and compares",
        "place": {"geoid": here.geoid, "label": here.label},
        "run": record.run,
        "isDemonstration": record.is_demonstration,
        "estimatesBuilt": record.built_at,
        "madeWith": made_with(paths.root),
        "settings": {name: record.settings[name] for name in _SETTINGS if name in record.settings},
        "inputs": [
            {
                "source": entry["source_id"],
                "vintage": entry["vintage"],
                "name": entry["name"],
                "sha256": entry["sha256"],
                "bytes": entry["bytes"],
                "url": entry["url"],
                "isBehindThePlace": f"{entry['source_id']}@{entry['vintage']}" in behind,
            }
            for entry in record.snapshots
        ],
        "rows": {
            key: {"sha256": digest(row)} if is_held else row
            for (key, row), is_held in zip(rows_by_key(own), held != "", strict=True)
        },
    }
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    return path


def read_capsule(path: Path) -> Capsule:
    """The capsule in a file.

    Raises
    ------
    MissingInput
        There is no such file.
    AnotherForm
        It is no capsule, or one of another form.
    """
    if not path.is_file():
        raise MissingInput(f"{path} is not there.", "Give the file that `mobility capsule` wrote.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["form"] != FORM:
            raise ValueError(f"form {content['form']}, and this version reads {FORM}")
        return Capsule(
            geoid=content["place"]["geoid"],
            label=content["place"]["label"],
            run=content["run"],
            settings=dict(content["settings"]),
            inputs=tuple(
                {
                    "source": str(each["source"]),
                    "vintage": str(each["vintage"]),
                    "name": str(each["name"]),
                    "sha256": str(each["sha256"]),
                    "is_behind_the_place": bool(each["isBehindThePlace"]),
                }
                for each in content["inputs"]
            ),
            rows=dict(content["rows"]),
            made_with=dict(content["madeWith"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AnotherForm(
            f"{path} is no capsule that this version reads: {error}.",
            "Have it written anew with `mobility capsule`.",
        ) from error


def made_with(root: Path) -> dict[str, str]:
    """Versions and hashes of what computes estimates in the checkout ``root``."""
    lock = root / LOCK
    return {
        PACKAGE: version_of(PACKAGE),
        "python": platform.python_version(),
        "pandas": pd.__version__,
        "numpy": np.__version__,
        LOCK: sha256_of(lock) if lock.is_file() else "",
        "code": _digest_of(CODE, "*.py", "*.yaml"),
        "data/reference": _digest_of(root / "data" / "reference", "*.csv", "*.yaml"),
        "expectations": _digest_of(root / "expectations", "*.yaml"),
    }


def _digest_of(folder: Path, *patterns: str) -> str:
    """One hash over the names and bytes of a folder's files."""
    found = hashlib.sha256()
    names = {
        path.relative_to(folder).as_posix() for each in patterns for path in folder.rglob(each)
    }
    for name in sorted(names):
        found.update(f"{name} {sha256_of(folder / name)}\n".encode())
    return found.hexdigest()


def rows_by_key(rows: pd.DataFrame) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each estimate by its key, as JSON keeps it: numbers to the last digit, nothing for what is missing."""
    for record in rows[list(COLUMNS)].to_dict("records"):
        row = {name: _cell(content) for name, content in record.items()}
        yield " | ".join(str(row[name]) for name in KEY), row


def _cell(content: Any) -> Any:
    if isinstance(content, np.ndarray | list):
        return [str(each) for each in content]
    if pd.isna(content):
        return None
    if isinstance(content, float):
        return float(content)
    return int(content) if isinstance(content, int | np.integer) else str(content)


def digest(row: Mapping[str, Any]) -> str:
    """Hash of a row, its numbers to nine digits, so that it is the same on all machines."""
    plain = {
        name: f"{content:.9g}" if isinstance(content, float) else content
        for name, content in row.items()
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def differences(capsule: Capsule, rebuilt: pd.DataFrame) -> list[Difference]:
    """The rows that are not as the capsule says, in its order; then those it does not have.

    Parameters
    ----------
    rebuilt
        The place's rows of the estimates contract.
    """
    here = dict(rows_by_key(rebuilt))
    found = []
    for key, expected in capsule.rows.items():
        row = here.get(key)
        if row is None:
            found.append(Difference(key, "is not there"))
        elif set(expected) == {"sha256"}:
            if digest(row) != expected["sha256"]:
                found.append(Difference(key, "differs (only its hash may be passed on)"))
        elif words := _words(expected, row):
            found.append(Difference(key, words))
    return found + [Difference(key, "is new") for key in here if key not in capsule.rows]


def _words(expected: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    parts = []
    for name, was in expected.items():
        now = row.get(name)
        if isinstance(was, float) and isinstance(now, float):
            if abs(now - was) > ROUNDING * max(abs(was), abs(now)):
                parts.append(f"{name} {was:.10g}, here {now:.10g} ({now - was:+.3g})")
        elif now != was:
            parts.append(f"{name} {_plain(was)}, here {_plain(now)}")
    return "; ".join(parts)


def _plain(content: Any) -> str:
    if content is None:
        return "none"
    return ", ".join(content) or "none" if isinstance(content, list) else str(content)
