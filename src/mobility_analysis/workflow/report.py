"""Report: one folder per place, made only where something it rests on has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mobility_analysis.core.errors import MobilityError, ReportError
from mobility_analysis.core.io import read_parquet, write_text
from mobility_analysis.core.paths import PACKAGE, RunPaths
from mobility_analysis.framework.places import NATION_GEOID
from mobility_analysis.geography.universe import PlaceRef, Universe
from mobility_analysis.insights.peer_lenses import DEFAULT_LENS, find_lens
from mobility_analysis.insights.peers import find_peers
from mobility_analysis.workflow.parse import load_tables

CODE_ROOMS = ("framework", "insights", "quality", "reporting", "metrics")
STAMP = "made_from.json"


@dataclass(frozen=True)
class MadeReport:
    place: PlaceRef
    path: Path
    is_new: bool


@dataclass(frozen=True)
class PeerChoice:
    """Codes of a place's peers, and the lens that found them; empty where a person named them."""

    codes: tuple[str, ...]
    lens: str


def run_universe(paths: RunPaths) -> Universe:
    """The places of a run, from its parsed population estimates."""
    return Universe(load_tables(paths, ["census_pep"])["population"])


def make_reports(
    paths: RunPaths,
    places: Sequence[str],
    peers: Sequence[str] = (),
    *,
    peer_lens: str = DEFAULT_LENS,
    say: Callable[[str], None] = print,
    force: bool = False,
) -> list[MadeReport]:
    """Make the report of each place (code or name); one that is up to date is left as it is.

    Without ``peers`` each place is compared with the three most like it under ``peer_lens``.

    Raises
    ------
    UsageError, UnknownPlace
        Before anything is made, if the lens, a place or a peer is unknown or ambiguous.
    ReportError
        After all others were made, naming the places whose report failed.
    """
    find_lens(peer_lens)
    universe = run_universe(paths)
    refs = [universe.find(place) for place in places]
    peer_refs = [universe.find(peer) for peer in peers]
    made: list[MadeReport] = []
    failed: list[tuple[PlaceRef, MobilityError]] = []
    code = _code_digest(paths)
    for number, ref in enumerate(refs, 1):
        try:
            chosen = peers_of(paths, ref, peer_refs, peer_lens)
            made.append(_make_one(paths, ref, chosen, code, force))
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


def peers_of(
    paths: RunPaths, ref: PlaceRef, given: Sequence[PlaceRef] = (), lens: str = DEFAULT_LENS
) -> PeerChoice:
    """The peers of one place: those a person gave, else those found under ``lens``."""
    if given:
        return PeerChoice(tuple(peer.geoid for peer in given if peer.geoid != ref.geoid), "")
    factors = read_parquet(paths.estimates / "peer_factors.parquet")
    found = find_peers(factors, ref.geoid, lens)
    return PeerChoice(tuple(peer.geoid for peer in found), find_lens(lens).id)


def _make_one(
    paths: RunPaths, ref: PlaceRef, chosen: PeerChoice, code: str, force: bool
) -> MadeReport:
    from mobility_analysis.reporting.render import make_report, report_folder

    peers = chosen.codes
    stamp = {
        "inputs": _inputs_digest(paths, ref, peers),
        "code": code,
        "peers": list(peers),
        "peer_lens": chosen.lens,
    }
    folder = report_folder(paths, ref)
    kept = folder / STAMP
    report = folder / "report.html"
    if not force and report.is_file() and kept.is_file() and json.loads(kept.read_text()) == stamp:
        return MadeReport(ref, report, is_new=False)
    report = make_report(paths, ref.geoid, peers, chosen.lens)
    write_text(kept, json.dumps(stamp, indent=1) + "\n")
    return MadeReport(ref, report, is_new=True)


def _inputs_digest(paths: RunPaths, ref: PlaceRef, peers: Iterable[str]) -> str:
    states = sorted({ref.geoid[:2], NATION_GEOID, *(peer[:2] for peer in peers)})
    files = [paths.estimates / "by_state" / f"{state}.parquet" for state in states]
    files.append(paths.estimates / "peer_factors.parquet")
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
