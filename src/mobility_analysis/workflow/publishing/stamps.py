"""Whether a report is up to date: decided by what it prints, not by dates.

A report is made again when one of these changes: the rows of its place or of a peer; the values of the state,
the nation and the strip, rounded to one decimal more than is printed (so that a tiny change in one county does
not make all reports anew); its small areas; its own records that may be published (:mod:`local`); the outlines; the metrics of the run; the code
and the notebook.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mobility_analysis.core.io import read_parquet
from mobility_analysis.core.paths import PACKAGE, RunPaths
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.registry import Unit, registry
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.insights.peers import set_aside
from mobility_analysis.local.folder import local_folders
from mobility_analysis.local.records import local_records
from mobility_analysis.runs.area_folder import area_folder
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.runs.run_record import RunRecord, load_record, require_gated

CODE_ROOMS = (
    "core",
    "estimation",
    "framework",
    "geography",
    "insights",
    "local",
    "metrics",
    "press",
    "quality",
    "reporting",
    "runs",
    "sources",
)
# The entries of run.json that a report prints; the day and the files of other sources are not among them.
PRINTED = (
    "title",
    "is_demonstration",
    "metrics_built",
    "metrics_absent",
    "measures_absent",
    "set_aside",
    "remarks",
)
NUMBERS = ("value", "lower", "upper")
BEHIND = ("se", "numerator", "denominator", "n")


class Stamps:
    """The stamps of one run's reports, its files read once however many places are asked for.

    Raises MissingInput or SealBroken where there are no estimates, or not those that passed the gate.
    """

    def __init__(self, paths: RunPaths) -> None:
        require_gated(paths.estimates)
        self._folder = EstimatesFolder(paths.estimates)
        self._paths = paths
        self._of_state = lru_cache(maxsize=None)(self._read_state)

    def of(
        self,
        place: PlaceRef,
        peers: Iterable[str] = (),
        peer_lens: str = "",
        languages: Iterable[str] = (),
        address: str = "",
    ) -> dict[str, Any]:
        """What the report of ``place`` rests on, as digests that ``made_from.json`` keeps."""
        state, nation = place.geoid[:2], NATION_GEOID
        home = self._of_state(state)
        others = list(peers)
        if place.level is Level.AREA:
            own = area_folder(self._paths, place.geoid)
            exact, areas = (
                _digest_files([own.estimates]),
                _digest_files([own.small_areas, own.outline]),
            )
        else:
            exact = home["exact"].get(place.geoid, "")
            areas = home["areas"].get(self._territory.get(place.geoid, place.geoid), "")
        return {
            "place": exact,
            "peers": {code: self._of_state(code[:2])["exact"].get(code, "") for code in others},
            "peer_lens": peer_lens,
            "languages": list(languages),
            "address": address,
            "set_aside": self._set_aside.get(place.level.value, []),
            "likeness": {code: self._factors.get(code, "") for code in (place.geoid, *others)},
            "state": home["printed"].get(state, ""),
            "nation": self._of_state(nation)["printed"].get(nation, ""),
            "strip": home["strips"].get(place.level.value, ""),
            "small_areas": areas,
            "local": self._local(place),
            "named": self._named.get(place.geoid, place.label if place.level is Level.AREA else ""),
            "run": self._run,
            "code": self._code,
        }

    def _local(self, place: PlaceRef) -> str:
        """A digest of what the report prints of the place's own records, so that one of the team's alone changes nothing."""
        paths = self._paths
        if not local_folders(paths.root, place.geoid):
            return ""
        return local_records(paths.root, paths.expectations, place, self._record.built_at).digest

    @cached_property
    def _record(self) -> RunRecord:
        return load_record(self._folder.path)

    @cached_property
    def _run(self) -> str:
        about = self._record
        said = {name: getattr(about, name) for name in PRINTED}
        said["year"] = about.built_at[:4]  # how old a value is counts in whole years
        printed = json.dumps(said, sort_keys=True)
        return _digest_files((self._folder.boundaries, self._folder.distribution), printed)

    @cached_property
    def _places(self) -> pd.DataFrame:
        return read_parquet(self._folder.places)

    @cached_property
    def _territory(self) -> dict[str, str]:
        """The county of each city that is one: its small areas are the county's."""
        return self._places.set_index("geoid")["same_county"].dropna().to_dict()

    @cached_property
    def _named(self) -> dict[str, str]:
        """What each place is called and which county it lies in."""
        return _digest_by(self._places, self._places["geoid"])

    @cached_property
    def _factors(self) -> dict[str, str]:
        path = self._folder.peer_factors
        if not path.is_file():
            return {}
        frame = pd.read_parquet(path)
        return _digest_by(frame, frame["geoid"])

    @cached_property
    def _set_aside(self) -> dict[str, list[str]]:
        """The factors that lenses must leave out at each level, which depends on all places of the level."""
        path = self._folder.peer_factors
        if not path.is_file():
            return {}
        factors = pd.read_parquet(path)
        return {
            str(level): list(set_aside(factors, str(level)))
            for level in sorted(factors["level"].unique())
        }

    @cached_property
    def _code(self) -> str:
        files = [
            path
            for room in CODE_ROOMS
            for path in sorted((PACKAGE / room).rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts
        ]
        return _digest_files([*files, self._paths.notebooks / "findings.ipynb"])

    def _read_state(self, code: str) -> dict[str, dict[str, str]]:
        path = self._folder.rows_of(code)
        frame = _read(path)
        as_printed = _as_printed(frame)
        strip = as_printed[(frame["subgroup"] == ALL) & frame["value"].notna()]
        areas = self._folder.small_areas_of(code)
        return {
            "exact": _digest_by(frame, frame["geoid"]),
            "printed": _digest_by(as_printed, frame["geoid"]),
            "strips": _digest_by(strip.drop(columns="geoid"), strip["level"]),
            "areas": _digest_areas(areas) if areas.is_file() else {},
        }


def _as_printed(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows with their numbers rounded to one decimal more than a report shows."""
    measures = registry().measures
    decimals = frame["measure"].map(
        {m: each.decimals + 1 + 2 * (each.unit is Unit.SHARE) for m, each in measures.items()}
    )
    factor = 10.0 ** decimals.astype("float64")
    rounded = {name: (frame[name] * factor).round() for name in NUMBERS}
    return frame.drop(columns=list(BEHIND)).assign(**rounded)


def _digest_by(frame: pd.DataFrame, key: pd.Series) -> dict[str, str]:
    """A digest of the rows of each key, whatever their order."""
    hashes = pd.util.hash_pandas_object(frame, index=False)
    return {
        str(name): hashlib.sha256(np.sort(rows.to_numpy()).tobytes()).hexdigest()
        for name, rows in hashes.groupby(key.to_numpy())
    }


def _read(path: Path) -> pd.DataFrame:
    """A table of the run, each of its lists as one text."""
    if not path.is_file():
        return read_parquet(path)  # raises an error that says what to do
    table = pq.read_table(path)
    for place, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            # In a column without entries the file does not know the type.
            texts = table.column(place).cast(pa.list_(pa.string()))
            text = pc.binary_join(texts, "\x1f")
            table = table.set_column(place, field.name, text)
    return table.to_pandas()


def _digest_areas(path: Path) -> dict[str, str]:
    frame = _read(path)
    if "geometry" in frame.columns:
        frame["geometry"] = frame["geometry"].map(
            lambda shape: "" if shape is None else hashlib.sha256(shape).hexdigest()
        )
    return _digest_by(frame, frame["county"])


def _digest_files(files: Iterable[Path], text: str = "") -> str:
    digest = hashlib.sha256(text.encode())
    for path in files:
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
