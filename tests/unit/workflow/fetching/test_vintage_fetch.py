"""Fetching a source: origins, snapshot records, the cache, and what a failure leaves behind."""

from __future__ import annotations

import errno
import gzip
import io
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import pytest
from tests.killing import count_changes, kill_at, moments
from tests.misbehaving_server import Server

from mobility_analysis.core import download
from mobility_analysis.core.download import Patience
from mobility_analysis.core.errors import (
    BadValues,
    FetchError,
    HashMismatch,
    KeyNeeded,
    ManualExport,
    MissingInput,
    NotData,
    NotFound,
    Refused,
    SettingsError,
    SourceDrift,
    TooLarge,
    TruncatedFile,
    Unreachable,
    Unsafe,
)
from mobility_analysis.core.io import content_sha256
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.framework.snapshot import (
    FROM_AGENCY,
    FROM_MIRROR,
    HAND,
    Snapshot,
    load_snapshot,
    require_declared,
    save_snapshot,
    snapshot_path,
)
from mobility_analysis.framework.source import RemoteFile, Source, Vintage, by_id
from mobility_analysis.sources import source_module
from mobility_analysis.sources.census import pep
from mobility_analysis.workflow import parse
from mobility_analysis.workflow.fetching import origins, vintage_fetch
from mobility_analysis.workflow.fetching.raw_files import (
    record_of,
    require_as_recorded,
    snapshot_of,
)
from mobility_analysis.workflow.fetching.troubles import Trouble, one_error_of
from mobility_analysis.workflow.fetching.vintage_fetch import FetchSummary, fetch_source

QUICK = Patience(tries=2, first_pause=0.01, connect=2, read=1, polite=0)
A = b"geoid,count\n99001,1\n" + b"99003,2\n" * 30_000
B = A.replace(b",2", b",3")
PAGE = b"<!DOCTYPE html><html><body>Not found</body></html>"
Get = Callable[..., FetchSummary]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "*")
    with Server() as running:
        yield running


@pytest.fixture
def paths(tmp_path: Path) -> RunPaths:
    return RunPaths(tmp_path / "project", "real")


