"""Report: one folder per place, made only where something it rests on has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mobility_analysis.core.errors import MobilityError, ReportError
from mobility_analysis.core.io import write_text
from mobility_analysis.core.paths import PACKAGE, RunPaths
from mobility_analysis.core.settings import load_settings
from mobility_analysis.framework.places import NATION_GEOID
from mobility_analysis.geography.universe import PlaceRef, Universe
from mobility_analysis.sources import source_module
from mobility_analysis.workflow.parse import load_tables

CODE_ROOMS = ("framework", "insights", "quality", "reporting", "metrics")
STAMP = "made_from.json"


@dataclass(frozen=True)
class MadeReport:
    place: PlaceRef
    path: Path
    is_new: bool


def sources_of_residents(paths: RunPaths) -> list[str]:
    """The sources of a run that say which places there are."""
    sources = load_settings(paths.root).run(paths.run).sources
    return [each for each in sources if "population" in source_module(each).SOURCE.provides]


def run_universe(paths: RunPaths) -> Universe:
    """The places of a run, from all of its parsed sources of residents."""
    return Universe(load_tables(paths, sources_of_residents(paths))["population"])


def make_reports(
    paths: RunPaths,
    places: Sequence[str],
    peers: Sequence[str] = (),
    *,
    say: Callable[[str], None] = print,
    force: bool = False,
) -> list[MadeReport]:
    """Make the report of each place (code or name); one that is up to date is left as it is.

    Raises
    ------
    UnknownPlace
        Before anything is made, if a place or peer is unknown or ambiguous.
    ReportError
        After all others were made, naming the places whose report failed.
    """
    universe = run_universe(paths)
    refs = [universe.find(place) for place in places]
    peer_refs = [universe.find(peer) for peer in peers]
    made: list[MadeReport] = []
    failed: list[tuple[PlaceRef, MobilityError]] = []
    code = _code_digest(paths)
    for number, ref in enumerate(refs, 1):
        others = tuple(peer.geoid for peer in peer_refs if peer.geoid != ref.geoid)
        try:
            made.append(_make_one(paths, ref, others, code, force))
        except MobilityError as error:
            failed.append((ref, error))
            say(f"[{number}/{len(refs)}] {ref.label}: failed")
            continue
        state = "made" if made[-1].is_new else "up to date"
        say(f"[{number}/{len(refs)}] {ref.label}: {state}")
    if failed:
        raise ReportError(
            f"{len(failed)} of {len(refs)} reports failed: "
            + "; ".join(f"{ref.label}: {error.what}" for ref, error in failed),
            "The others are finished. " + failed[0][1].next_step,
        )
    return made


def _make_one(
    paths: RunPaths, ref: PlaceRef, peers: tuple[str, ...], code: str, force: bool
) -> MadeReport:
    from mobility_analysis.reporting.render import make_report, report_folder

    stamp = {"inputs": _inputs_digest(paths, ref, peers), "code": code, "peers": list(peers)}
    folder = report_folder(paths, ref)
    kept = folder / STAMP
    report = folder / "report.html"
    if not force and report.is_file() and kept.is_file() and json.loads(kept.read_text()) == stamp:
        return MadeReport(ref, report, is_new=False)
    report = make_report(paths, ref.geoid, peers)
    write_text(kept, json.dumps(stamp, indent=1) + "\n")
    return MadeReport(ref, report, is_new=True)


def _inputs_digest(paths: RunPaths, ref: PlaceRef, peers: Iterable[str]) -> str:
    states = sorted({ref.geoid[:2], NATION_GEOID, *(peer[:2] for peer in peers)})
    files = [paths.estimates / "by_state" / f"{state}.parquet" for state in states]
    about = json.loads((paths.estimates / "run.json").read_text(encoding="utf-8"))
    about.pop("built_at")  # the same data on another day is the same report
    return _digest(files, json.dumps(about, sort_keys=True))


def _code_digest(paths: RunPaths) -> str:
    files = [
        path
        for room in CODE_ROOMS
        for path in sorted((PACKAGE / room).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return _digest([*files, paths.notebooks / "findings.ipynb"])


def _digest(files: Iterable[Path], text: str = "") -> str:
    digest = hashlib.sha256(text.encode())
    for path in files:
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
