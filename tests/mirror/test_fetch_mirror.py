"""Fetching every source of the real run from the mirror, against the committed records."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mobility_analysis.core.download import Patience
from mobility_analysis.core.errors import HashMismatch
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.core.settings import load_settings
from mobility_analysis.framework.snapshot import FROM_MIRROR, load_snapshot
from mobility_analysis.sources import source_module
from mobility_analysis.workflow.fetching.choice import choose_for
from mobility_analysis.workflow.fetching.raw_files import reject_broken
from mobility_analysis.workflow.fetching.vintage_fetch import fetch_source

pytestmark = pytest.mark.mirror
ROOT = project_root()
VINTAGES = [
    (path.parent.name, path.stem) for path in sorted((ROOT / "data" / "snapshots").glob("*/*.yaml"))
]


@pytest.fixture
def paths(tmp_path: Path) -> RunPaths:
    """An empty project with the committed records."""
    shutil.copytree(ROOT / "data" / "snapshots", tmp_path / "data" / "snapshots")
    return RunPaths(tmp_path, "real")


@pytest.fixture
def base_url(mirror: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The mirror behind a plain web server, as an institution may keep it."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Silence."""

    monkeypatch.setenv("NO_PROXY", "*")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(mirror)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("source_id", "vintage_id"), VINTAGES)
def test_the_mirror_holds_what_the_committed_record_pins(
    source_id: str, vintage_id: str, paths: RunPaths, mirror: Path
) -> None:
    record = load_snapshot(paths.snapshots, source_id, vintage_id)
    assert record is not None, "no record: run `make fetch` and commit data/snapshots"
    summary = fetch_source(paths, source_id, [vintage_id], str(mirror))
    of_mirror = [file.name for file in record.files if file.origin == FROM_MIRROR]
    assert sorted(summary.fetched) == of_mirror
    assert load_snapshot(paths.snapshots, source_id, vintage_id) == record
    again = fetch_source(paths, source_id, [vintage_id], str(mirror))
    assert (again.fetched, sorted(again.kept)) == ([], sorted(summary.fetched))


@pytest.mark.parametrize(("source_id", "vintage_id"), VINTAGES)
def test_a_committed_record_names_the_agency_and_no_mirror(source_id: str, vintage_id: str) -> None:
    source = source_module(source_id).SOURCE
    record = load_snapshot(ROOT / "data" / "snapshots", source_id, vintage_id)
    assert record is not None
    assert (record.agency, record.licence) == (source.agency, source.licence)
    official = {
        file.name: file.url or source.landing_page for file in source.vintage(vintage_id).files
    }
    for file in record.files:
        assert file.url == official[file.name]
        assert file.url.startswith("https://")


def test_no_real_file_is_taken_for_an_error_page_or_a_bomb(mirror: Path) -> None:
    """All of the mirror's files, of the run or not."""
    files = [path for path in mirror.glob("*/**/*") if path.is_file()]
    assert len(files) > 500
    for path in files:
        reject_broken(path, path.name.removesuffix(".gz"))


def test_a_base_url_gives_the_same_files_as_the_folder(
    paths: RunPaths, mirror: Path, base_url: str
) -> None:
    patience = Patience(tries=1, polite=0)
    for source_id in ("hud_chas", "census_boundaries", "census_acs"):
        vintages = [vintage for source, vintage in VINTAGES if source == source_id]
        fetch_source(paths, source_id, vintages, base_url, patience=patience)
        for vintage_id in vintages:
            for path in (paths.raw / source_id / vintage_id).iterdir():
                stored = mirror / source_id / vintage_id / path.name
                assert path.read_bytes() == stored.read_bytes()


def test_a_real_file_that_changed_by_one_line_is_refused(
    paths: RunPaths, mirror: Path, tmp_path: Path
) -> None:
    vintages = [vintage for source, vintage in VINTAGES if source == "hud_chas"][:1]
    folder = tmp_path / "changed" / "hud_chas" / vintages[0]
    shutil.copytree(mirror / "hud_chas" / vintages[0], folder)
    changed = next(folder.glob("Table8.csv*"))
    changed.chmod(0o644)
    changed.write_bytes(b"GEOID,T8_est1\n" * 10)
    changed.rename(folder / "Table8.csv")
    with pytest.raises(HashMismatch, match=r"Table8\.csv"):
        fetch_source(paths, "hud_chas", vintages, str(tmp_path / "changed"))
    assert not (paths.raw / "hud_chas").exists() or not list((paths.raw / "hud_chas").iterdir())


def test_a_run_takes_from_the_mirror_what_is_recorded_and_nothing_else(
    paths: RunPaths, mirror: Path
) -> None:
    settings = load_settings(ROOT).run("real")
    taken = choose_for(paths, settings, str(mirror)).sources
    assert {(source, each) for source, vintages in taken.items() for each in vintages} == set(
        VINTAGES
    )
