"""Verify: a capsule's place rebuilt from the agencies' files in a folder of its own, and compared row by row.

Nothing of the checkout's own runs is changed: the files are copied (or fetched) into a temporary folder, where the stages
run one after another without DVC.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import yaml

from mobility_analysis.core.errors import MissingInput, MobilityError, UsageError
from mobility_analysis.core.io import content_sha256, find_raw, read_parquet, read_yaml, write_text
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.processes import fresh_processes
from mobility_analysis.core.settings import DEMONSTRATION, RunSettings, load_settings
from mobility_analysis.dataset.capsule import Capsule, differences, made_with, read_capsule
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.workflow.parse import parse_source

NAMED = 20
PARAMS = "params.yaml"
Say = Callable[[str], None]


def verify_capsule(
    root: Path,
    file: Path,
    say: Say,
    *,
    data: str = "",
    rebuild: bool = True,
    keep: Path | None = None,
) -> bool:
    """Whether the estimates of a capsule's place come out the same here; what differs is said.

    Parameters
    ----------
    data
        Folder or URL of the agencies' files; by default those of this checkout's run.
    rebuild
        Compute anew; else compare with the estimates that are here.
    keep
        Where to keep what was rebuilt.

    Raises
    ------
    MissingInput
        The capsule, the files or the estimates are not there.
    UsageError
        The folder to keep it in is there already.
    GateFailed
        What was rebuilt does not pass the gate.
    """
    capsule = read_capsule(file)
    say(
        f"Capsule of {capsule.label}, run {capsule.run}: {len(capsule.rows)} rows, {len(capsule.inputs)} files."
    )
    _say_made_with(capsule, made_with(root), say)
    own = RunPaths(root, capsule.run)
    if not rebuild:
        _say_inputs(capsule, own.raw, say)
        run = RunData(own)
        return _say_rows(capsule, run.partition(capsule.geoid[:2]), say)
    if keep is not None and keep.exists():
        raise UsageError(f"{keep} is there already.", "Name a folder that does not exist.")
    with _working_folder(keep) as folder:
        paths = RunPaths(folder, capsule.run)
        settings = _settings(root, capsule, folder)
        _bring(own, paths, settings, data, say)
        _say_inputs(capsule, paths.raw, say)
        _compute(paths, settings, say)
        path = EstimatesFolder(paths.estimates).rows_of(capsule.geoid[:2])
        return _say_rows(capsule, read_parquet(path), say)


@contextmanager
def _working_folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="mobility-verify-") as name:
        yield Path(name).resolve()


def _settings(root: Path, capsule: Capsule, folder: Path) -> RunSettings:
    """The settings of the run here, with the seed and the vintages of the capsule; also written to ``folder``."""
    content = read_yaml(root / PARAMS, dict)
    content["runs"][capsule.run]["seed"] = capsule.settings["seed"]
    write_text(folder / PARAMS, yaml.safe_dump(content, sort_keys=False))
    return load_settings(folder).run(capsule.run).taking(capsule.settings["sources"])


def _bring(own: RunPaths, paths: RunPaths, settings: RunSettings, data: str, say: Say) -> None:
    """The files of the run, copied from this checkout or fetched, with the records they are held against."""
    from mobility_analysis.workflow.fetching.run_fetch import RunFetch

    shutil.copytree(own.expectations, paths.expectations)
    shutil.copytree(own.reference, paths.reference)
    if (own.root / "data" / "snapshots").is_dir():
        shutil.copytree(own.root / "data" / "snapshots", paths.root / "data" / "snapshots")
    is_made_up = settings.is_demonstration and not own.raw.is_dir()
    if data or is_made_up:
        origin = DEMONSTRATION if is_made_up else data
        say(f"  fetch from {origin}")
        RunFetch(paths, settings, origin, lambda line: say(f"    {line}")).bring(settings.sources)
        return
    if not own.raw.is_dir():
        raise MissingInput(
            f"This checkout has no files of the run {own.run!r}.",
            "Say where the agencies' files are: --data <folder or URL>.",
        )
    say("  copy the files of this checkout's run")
    paths.raw.mkdir(parents=True)
    records = [own.snapshots] if own.snapshots.is_relative_to(own.raw) else []
    for folder in [*(own.raw / source for source in settings.sources), *records]:
        if folder.is_dir():
            shutil.copytree(folder, paths.raw / folder.name)


def _compute(paths: RunPaths, settings: RunSettings, say: Say) -> None:
    """Parse, check and estimate, as the stages of the pipeline do."""
    from mobility_analysis.workflow.check import check_run
    from mobility_analysis.workflow.estimate import estimate_run

    with fresh_processes(len(settings.sources)) as pool:
        asked = {
            pool.submit(parse_source, paths, source, vintages): source
            for source, vintages in settings.sources.items()
        }
        for number, future in enumerate(as_completed(asked), 1):
            say(f"  [{number}/{len(asked)}] parse {asked[future]}")
            for fact in future.result():
                say(f"    set aside: {str(fact.as_error()).splitlines()[0]}")
    say("  check")
    check_run(paths, settings, lambda step: say(f"    {step}"))
    say("  estimate")
    estimate_run(paths, settings, lambda step: say(f"    {step}"))


def _say_made_with(capsule: Capsule, here: Mapping[str, str], say: Say) -> None:
    """What else computes here; that alone makes no difference, but it explains one."""
    for name, was in capsule.made_with.items():
        now = here.get(name, "")
        if now != was:
            is_hash = len(was) == 64 or len(now) == 64
            words = "is not the same" if is_hash else f"{was or 'none'}, here {now or 'none'}"
            say(f"  note: {name} {words}")


def _say_inputs(capsule: Capsule, raw: Path, say: Say) -> None:
    """Which of the capsule's files are missing or others; those behind the place first."""
    found = []
    for each in sorted(capsule.inputs, key=lambda each: not each["is_behind_the_place"]):
        fate = _fate(raw / each["source"] / each["vintage"], each)
        if fate:
            beside = "" if each["is_behind_the_place"] else " (no value of the place rests on it)"
            found.append(f"{each['source']}/{each['vintage']}/{each['name']} {fate}{beside}")
    same = len(capsule.inputs) - len(found)
    say(f"Inputs: {same} of {len(capsule.inputs)} files are those of the capsule.")
    _say_some(found, "files", say)


def _fate(folder: Path, file: Mapping[str, str]) -> str:
    try:
        path = find_raw(folder, file["name"])
    except MissingInput:
        return "is missing"
    try:
        is_same = content_sha256(path, file["name"])[0] == file["sha256"]
    except MobilityError as error:
        return f"cannot be read: {error.what}"
    return "" if is_same else "was changed"


def _say_rows(capsule: Capsule, rows: pd.DataFrame, say: Say) -> bool:
    here = rows[rows["geoid"] == capsule.geoid]
    found = differences(capsule, here)
    lost = sum(each.what != "is new" for each in found)
    say(f"Rows: {len(capsule.rows) - lost} of {len(capsule.rows)} are equal.")
    _say_some([f"{each.key}: {each.what}" for each in found], "rows", say)
    say("Verified: the estimates are the same." if not found else "Not the same.")
    return not found


def _say_some(lines: Sequence[str], things: str, say: Say) -> None:
    for line in lines[:NAMED]:
        say(f"  {line}")
    if len(lines) > NAMED:
        say(f"  and {len(lines) - NAMED} more {things}")
