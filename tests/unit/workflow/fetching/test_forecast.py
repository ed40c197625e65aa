"""What a fetch says before its first byte and while its bytes come: files, servers, sizes, time, disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.misbehaving_server import Server

from mobility_analysis.core import knock
from mobility_analysis.core.download import Patience
from mobility_analysis.core.errors import DiskTrouble
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.settings import RunSettings
from mobility_analysis.framework.source import RemoteFile, Source, Vintage, by_id
from mobility_analysis.workflow.aside import fetch_facts, load_aside
from mobility_analysis.workflow.fetching import run_fetch, vintage_fetch
from mobility_analysis.workflow.fetching.arrivals import Arrivals
from mobility_analysis.workflow.fetching.forecast import MB, Forecast, forecast, size_text
from mobility_analysis.workflow.fetching.run_fetch import RunFetch

QUICK = Patience(tries=2, first_pause=0.01, connect=2, read=1, polite=0)
DATA = b"geoid,count\n99001,1\n" * 1000
Room = shutil._ntuple_diskusage


def _plan(*files: RemoteFile) -> Forecast:
    return forecast((file.addresses[0], file) for file in files)


def test_what_is_shared_is_counted_once() -> None:
    table = RemoteFile("t.dat", "https://a.gov/t.dat", megabytes=500)
    zipped = "https://b.gov/z.zip"
    plan = _plan(
        table,
        table,  # of counties and of tracts
        RemoteFile("x.csv", zipped, member="x.csv", megabytes=40),
        RemoteFile("y.csv", zipped, member="y.csv", megabytes=40),
        RemoteFile("u.csv", "https://b.gov/u.csv"),
    )
    assert plan == Forecast(files=4, servers=2, megabytes=540, unknown=1, disk=700)
    assert plan.seconds == 540 / 2 + 4


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (
            Forecast(120, 12, 2900.0, 14, 3900.0),
            "To fetch: 120 files from 12 servers, about 2.9 GB, and 14 of unknown size; at least 26 min "
            "at 2 MB a second; at least 3.9 GB of disk, where 75.0 GB are free.",
        ),
        (
            Forecast(1, 1, 3.5, 0, 3.5),
            "To fetch: 1 file from 1 server, about 3.5 MB; about 3 s at 2 MB a second; about 3.5 MB of "
            "disk, where 75.0 GB are free.",
        ),
        (
            Forecast(2, 1, 0.0, 2, 0.0),
            "To fetch: 2 files from 1 server, of unknown size; 75.0 GB of disk are free.",
        ),
    ],
)
def test_the_forecast_in_words(plan: Forecast, said: str) -> None:
    assert plan.sentence(75_000.0) == said


def test_sizes_in_words() -> None:
    assert [size_text(each) for each in (0.04, 3.46, 12.0, 999.4, 2_900.0)] == [
        "0.0 MB",
        "3.5 MB",
        "12 MB",
        "999 MB",
        "2.9 GB",
    ]


# ------------------------------------------------------------------ while the bytes come


def _arrivals() -> tuple[Arrivals, list[str], list[float]]:
    said: list[str] = []
    now = [0.0]
    return Arrivals(said.append, 600.0 * MB, 3, clock=lambda: now[0]), said, now


def test_a_large_file_is_told_with_its_size_before_its_bytes_and_every_half_minute() -> None:
    arrivals, said, now = _arrivals()
    arrivals.show("t.dat", 0, 500 * MB)
    assert said == ["    t.dat: 0.0 MB of 500 MB; in all 0 of 3 files, 0.0 MB of about 600 MB"]
    for second in range(1, 62):
        now[0] = float(second)
        arrivals.show("t.dat", second * 2 * MB, 500 * MB)
    assert len(said) == 3
    assert said[1] == (
        "    t.dat: 60 MB of 500 MB; in all 0 of 3 files, 60 MB of about 600 MB, 2.0 MB a second, "
        "4 min left"
    )
    arrivals.of_source.append("t.dat")
    arrivals.end_source()
    arrivals.show("small.csv", 0, MB)
    assert len(said) == 3 and "in all 1 of 3 files" in str(arrivals)


def test_what_stood_from_an_earlier_fetch_has_not_arrived() -> None:
    arrivals, _, _ = _arrivals()
    arrivals.show("t.dat", 100, 500)
    arrivals.show("t.dat", 300, 500)
    arrivals.show("t.dat", 300, 500)  # the connection broke, and went on there
    arrivals.show("t.dat", 350, 500)
    arrivals.show("t.dat", 0, 500)  # then the server could not resume
    arrivals.show("t.dat", 500, 500)
    assert arrivals.arrived == 200 + 50 + 500


def test_more_than_was_foretold_has_no_time_left() -> None:
    arrivals, _, now = _arrivals()
    arrivals.show("t.dat", 0, None)
    now[0] = 100.0
    arrivals.show("t.dat", 700 * MB, None)
    assert str(arrivals) == "in all 0 of 3 files, 700 MB, 7.0 MB a second"


# ------------------------------------------------------------------ a whole fetch


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(knock, "PAUSE", 0.01)
    with Server() as running:
        yield running


@pytest.fixture
def paths(tmp_path: Path) -> RunPaths:
    return RunPaths(tmp_path, "real")


class Fetching:
    """A run of one source ``toy``, whose vintages have a file each."""

    def __init__(
        self, paths: RunPaths, monkeypatch: pytest.MonkeyPatch, *files: RemoteFile
    ) -> None:
        vintages = by_id(
            *(Vintage(f"v{n}", 2023, "2023", 2023, (file,)) for n, file in enumerate(files))
        )
        self.source = Source(
            id="toy", agency="Office of Toys", title="Toys", landing_page="https://toys.example.gov",
            citation="Office of Toys", licence="Public domain", each_row_is="a county",
            provides=("toys",), vintages=vintages,
        )  # fmt: skip
        for module in (vintage_fetch, run_fetch):
            monkeypatch.setattr(module, "source_module", lambda _: self)
        self.paths, self.said, self.told = paths, list[str](), list[str]()

    @property
    def SOURCE(self) -> Source:
        return self.source

    def bring(self, origin: str = "agency") -> list[str]:
        settings = RunSettings(
            title="T",
            origin="agency",
            levels=("county",),
            places=("1",),
            sources={"toy": tuple(self.source.vintages)},
        )
        run = RunFetch(
            self.paths, settings, origin, self.said.append, lambda error: self.told.append(str(error)),
            patience=QUICK,
        )  # fmt: skip
        run.bring(["toy"])
        return self.said


def test_before_the_first_byte_everything_is_foretold_and_afterwards_summed(
    paths: RunPaths, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = RemoteFile("s.csv", "http://127.0.0.1:9/s.csv", megabytes=999)
    by_hand = RemoteFile("h.csv", steps="1. Open it.", megabytes=999)
    declared = RemoteFile("a.csv", server.serve("/a.csv", DATA), megabytes=0.02)
    unknown = RemoteFile("b.csv", server.serve("/b.csv", DATA))
    fetching = Fetching(paths, monkeypatch, shut, by_hand, declared, unknown)
    asked: list[int] = []
    fetching.said = said = []
    monkeypatch.setattr(
        Forecast,
        "sentence",
        lambda plan, free: asked.append(len(server.requests)) or repr(plan),
    )
    fetching.bring()
    assert asked == [0]
    assert said[0] == repr(Forecast(files=2, servers=1, megabytes=0.02, unknown=1, disk=0.02))
    assert said[-1].startswith(
        "[1/1] toy: 2 files fetched, 0 already there; 0.0 MB in 0 s; set aside"
    )


def test_of_a_mirrors_address_every_vintage_counts(
    paths: RunPaths, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = RemoteFile("a.csv", "https://toys.example.gov/a.csv", megabytes=1)
    for vintage in ("v0", "v1"):
        server.serve(f"/toy/{vintage}/a.csv", DATA)
    said = Fetching(paths, monkeypatch, file, file).bring(server.url)
    assert said[0].startswith("To fetch: 2 files from 1 server, about 2.0 MB;")


def test_where_no_size_is_declared_the_record_has_it(
    paths: RunPaths, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = RemoteFile("a.csv", server.serve("/a.csv", DATA * 50))
    fetching = Fetching(paths, monkeypatch, file)
    assert "of unknown size" in fetching.bring()[0]
    shutil.rmtree(paths.raw)
    fetching.said.clear()
    assert fetching.bring()[0].startswith("To fetch: 1 file from 1 server, about 1.0 MB; about 2 s")


def test_a_folder_needs_no_forecast(
    paths: RunPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mirror" / "toy" / "v0").mkdir(parents=True)
    (tmp_path / "mirror" / "toy" / "v0" / "a.csv").write_bytes(DATA)
    file = RemoteFile("a.csv", "https://toys.example.gov/a.csv", megabytes=1)
    said = Fetching(paths, monkeypatch, file).bring(str(tmp_path / "mirror"))
    assert said == ["[1/1] toy: 1 files fetched, 0 already there"]


def test_a_disk_that_is_too_small_is_told_and_nothing_is_asked_for(
    paths: RunPaths, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Room(10**9, 0, 7 * MB))
    file = RemoteFile("a.csv", server.serve("/a.csv", DATA), megabytes=8)
    fetching = Fetching(paths, monkeypatch, file)
    with pytest.raises(DiskTrouble, match=r"need about 8 MB, and 7 MB are free"):
        fetching.bring()
    assert not server.requests


def test_a_file_beyond_the_disk_is_not_begun(
    paths: RunPaths, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Room(10**9, 0, len(DATA) - 1))
    file = RemoteFile("a.csv", server.serve("/a.csv", DATA))
    with pytest.raises(DiskTrouble, match=r"a\.csv need"):
        Fetching(paths, monkeypatch, file).bring()
    assert not list(paths.raw.rglob("*.part"))


@pytest.mark.parametrize("is_zipped", [False, True])
def test_a_file_far_larger_than_declared_is_not_begun(
    paths: RunPaths, server: Server, monkeypatch: pytest.MonkeyPatch, is_zipped: bool
) -> None:
    name = "/a.zip" if is_zipped else "/a.csv"
    url = server.serve(name, DATA)  # 20,000 bytes, of 1,000 declared
    file = RemoteFile("a.csv", url, "a.csv" if is_zipped else None, megabytes=0.001)
    fetching = Fetching(paths, monkeypatch, file)
    fetching.bring()
    assert "TooLarge" in fetching.told[0] and "more than 10,000 bytes" in fetching.told[0]
    assert server.hits() == {name: 1}
    assert not list(paths.raw.rglob("*.part"))


def test_the_key_is_in_no_line_and_no_record(
    paths: RunPaths, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOY_KEY", "s3cr3t-k3y")
    good = RemoteFile("a.csv", server.serve("/a.csv", DATA), key_env="TOY_KEY", megabytes=0.02)
    refused = RemoteFile("b.csv", server.serve("/b.csv", status=403), key_env="TOY_KEY")
    fetching = Fetching(paths, monkeypatch, good, refused)
    fetching.bring()
    assert server.queries("/a.csv") == ["key=s3cr3t-k3y"]
    assert load_aside(fetch_facts(paths, "toy"))[0].error == "KeyNeeded"
    written = [path.read_text() for path in paths.root.rglob("*") if path.is_file()]
    for text in (*fetching.said, *fetching.told, *written):
        assert "s3cr3t" not in text