@pytest.fixture
def raw(paths: RunPaths) -> Path:
    return paths.raw / "toy" / "2023"


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    folder = tmp_path / "mirror" / "toy" / "2023"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``declare(file, ...)``: a source ``toy`` with one vintage of these files."""

    def _declare(*files: RemoteFile) -> None:
        source = Source(
            id="toy",
            agency="Office of Toys",
            title="Toys",
            landing_page="https://toys.example.gov",
            citation="Office of Toys",
            licence="Public domain",
            each_row_is="a county",
            provides=("toys",),
            vintages=by_id(Vintage("2023", 2023, "2023", 2023, files)),
        )
        monkeypatch.setattr(
            vintage_fetch, "source_module", lambda _: SimpleNamespace(SOURCE=source)
        )

    _declare(RemoteFile("a.csv", "https://toys.example.gov/a.csv"))
    return _declare


@pytest.fixture
def get(paths: RunPaths, declare: Callable[..., None]) -> Get:
    def _get(origin: str | Path, *, refresh: bool = False) -> FetchSummary:
        return fetch_source(paths, "toy", ["2023"], str(origin), refresh=refresh, patience=QUICK)

    return _get


def _record(paths: RunPaths) -> Snapshot:
    record = load_snapshot(paths.snapshots, "toy", "2023")
    assert record is not None
    return record


def _zipped(content: bytes, *names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# ------------------------------------------------------------------ origins


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("a.csv", A),
        ("a.csv.gz", gzip.compress(A, mtime=0)),
        ("a.zip", _zipped(A, "inside.csv")),
    ],
)
@pytest.mark.parametrize("by_url", [False, True])
def test_a_mirror_gives_a_file_or_its_packed_twin(  # noqa: PLR0917
    get: Get, paths: RunPaths, raw: Path, mirror: Path, server: Server,
    name: str, stored: bytes, by_url: bool,
) -> None:  # fmt: skip
    if by_url:
        server.serve(f"/data/toy/2023/{name}", stored)
    else:
        (mirror / name).write_bytes(stored)
    summary = get(f"{server.url}/data/" if by_url else mirror.parents[1])
    assert _contents(raw) == {name: stored}
    assert str(summary) == "1 files fetched, 0 already there"
    (file,) = _record(paths).files
    assert (file.sha256, file.bytes) == content_sha256(raw / name, "a.csv")
    assert file.bytes == len(A)
    assert file.url == "https://toys.example.gov/a.csv"
    assert not (paths.raw / "_incoming" / "toy" / "2023").exists()


def test_the_record_is_the_same_from_wherever_the_file_came(
    get: Get, paths: RunPaths, raw: Path, mirror: Path, server: Server
) -> None:
    (mirror / "a.csv.gz").write_bytes(gzip.compress(A))
    get(mirror.parents[1])
    written = snapshot_path(paths.snapshots, "toy", "2023")
    before = written.read_bytes()
    assert str(mirror).encode() not in before
    (raw / "a.csv.gz").unlink()
    server.serve("/toy/2023/a.csv", A)
    get(server.url)
    assert written.read_bytes() == before
    assert _contents(raw) == {"a.csv": A}


def test_the_agency_is_asked_at_its_own_address(
    get: Get, declare: Callable[..., None], raw: Path, server: Server
) -> None:
    declare(RemoteFile("a.csv", server.serve("/files/2023.csv", A)))
    get("agency")
    assert _contents(raw) == {"a.csv": A}


@pytest.mark.parametrize(
    "first",
    [{"status": 404}, {"status": 403}, {"failures": ["hang up"] * 9}, {"body": PAGE}, {"failures": [202] * 9},
     {"failures": [503] * 9}],
    ids=["gone", "refused", "silent", "a page", "a promise", "broken"],
)  # fmt: skip
def test_the_next_address_is_asked_when_one_does_not_give_the_file(  # noqa: PLR0917
    get: Get, declare: Callable[..., None], paths: RunPaths, raw: Path, server: Server,
    first: dict[str, Any],
) -> None:  # fmt: skip
    url = server.serve("/new/a.csv", **first)
    declare(
        RemoteFile(
            "a.csv", url, mirrors=(server.serve("/old/a.csv", A), server.serve("/archive/a.csv", B))
        )
    )
    # The server that hung up is the one of the other addresses too, which a real run gives up.
    if first.get("failures") == ["hang up"] * 9:
        other = server.url.replace("127.0.0.1", "localhost")
        declare(RemoteFile("a.csv", url, mirrors=(f"{other}/old/a.csv",)))
    get("agency")
    assert _contents(raw) == {"a.csv": A}
    assert "/archive/a.csv" not in server.hits()
    assert _record(paths).files[0].url.endswith("/old/a.csv")


def test_every_address_that_was_asked_is_told(
    get: Get, declare: Callable[..., None], raw: Path, server: Server
) -> None:
    gone, page = server.serve("/new/a.csv", status=404), server.serve("/old/a.csv", PAGE)
    declare(RemoteFile("a.csv", gone, mirrors=(page,), steps="Ask the office by letter."))
    with pytest.raises(NotData) as caught:
        get("agency")
    assert "none of 2 addresses gave it" in caught.value.what
    assert f"{gone}: the server has no such file (404)" in caught.value.what
    assert f"{page} is a web page" in caught.value.what
    assert "By hand: Ask the office by letter." in caught.value.next_step
    assert not raw.exists()


def test_a_file_is_gone_only_where_every_address_says_so(
    get: Get, declare: Callable[..., None], server: Server
) -> None:
    gone = [server.serve(f"/{n}/a.csv", status=404) for n in range(2)]
    declare(RemoteFile("a.csv", gone[0], mirrors=(gone[1],)))
    with pytest.raises(NotFound):
        get("agency")


def test_another_address_may_hold_the_file_outside_the_archive_or_in_another(
    get: Get, declare: Callable[..., None], raw: Path, server: Server
) -> None:
    first = server.serve("/x/all.zip", _zipped(A, "050/a.csv"))
    second = server.serve("/y/all.zip", _zipped(B, "b.csv"))
    declare(
        RemoteFile("a.csv", first, member="050/a.csv"),
        RemoteFile("b.csv", first, member="050/b.csv", mirrors=(second,)),
        RemoteFile(
            "c.csv", f"{server.url}/gone.zip", member="c.csv", mirrors=(server.serve("/c.csv", A),)
        ),
    )
    get("agency")
    assert _contents(raw) == {"a.csv": A, "b.csv": B, "c.csv": A}
    assert server.hits()["/x/all.zip"] == 1


def test_files_come_one_after_another(
    get: Get, declare: Callable[..., None], server: Server
) -> None:
    """Some agencies shut out whoever opens many connections."""
    declare(*(RemoteFile(f"{n}.csv", server.serve(f"/{n}.csv", A, delay=0.05)) for n in range(5)))
    get("agency")
    assert server.most_at_once == 1


def test_one_archive_is_fetched_once_for_all_its_members(
    get: Get, declare: Callable[..., None], raw: Path, server: Server
) -> None:
    url = server.serve("/all.zip", _zipped(A, "050/a.csv", "050/b.csv"))
    declare(*(RemoteFile(name, url, member=f"050/{name}") for name in ("a.csv", "b.csv")))
    get("agency")
    assert _contents(raw) == {"a.csv": A, "b.csv": A}
    assert server.hits()["/all.zip"] == 1


def test_an_archive_that_is_the_data_is_kept_and_hashed_as_it_is(
    get: Get, declare: Callable[..., None], paths: RunPaths, raw: Path, server: Server
) -> None:
    shapes = _zipped(A, "c.shp", "c.dbf")
    declare(RemoteFile("c.zip", server.serve("/c.zip", shapes)))
    get("agency")
    assert _contents(raw) == {"c.zip": shapes}
    assert _record(paths).files[0].bytes == len(shapes)
    server.serve("/c.zip", shapes[:-200])
    with pytest.raises(TruncatedFile, match="ends early or is damaged"):
        get("agency", refresh=True)
    assert _contents(raw) == {"c.zip": shapes}


def test_a_paged_answer_becomes_one_list(
    get: Get, declare: Callable[..., None], raw: Path, server: Server
) -> None:
    last = server.serve("/p2", json.dumps({"next": None, "results": [2]}).encode())
    first = server.serve("/p1", json.dumps({"next": last, "results": [1]}).encode())
    declare(RemoteFile("a.json", first, is_paged=True))
    get("agency")
    pages = json.loads((raw / "a.json").read_text())
    assert [page["results"] for page in pages] == [[1], [2]]


def test_a_page_does_not_lead_to_another_server(
    get: Get, declare: Callable[..., None], server: Server
) -> None:
    first = server.serve("/p1", b'{"next": "http://localhost:9/p2", "results": []}')
    declare(RemoteFile("a.json", first, is_paged=True))
    with pytest.raises(SourceDrift, match="another server"):
        get("agency")


def test_a_signed_address_is_asked_for_and_its_archive_opened(
    get: Get, declare: Callable[..., None], paths: RunPaths, raw: Path, server: Server
) -> None:
    given = server.serve("/bucket/all.zip", _zipped(A, "2024/a.csv", "2024/b.csv"))
    signed = server.serve(
        "/signed", json.dumps({"all.zip": f"{given}?X-Amz-Signature=s3cret"}).encode()
    )
    asked = f"{signed}?key=all.zip"
    declare(*(RemoteFile(name, asked, member=name, is_signed=True) for name in ("a.csv", "b.csv")))
    get("agency")
    assert _contents(raw) == {"a.csv": A, "b.csv": A}
    assert server.hits()["/bucket/all.zip"] == 1
    # What is recorded is the address that lasts.
    record = snapshot_path(paths.snapshots, "toy", "2023").read_text()
    assert "signed?key=" in record and "s3cret" not in record


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"{}", (NotFound, "names no address")),
        (b'{"a": "ftp://x.gov/a.zip"}', (SourceDrift, "does not name one address")),
        (b'{"message": "Forbidden", "b": "http://x.gov"}', (SourceDrift, "does not name one")),
        (b'{"a": null}', (SourceDrift, "does not name one address")),
        (b"[1]", (FetchError, "not a page of JSON")),
    ],
)
def test_an_answer_without_one_signed_address_is_told(
    get: Get,
    declare: Callable[..., None],
    server: Server,
    answer: bytes,
    told: tuple[type[FetchError], str],
) -> None:
    signed = server.serve("/signed", answer)
    declare(RemoteFile("a.csv", signed, member="a.csv", is_signed=True))
    with pytest.raises(told[0], match=told[1]):
        get("agency")


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_is_not_a_file_that_is_absent_or_has_vanished(
    get: Get, declare: Callable[..., None], paths: RunPaths, server: Server, status: int
) -> None:
    declare(*(RemoteFile(f"{name}.csv", f"https://x.gov/{name}") for name in "ab"))
    server.serve("/toy/2023/a.csv", A)
    server.serve("/toy/2023/b.csv", status=status)
    with pytest.raises(Refused, match=r"b\.csv"):
        get(server.url)
    assert not snapshot_path(paths.snapshots, "toy", "2023").exists()
    server.serve("/toy/2023/b.csv", B)
    get(server.url)
    server.serve("/toy/2023/b.csv", status=status)
    with pytest.raises(Refused) as caught:
        get(server.url, refresh=True)
    assert str(status) in caught.value.what
    assert "delete" not in str(caught.value) and "no longer there" not in str(caught.value)


def test_a_store_that_says_403_for_what_it_lacks_may_hold_the_twin(
    get: Get, raw: Path, server: Server
) -> None:
    server.serve("/toy/2023/a.csv", status=403)
    server.serve("/toy/2023/a.csv.gz", gzip.compress(A))
    get(server.url)
    assert list(_contents(raw)) == ["a.csv.gz"]


def test_a_refusal_of_the_agency_does_not_advise_to_delete_the_record(
    get: Get, declare: Callable[..., None], raw: Path, server: Server
) -> None:
    declare(RemoteFile("a.csv", server.serve("/a", A)))
    get("agency")
    server.serve("/a", status=403)
    (raw / "a.csv").unlink()
    with pytest.raises(Refused) as caught:
        get("agency")
    assert "delete" not in str(caught.value)


# ------------------------------------------------------------------ bounds


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.zip"])
@pytest.mark.parametrize("by_url", [False, True])
def test_what_is_far_larger_than_its_record_is_refused(  # noqa: PLR0917
    get: Get, raw: Path, mirror: Path, server: Server, name: str, by_url: bool,
) -> None:  # fmt: skip
    (mirror / "a.csv").write_bytes(A)
    get(mirror.parents[1])
    (raw / "a.csv").unlink()
    (mirror / "a.csv").unlink()
    bomb = b"9" * 20_000_000
    packed = {"a.csv": bomb, "a.csv.gz": gzip.compress(bomb), "a.zip": _zipped(bomb, "a.csv")}
    (mirror / name).write_bytes(packed[name])
    server.serve(f"/toy/2023/{name}", packed[name])
    with pytest.raises(TooLarge) as caught:
        get(server.url if by_url else mirror.parents[1])
    assert f"{len(A) + len(A) // 4 + (1 << 20):,} bytes" in caught.value.what


def test_an_endless_answer_of_a_mirror_ends(
    get: Get, paths: RunPaths, raw: Path, server: Server
) -> None:
    server.serve("/toy/2023/a.csv", A)
    get(server.url)
    (raw / "a.csv").unlink()
    server.serve("/toy/2023/a.csv", A, failures=["endless"])
    with pytest.raises(TooLarge):
        get(server.url)
    incoming = paths.raw / "_incoming" / "toy" / "2023"
    assert [path.name for path in incoming.iterdir()] == ["origin"]


# ------------------------------------------------------------------ addresses and folders


@pytest.mark.parametrize(
    "query", ["token=hush", "sig=hush&sv=2023", "key=hush", "access_token=hush"]
)
def test_a_mirror_behind_a_token_works_and_the_token_is_told_nowhere(  # noqa: PLR0917
    get: Get, paths: RunPaths, raw: Path, server: Server, query: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    base = server.url.replace("://", "://me:alsohush@") + f"/data/?{query}"
    server.serve("/data/toy/2023/a.csv.gz", gzip.compress(A), failures=[500, 500, 500])
    with pytest.raises(FetchError) as caught:
        get(base)
    told = str(caught.value) + repr(caught.value.__context__)
    told += "".join(p.read_text("latin-1") for p in paths.root.rglob("*") if p.is_file())
    assert f"{server.url}/data" in (paths.raw / "_incoming/toy/2023/origin").read_text()
    server.serve("/data/toy/2023/a.csv.gz", gzip.compress(A))
    get(base)
    assert list(_contents(raw)) == ["a.csv.gz"]
    assert server.queries("/data/toy/2023/a.csv.gz")[-1] == query
    told += "".join(p.read_text("latin-1") for p in paths.root.rglob("*") if p.is_file())
    assert "hush" not in told + caplog.text
    assert "GET /data/toy/2023/a.csv.gz" in caplog.text


def test_an_origin_that_is_no_folder_is_told_without_its_password(get: Get) -> None:
    with pytest.raises(MissingInput) as caught:
        get("ftp://me:hush@x.gov/data?token=hush")
    assert "hush" not in str(caught.value)


def test_a_link_out_of_the_mirror_is_refused(
    get: Get, paths: RunPaths, mirror: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere.csv").write_bytes(A)
    (mirror / "a.csv").symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(Unsafe, match=r"a\.csv is a link out of the mirror, to .*elsewhere\.csv"):
        get(mirror.parents[1])
    (mirror / "a.csv").unlink()
    mirror.rename(tmp_path / "folder")
    (tmp_path / "folder" / "a.csv").write_bytes(A)
    mirror.symlink_to(tmp_path / "folder")
    with pytest.raises(Unsafe):
        get(mirror.parents[1])
    assert not snapshot_path(paths.snapshots, "toy", "2023").exists()


def test_links_within_a_mirror_and_to_it_are_fine(
    get: Get, raw: Path, mirror: Path, tmp_path: Path
) -> None:
    (mirror.parents[1] / "store.csv").write_bytes(A)
    (mirror / "a.csv").symlink_to(mirror.parents[1] / "store.csv")
    (tmp_path / "link").symlink_to(mirror.parents[1])
    get(tmp_path / "link")
    assert _contents(raw) == {"a.csv": A}
    assert not (raw / "a.csv").is_symlink()


def test_no_such_folder(get: Get, tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match="no such folder"):
        get(tmp_path / "nowhere")


def test_the_demonstration_is_written_and_recorded_anew(
    get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = RunPaths(tmp_path, "demo")
    editions = [b"1", b"2"]

    def write(source_id: str, vintages: list[str], seed: int, folder: Path) -> None:
        (folder / source_id / vintages[0]).mkdir(parents=True, exist_ok=True)
        (folder / source_id / vintages[0] / "a.csv").write_bytes(editions.pop())

    monkeypatch.setattr("mobility_analysis.demo.generate.write_source", write)
    settings = SimpleNamespace(run=lambda _: SimpleNamespace(seed=1))
    monkeypatch.setattr(vintage_fetch, "load_settings", lambda _: settings)
    hashes = set()
    while editions:
        fetch_source(paths, "toy", ["2023"], "demonstration")
        record = load_snapshot(paths.snapshots, "toy", "2023")
        assert record and "demonstration" in record.files[0].url
        hashes.add(record.files[0].sha256)
    assert len(hashes) == 2
    assert not (tmp_path / "data" / "snapshots").exists()


# ------------------------------------------------------------------ records and cache


def test_what_stands_and_is_right_is_not_asked_for_again(
    get: Get, raw: Path, server: Server
) -> None:
    server.serve("/toy/2023/a.csv.gz", gzip.compress(A))
    get(server.url)
    asked = len(server.requests)
    summary = get(server.url)
    assert len(server.requests) == asked
    assert str(summary) == "0 files fetched, 1 already there"
    (raw / "a.csv.gz").write_bytes(b"edited")
    get(server.url)
    assert gzip.decompress((raw / "a.csv.gz").read_bytes()) == A


def test_a_changed_file_is_refused_until_it_is_accepted(
    get: Get, paths: RunPaths, raw: Path, mirror: Path
) -> None:
    (mirror / "a.csv").write_bytes(A)
    get(mirror.parents[1])
    old = _record(paths).files[0]
    (raw / "a.csv").unlink()
    (mirror / "a.csv").write_bytes(B + b"99005,4\n")
    with pytest.raises(HashMismatch) as caught:
        get(mirror.parents[1])
    for said in ("toy 2023 a.csv", f"{len(A):,} bytes then, {len(B) + 8:,} now", old.sha256[:12]):
        assert said in caught.value.what
    assert "--refresh" in caught.value.next_step
    refused = "data/raw/real/_incoming/toy/2023/a.csv.refused"
    assert refused in caught.value.next_step
    assert (paths.root / refused).is_file(), "the reader is told to look at it"
    assert _record(paths).files[0] == old
    get(mirror.parents[1], refresh=True)
    assert _record(paths).files[0].sha256 != old.sha256
    assert not (paths.root / refused).exists()


def test_a_refresh_leaves_an_old_file_until_the_new_one_is_right(
    get: Get, raw: Path, server: Server
) -> None:
    server.serve("/toy/2023/a.csv", A)
    get(server.url)
    server.serve("/toy/2023/a.csv", B, failures=["cut", "cut"], resumes=False)
    with pytest.raises(TruncatedFile):
        get(server.url, refresh=True)
    assert _contents(raw) == {"a.csv": A}
    get(server.url, refresh=True)
    assert _contents(raw) == {"a.csv": B}


def test_a_file_that_shrinks_by_half_is_not_accepted_by_a_refresh(
    get: Get, paths: RunPaths, raw: Path, mirror: Path
) -> None:
    (mirror / "a.csv").write_bytes(A)
    get(mirror.parents[1])
    (mirror / "a.csv").write_bytes(A[:1000])
    with pytest.raises(BadValues, match="shrunk by more than half") as caught:
        get(mirror.parents[1], refresh=True)
    assert "delete data/snapshots/toy/2023.yaml" in caught.value.next_step
    assert _contents(raw) == {"a.csv": A}
    snapshot_path(paths.snapshots, "toy", "2023").unlink()
    get(mirror.parents[1], refresh=True)
    assert _contents(raw) == {"a.csv": A[:1000]}


def test_a_mirror_may_lack_files_of_a_vintage_but_not_recorded_ones(
    get: Get, declare: Callable[..., None], paths: RunPaths, raw: Path, mirror: Path
) -> None:
    declare(*(RemoteFile(f"{name}.csv", f"https://x.gov/{name}") for name in "abc"))
    with pytest.raises(NotFound, match="none of the 3 files"):
        get(mirror.parents[1])
    (mirror / "b.csv").write_bytes(B)
    summary = get(mirror.parents[1])
    assert summary.absent == ["a.csv", "c.csv"]
    assert "2 not offered (a.csv, c.csv)" in str(summary)
    (mirror / "a.csv").write_bytes(A)
    get(mirror.parents[1])
    assert [file.name for file in _record(paths).files] == ["a.csv", "b.csv"]
    (mirror / "b.csv").unlink()
    with pytest.raises(SourceDrift, match="no longer there"):
        get(mirror.parents[1], refresh=True)
    assert _contents(raw) == {"a.csv": A, "b.csv": B}


def test_files_that_no_longer_belong_are_cleared_away(get: Get, raw: Path, mirror: Path) -> None:
    raw.mkdir(parents=True)
    (raw / "a.zip").write_bytes(b"an old twin")
    (mirror / "a.csv").write_bytes(A)
    get(mirror.parents[1])
    assert _contents(raw) == {"a.csv": A}


@pytest.mark.parametrize("text", ["files: [", "source_id: toy\nfiles: []\n"])
def test_a_damaged_record_is_a_matter_of_settings(get: Get, paths: RunPaths, text: str) -> None:
    record = snapshot_path(paths.snapshots, "toy", "2023")
    record.parent.mkdir(parents=True)
    record.write_text(text)
    with pytest.raises(SettingsError, match=r"2023\.yaml"):
        get("agency")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "source_id: toy",
            "source_id: epa_aqi",
            r"2023\.yaml of toy is the record of epa_aqi 2023",
        ),
        ("vintage: '2023'", "vintage: '2022'", r"2023\.yaml of toy is the record of toy 2022"),
        ("name: a.csv", "name: z.csv", r"names z\.csv, which this vintage does not have"),
        ("retrieved: .*", "retrieved: '2999-01-01'", "2999-01-01 lies in the future"),
        ("retrieved: .*", "retrieved: '2023-02-30'", "'2023-02-30' is no date"),
        ("retrieved: .*", "retrieved: soon", "'soon' is no date"),
    ],
)
def test_a_record_out_of_its_place_or_time_is_refused_and_left(  # noqa: PLR0917
    get: Get, paths: RunPaths, raw: Path, mirror: Path, old: str, new: str, says: str
) -> None:
    (mirror / "a.csv").write_bytes(A)
    get(mirror.parents[1])
    path = snapshot_path(paths.snapshots, "toy", "2023")
    text = re.sub(old, new, path.read_text())
    assert text != path.read_text()
    path.write_text(text)
    for refresh in (False, True):
        with pytest.raises(SettingsError, match=says) as caught:
            get(mirror.parents[1], refresh=refresh)
        assert "Restore it from git" in caught.value.next_step
        assert "clock" in caught.value.next_step
    assert path.read_text() == text
    assert _contents(raw) == {"a.csv": A}


def test_a_file_from_the_future_is_not_recorded(
    get: Get, declare: Callable[..., None], paths: RunPaths, raw: Path
) -> None:
    declare(RemoteFile("a.csv", steps="Export."))
    raw.mkdir(parents=True)
    (raw / "a.csv").write_bytes(A)
    later = time.time() + 3 * 86_400
    os.utime(raw / "a.csv", (later, later))
    with pytest.raises(BadValues, match=r"a\.csv was last changed on .* in the future") as caught:
        get("agency")
    assert "clock" in caught.value.next_step
    assert not snapshot_path(paths.snapshots, "toy", "2023").exists()


def test_every_committed_record_is_of_its_place_and_names_declared_files() -> None:
    root = project_root()
    records = sorted((root / "data" / "snapshots").glob("*/*.yaml"))
    assert len(records) > 50
    for path in records:
        record = load_snapshot(root / "data" / "snapshots", path.parent.name, path.stem)
        assert record is not None
        require_declared(record, source_module(record.source_id).SOURCE.vintage(record.vintage))


# ------------------------------------------------------------------ parse and check


@pytest.fixture
def read(paths: RunPaths, declare: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Any:
    """``read()``: what parse and check both begin with."""
    module = SimpleNamespace(
        SOURCE=vintage_fetch.source_module("toy").SOURCE, read=lambda *_: {"a": 1}
    )
    monkeypatch.setattr(parse, "source_module", lambda _: module)
    return lambda: parse.read_vintage(paths, "toy", "2023")[2]


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_a_raw_file_that_changed_after_it_was_fetched_is_noticed(
    get: Get, raw: Path, mirror: Path, read: Any, name: str
) -> None:
    pack = gzip.compress if name.endswith(".gz") else bytes
    (mirror / name).write_bytes(pack(A))
    get(mirror.parents[1])
    (raw / "notes.txt").write_text("not in the record")
    assert read() == {"a": 1}
    for content in (pack(B), pack(b""), b"", pack(A)[:-40], pack(bytes(5_000_000))):
        (raw / name).unlink()
        (raw / name).write_bytes(content)
        with pytest.raises(
            HashMismatch, match=r"toy 2023: a\.csv in the raw folder differs"
        ) as caught:
            read()
        assert "`mobility fetch toy --run real`" in caught.value.next_step
    get(mirror.parents[1])
    assert read() == {"a": 1}


def test_a_raw_file_that_is_gone_or_was_never_recorded_is_noticed(
    get: Get, paths: RunPaths, raw: Path, mirror: Path, read: Any
) -> None:
    (mirror / "a.csv").write_bytes(A)
    get(mirror.parents[1])
    (raw / "a.csv").rename(raw / "b.csv")
    with pytest.raises(MissingInput, match=r"toy 2023: a\.csv is gone from the raw folder"):
        read()
    (raw / "b.csv").rename(raw / "a.csv")
    snapshot_path(paths.snapshots, "toy", "2023").unlink()
    with pytest.raises(MissingInput, match="has no snapshot record") as caught:
        read()
    assert "`mobility fetch toy --run real`" in caught.value.next_step


@pytest.mark.parametrize(
    ("name", "stored", "kind"),
    [
        ("a.csv", b"", NotData),
        ("a.csv.gz", gzip.compress(b""), NotData),
        ("a.csv", PAGE, NotData),
        ("a.csv.gz", gzip.compress(PAGE), NotData),
        ("a.csv", b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>", NotData),
        ("a.csv.gz", gzip.compress(b'{"message": "no", "status": 500}'), NotData),
        ("a.csv.gz", gzip.compress(A)[:-30], TruncatedFile),
        ("a.zip", _zipped(A, "a.csv")[:-30], TruncatedFile),
        ("a.zip", _zipped(A, "a.csv", "b.csv"), SourceDrift),
    ],
    # Bytes of an archive hold the time, and a test needs the same name everywhere.
    ids=[
        "empty",
        "empty gz",
        "page",
        "page gz",
        "xml",
        "json gz",
        "cut gz",
        "cut zip",
        "two in a zip",
    ],
)
def test_a_mirror_may_hold_broken_files(  # noqa: PLR0917
    get: Get, paths: RunPaths, raw: Path, mirror: Path,
    name: str, stored: bytes, kind: type[Exception],
) -> None:  # fmt: skip
    (mirror / name).write_bytes(stored)
    with pytest.raises(kind):
        get(mirror.parents[1])
    assert not raw.exists()
    assert not snapshot_path(paths.snapshots, "toy", "2023").exists()


# ------------------------------------------------------------------ exports by hand


def test_a_manual_export_tells_the_steps_and_checks_what_was_saved(
    get: Get, declare: Callable[..., None], paths: RunPaths, raw: Path
) -> None:
    steps = "On https://toys.example.gov choose all counties and 2023, and export."
    declare(RemoteFile("a.txt", steps=steps))
    with pytest.raises(ManualExport) as caught:
        get("agency")
    assert "toy 2023 a.txt" in caught.value.what
    assert steps in caught.value.what
    assert "data/raw/real/toy/2023/" in caught.value.next_step
    raw.mkdir(parents=True)
    (raw / "a.txt").write_bytes(PAGE)
    with pytest.raises(NotData):
        get("agency")
    (raw / "a.txt").write_bytes(A)
    (raw / "query.png").write_bytes(b"a picture of the form")
    get("agency")
    assert _record(paths).files[0].url == "https://toys.example.gov"
    assert _contents(raw) == {"a.txt": A, "query.png": b"a picture of the form"}
    (raw / "a.txt").write_bytes(B)
    with pytest.raises(HashMismatch):
        get("agency")
    assert (raw / "a.txt").read_bytes() == B, "what a user saved is never taken away"
    get("agency", refresh=True)
    assert "1 already there" in str(get("agency"))


def test_what_was_saved_by_hand_is_taken_where_no_address_gives_the_file(
    get: Get, declare: Callable[..., None], paths: RunPaths, raw: Path, server: Server
) -> None:
    url = server.serve("/a.csv", A, failures=[202] * 2)
    declare(RemoteFile("a.csv", url, steps="Save the table in a browser."))
    with pytest.raises(Refused, match="202"):
        get("agency")
    raw.mkdir(parents=True)
    (raw / "a.csv").write_bytes(B)
    server.pages["/a.csv"].failures = [202] * 2
    assert "1 already there" in str(get("agency"))
    assert _contents(raw) == {"a.csv": B}
    assert _record(paths).files[0].bytes == len(B)


def test_a_file_that_two_vintages_share_is_asked_for_once(
    declare: Callable[..., None], paths: RunPaths, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = RemoteFile("a.csv", server.serve("/a.csv", A))
    other = RemoteFile("b.csv", server.serve("/b.csv", B))
    declare(shared)
    source = vintage_fetch.source_module("toy").SOURCE
    years = by_id(Vintage("2022", 2022, "2022", 2022, (shared, other)), *source.vintages.values())
    monkeypatch.setattr(
        vintage_fetch,
        "source_module",
        lambda _: SimpleNamespace(SOURCE=replace(source, vintages=years)),
    )
    for _ in range(2):
        fetch_source(paths, "toy", ["2022", "2023"], "agency", patience=QUICK)
    assert server.hits() == {"/a.csv": 1, "/b.csv": 1}
    assert (paths.raw / "toy" / "2023" / "a.csv").read_bytes() == A
    assert _record(paths).files[0].bytes == len(A)
    fetch_source(paths, "toy", ["2023"], "agency", refresh=True, patience=QUICK)
    assert server.hits()["/a.csv"] == 2


def test_a_directory_that_two_sources_share_is_asked_for_once(
    declare: Callable[..., None], paths: RunPaths, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = server.serve("/p2", json.dumps({"next": None, "results": [2]}).encode())
    first = server.serve("/p1", json.dumps({"next": last, "results": [1]}).encode())
    shared = RemoteFile("directory.json", first, is_paged=True)
    declare(shared)
    toy = vintage_fetch.source_module("toy").SOURCE
    known = {"toy": toy, "game": replace(toy, id="game")}
    monkeypatch.setattr(
        vintage_fetch, "source_module", lambda name: SimpleNamespace(SOURCE=known[name])
    )
    monkeypatch.setattr(
        vintage_fetch,
        "declaring",
        lambda file: [(name, "2023") for name in known if file == shared],
    )
    for name in known:
        fetch_source(paths, name, ["2023"], "agency", patience=QUICK)
    assert server.hits() == {"/p1": 1, "/p2": 1}
    one, other = (paths.raw / name / "2023" / "directory.json" for name in known)
    assert one.read_bytes() == other.read_bytes()
    one.write_text("[]")  # no longer what was recorded: not taken for another source's
    shutil.rmtree(other.parent)
    fetch_source(paths, "game", ["2023"], "agency", patience=QUICK)
    assert server.hits() == {"/p1": 2, "/p2": 2}


def test_an_optional_file_that_its_agency_no_longer_has_is_left_out(
    get: Get, declare: Callable[..., None], raw: Path, server: Server
) -> None:
    declare(
        RemoteFile("a.csv", server.serve("/a.csv", A)),
        RemoteFile("more.csv", server.url + "/more.csv", is_optional=True),
    )
    assert "1 not offered (more.csv)" in str(get("agency"))
    assert _contents(raw) == {"a.csv": A}
    server.serve("/more.csv", B)  # looked for again by the next fetch
    get("agency")
    assert _contents(raw) == {"a.csv": A, "more.csv": B}
    assert server.hits()["/a.csv"] == 1
    server.serve("/more.csv", status=503)  # what may come yet is waited for
    shutil.rmtree(raw)
    with pytest.raises(FetchError, match=r"more\.csv"):
        get("agency")


# ------------------------------------------------------------------ failures


def test_all_troubles_of_a_source_are_told_at_once(
    get: Get, declare: Callable[..., None], raw: Path, server: Server
) -> None:
    declare(
        RemoteFile("gone.csv", server.serve("/gone", status=404)),
        RemoteFile("page.csv", server.serve("/page", PAGE)),
        RemoteFile("good.csv", server.serve("/good", A)),
        RemoteFile("hand.csv", steps="Ask by letter."),
    )
    with pytest.raises(FetchError) as caught:
        get("agency")
    text = str(caught.value)
    for said in (
        "3 files did not arrive",
        "gone.csv: NotFound",
        "page.csv: NotData",
        "Ask by letter",
    ):
        assert said in text
    assert not raw.exists()


def test_a_missing_key_is_told_once_for_all_files(
    get: Get, declare: Callable[..., None], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CENSUS_API_KEY", raising=False)
    files = [
        RemoteFile(f"{n}.json", server.serve(f"/{n}", b"[[1]]"), key_env="CENSUS_API_KEY")
        for n in range(3)
    ]
    declare(*files)
    with pytest.raises(KeyNeeded) as caught:
        get("agency")
    assert str(caught.value).count("CENSUS_API_KEY is not set") == 1
    assert "0.json, 1.json, 2.json" in caught.value.what
    assert not server.requests


@pytest.mark.parametrize(("status", "hits"), [(403, 1), (None, 2)])
def test_a_server_that_refuses_the_key_or_is_down_is_not_asked_for_more(  # noqa: PLR0917
    get: Get, declare: Callable[..., None], server: Server, monkeypatch: pytest.MonkeyPatch,
    status: int | None, hits: int,
) -> None:  # fmt: skip
    monkeypatch.setenv("CENSUS_API_KEY", "wrong")
    failures = [status or "hang up"] * 99
    urls = [server.serve(f"/{n}", b"[[1]]", failures=list(failures)) for n in range(4)]
    declare(*(RemoteFile(f"{n}.json", u, key_env="CENSUS_API_KEY") for n, u in enumerate(urls)))
    with pytest.raises(FetchError) as caught:
        get("agency")
    assert server.hits() == {"/0": hits}
    if status:
        host = server.url.partition("//")[2]
        assert f"0.json, 1.json, 2.json, 3.json: {host} did not accept" in caught.value.what
        return
    # Each file with its own address, not the first one's.
    lines = caught.value.what.splitlines()[1:]
    assert len(lines) == 4
    for number, line in enumerate(lines):
        assert f"{number}.json: {server.url}/{number}" in line
    assert "not asked for" in lines[1]


def test_a_server_that_does_not_answer_is_given_up_and_not_another(
    get: Get, declare: Callable[..., None], raw: Path, server: Server
) -> None:
    declare(
        RemoteFile("a.csv", "http://127.0.0.1:9/a"),
        RemoteFile("b.csv", "http://127.0.0.1:9/b"),
        RemoteFile("c.csv", server.serve("/c", A)),
    )
    with pytest.raises(Unreachable) as caught:
        get("agency")
    assert "a.csv: http://127.0.0.1:9/a: no connection" in caught.value.what
    assert "b.csv: http://127.0.0.1:9/b: not asked for, because 127.0.0.1:9" in caught.value.what
    assert "c.csv" not in caught.value.what


def test_a_record_binds_the_origin_it_was_taken_from_and_no_other(
    get: Get, declare: Callable[..., None], paths: RunPaths, mirror: Path, server: Server
) -> None:
    raw = paths.raw / "toy" / "2023"
    declare(RemoteFile("a.csv", server.serve("/a.csv", A)))
    (mirror / "a.csv").write_bytes(B)  # a partner saved it again
    get(mirror.parents[1])
    assert get("agency").fetched == ["a.csv"]
    assert (raw / "a.csv").read_bytes() == A
    record = load_snapshot(paths.snapshots, "toy", "2023")
    assert record is not None
    assert [file.origin for file in record.files] == [FROM_AGENCY, FROM_MIRROR]
    require_as_recorded(raw, record.of(FROM_AGENCY), "")
    with pytest.raises(HashMismatch):
        require_as_recorded(raw, record.of(FROM_MIRROR), "")
    assert get("agency").kept == ["a.csv"]
    assert get(mirror.parents[1]).fetched == ["a.csv"]  # a run follows its origin
    assert (raw / "a.csv").read_bytes() == B
    assert load_snapshot(paths.snapshots, "toy", "2023") == record
    server.serve("/a.csv", A + b"99005,1\n")
    with pytest.raises(HashMismatch, match="differs from its snapshot record"):
        get("agency")


def test_exports_by_hand_beyond_the_reviewed_ones_are_not_asked_for(
    get: Get, declare: Callable[..., None], paths: RunPaths, raw: Path, mirror: Path
) -> None:
    declare(*(RemoteFile(f"{name}.csv", steps="Closed.") for name in "abc"))
    (mirror / "b.csv").write_bytes(B)
    get(mirror.parents[1])
    with pytest.raises(FetchError, match=r"b\.csv: MirrorsCopy: .* may be the mirror's") as caught:
        get("agency")  # a mirror's copy is no export of ours
    assert "move data/raw/real/toy/2023/b.csv into data/inbox" in caught.value.next_step
    vintage = vintage_fetch.source_module("toy").SOURCE.vintage("2023")
    record = record_of(raw / "b.csv", "b.csv", "https://example.org", HAND)
    save_snapshot(
        paths.snapshots, snapshot_of(vintage_fetch.source_module("toy").SOURCE, vintage, (record,))
    )
    assert get("agency").absent == ["a.csv", "c.csv"]
    assert get("agency", refresh=True).kept == ["b.csv"]  # one's own export, with the same bytes
    (raw / "b.csv").unlink()
    with pytest.raises(ManualExport, match=r"b\.csv"):
        get("agency")


def test_steps_that_repeat_are_told_once(get: Get, declare: Callable[..., None]) -> None:
    steps = "1. Open the form.\n2. Choose {}.\n3. Export."
    declare(*(RemoteFile(f"{n}.txt", steps=steps.format(n)) for n in ("births", "deaths")))
    with pytest.raises(ManualExport) as caught:
        get("agency")
    assert caught.value.what.count("Open the form") == 1
    assert "deaths.txt: as 2023 births.txt, but:\n      2. Choose deaths." in caught.value.what


def test_a_sentence_of_what_to_do_is_told_once() -> None:
    steps = (
        "Drop it into data/inbox (docs/by-hand.md). Or save it as v/a.csv.",
        "1. Open it. 2. Save it.",
    )
    errors = [ManualExport("no", steps[0]), ManualExport("no", steps[0].replace("v/a", "v/b")),
              ManualExport("no", steps[1]), ManualExport("no", steps[0])]  # fmt: skip
    error = one_error_of("toy", [Trouble(f"v{n}", "a.csv", each) for n, each in enumerate(errors)])
    assert error.next_step.splitlines() == [
        steps[0],
        "      Or save it as v/b.csv.",
        f"      {steps[1]}",
    ]


def test_the_key_is_in_no_file(
    get: Get, declare: Callable[..., None], paths: RunPaths, server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("CENSUS_API_KEY", "verysecret")
    for_key = RemoteFile("a.json", server.serve("/k", b"[[1]]"), key_env="CENSUS_API_KEY")
    declare(for_key, RemoteFile("b.json", server.serve("/b", failures=["cut"] * 9, body=A),
                                key_env="CENSUS_API_KEY"))  # fmt: skip
    with pytest.raises(TruncatedFile) as caught:
        get("agency")
    server.serve("/b", A)
    get("agency")
    assert server.queries("/k") == ["key=verysecret"]
    assert "verysecret" not in str(caught.value)
    assert not [p for p in paths.root.rglob("*") if p.is_file() and b"verysecret" in p.read_bytes()]


def test_after_an_interruption_what_arrived_is_not_asked_for_again(
    get: Get, declare: Callable[..., None], raw: Path, server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    raw.mkdir(parents=True)
    (raw / "a.csv").write_bytes(b"old")
    declare(*(RemoteFile(f"{n}.csv", server.serve(f"/{n}", A)) for n in "ab"))
    plain = origins.download

    def stop_at_b(url: str, *args: object, **options: object) -> Path:
        if url.endswith("/b"):
            raise KeyboardInterrupt
        return plain(url, *args, **options)

    monkeypatch.setattr(origins, "download", stop_at_b)
    with pytest.raises(KeyboardInterrupt):
        get("agency")
    assert _contents(raw) == {"a.csv": b"old"}
    monkeypatch.setattr(origins, "download", plain)
    get("agency")
    assert server.hits() == {"/a": 1, "/b": 1}
    assert _contents(raw) == {"a.csv": A, "b.csv": A}


def test_a_killed_fetch_leaves_the_old_file_and_is_resumed(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from mobility_analysis.core.paths import RunPaths\n"
        "from mobility_analysis.workflow import fetch\n"
        "from mobility_analysis.sources.census import pep\n"
        "fetch.source_module = lambda _: pep  # not all the others, which take seconds\n"
        "paths = RunPaths(Path(sys.argv[1]), 'real')\n"
        "fetch.fetch_source(paths, 'census_pep', ['v2023-county-agesex'], sys.argv[2])\n"
    )
    name, vintage = "cc-est2023-agesex-all.csv", "census_pep/v2023-county-agesex"
    path = f"/{vintage}/{name}"
    paths = RunPaths(tmp_path, "real")
    folder = paths.raw / vintage
    folder.mkdir(parents=True)
    (folder / name).write_bytes(b"old")
    server.serve(path, A, failures=["stall"], delay=30)
    command = [sys.executable, "-c", code, str(tmp_path), server.url]
    process = subprocess.Popen(command, env=os.environ | {"NO_PROXY": "*"})
    part = paths.raw / "_incoming" / vintage / f"{name}.part"
    until = time.monotonic() + 30
    while not (part.is_file() and part.stat().st_size) and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert _contents(folder) == {name: b"old"}
    monkeypatch.setattr(vintage_fetch, "source_module", lambda _: pep)
    fetch_source(paths, "census_pep", ["v2023-county-agesex"], server.url, patience=QUICK)
    assert _contents(folder) == {name: A}
    assert server.ranges(path)[-1].startswith("bytes="), "the beginning is not fetched again"


def test_a_kill_in_the_middle_of_the_swap_is_mended(get: Get, raw: Path, mirror: Path) -> None:
    (mirror / "a.csv").write_bytes(A)
    get(mirror.parents[1])
    stray = raw.parent / ".unfinished-2023.0123abcd"
    stray.mkdir()
    raw.replace(stray / "was")
    half = raw.parent / ".unfinished-2023.4567cdef"
    half.mkdir()
    (half / "new").mkdir()
    assert "1 already there" in str(get(mirror.parents[1]))
    assert [path.name for path in raw.parent.iterdir()] == ["2023"]


def test_killed_at_any_moment_a_fetch_leaves_whole_files(
    get: Get, declare: Callable[..., None], paths: RunPaths, raw: Path, mirror: Path
) -> None:
    names = ["a.csv", "b.csv", "c.csv", "d.csv"]
    declare(*(RemoteFile(name, f"https://toys.example.gov/{name}") for name in names))
    for name in names:
        (mirror / name).write_bytes(A)
    get(mirror.parents[1])
    for name in names:
        (mirror / name).write_bytes(B)

    def work() -> object:
        return get(mirror.parents[1], refresh=True)

    kept = paths.root.with_name("kept")
    shutil.copytree(paths.root, kept)
    total = count_changes(paths.root, work)
    assert total > 30
    states = set()
    for at in moments(total, 30):
        shutil.rmtree(paths.root)
        shutil.copytree(kept, paths.root)
        kill_at(paths.root, work, at)
        found = {path.name: path.read_bytes() for path in raw.iterdir()}
        assert found in (dict.fromkeys(names, A), dict.fromkeys(names, B))
        states.add(found["a.csv"])
        assert str(work()).startswith(("4 files fetched", "0 files fetched"))
        assert {path.read_bytes() for path in raw.iterdir()} == {B}
        assert _record(paths).files[0].bytes == len(B)
    assert states == {A, B}


@pytest.mark.parametrize("by_url", [False, True])
def test_a_full_disk_leaves_earlier_files(  # noqa: PLR0917
    get: Get, raw: Path, mirror: Path, server: Server, monkeypatch: pytest.MonkeyPatch, by_url: bool
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def no_write(_: IO[bytes], __: bytes) -> None:
        no_room()

    (mirror / "a.csv").write_bytes(A)
    get(mirror.parents[1])
    (mirror / "a.csv").write_bytes(B)
    server.serve("/toy/2023/a.csv", B)
    origin = server.url if by_url else str(mirror.parents[1])
    with monkeypatch.context() as full:
        full.setattr(download, "_write", no_write)
        full.setattr(origins.shutil, "copyfile", no_room)
        with pytest.raises(FetchError, match="disk is full") as caught:
            get(origin, refresh=True)
    assert caught.value.exit_code == 5
    assert _contents(raw) == {"a.csv": A}
    assert [path.name for path in raw.parent.iterdir()] == ["2023"]
    get(origin, refresh=True)
    assert _contents(raw) == {"a.csv": B}
