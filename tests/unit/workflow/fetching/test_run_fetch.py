"""Fetching for a whole run: one source in trouble stops no other, is told, and is tried again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from tests.misbehaving_server import Server

from mobility_analysis.core import knock
from mobility_analysis.core.download import Patience
from mobility_analysis.core.errors import FetchError, ManualExport, NotFound
from mobility_analysis.core.knock import out_of_reach
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.settings import RunSettings
from mobility_analysis.framework.source import RemoteFile, Source, Vintage, by_id
from mobility_analysis.workflow.aside import fetch_facts, load_aside, not_fetched
from mobility_analysis.workflow.fetching import run_fetch, vintage_fetch
from mobility_analysis.workflow.fetching.run_fetch import RunFetch

QUICK = Patience(tries=2, first_pause=0.01, connect=2, read=1, polite=0)
DATA = b"geoid,count\n99001,1\n"
CLOSED = "http://127.0.0.1:9"  # nobody listens there
Bring = Callable[..., list[str]]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(knock, "PAUSE", 0.01)
    with Server() as running:
        yield running


@pytest.fixture
def paths(tmp_path: Path) -> RunPaths:
    return RunPaths(tmp_path, "real")


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> dict[str, Source]:
    """Filled by :func:`_declare`; the run's sources."""
    known: dict[str, Source] = {}
    for module in (vintage_fetch, run_fetch):
        monkeypatch.setattr(
            module, "source_module", lambda name: SimpleNamespace(SOURCE=known[name])
        )
    return known


def _declare(sources: dict[str, Source], name: str, **urls: str | None) -> None:
    """Source ``name``: a vintage with one file for each of ``urls``."""
    vintages = [
        Vintage(key, 2023, "2023", 2023, (RemoteFile(f"{key}.csv", url, steps="1. Open it."),))
        for key, url in urls.items()
    ]
    sources[name] = Source(
        id=name, agency="Office of Toys", title="Toys", landing_page="https://toys.example.gov",
        citation="Office of Toys", licence="Public domain", each_row_is="a county",
        provides=("toys",), vintages=by_id(*vintages),
    )  # fmt: skip


@pytest.fixture
def bring(paths: RunPaths, sources: dict[str, Source]) -> Bring:
    """Fetch all; returns what was said."""

    def _bring(**options: object) -> list[str]:
        said: list[str] = []
        RunFetch(paths, _settings(sources), "agency", said.append, patience=QUICK, **options).bring(
            sources
        )
        return said

    return _bring


def _settings(sources: dict[str, Source]) -> RunSettings:
    listed = {name: tuple(source.vintages) for name, source in sources.items()}
    return RunSettings(
        title="T", origin="agency", levels=("county",), places=("1",), sources=listed
    )


def _asides(paths: RunPaths, sources: dict[str, Source]) -> dict[str, str]:
    facts = not_fetched(paths, _settings(sources).sources)
    return {f"{fact.source}@{fact.vintage}": fact.error for fact in facts}


def test_one_source_in_trouble_stops_no_other(
    paths: RunPaths, sources: dict[str, Source], server: Server, bring: Bring
) -> None:
    _declare(sources, "shut", a=f"{CLOSED}/a", b=server.serve("/b", DATA))
    _declare(sources, "gone", c=server.url + "/nothing")
    _declare(sources, "by_hand", d=None)
    _declare(sources, "good", e=server.serve("/e", DATA))
    said = bring()
    assert _asides(paths, sources) == {
        "shut@a": "Unreachable",
        "gone@c": "NotFound",
        "by_hand@d": "ManualExport",
    }
    assert (paths.raw / "shut" / "b" / "b.csv").read_bytes() == DATA
    assert (paths.raw / "good" / "e" / "e.csv").read_bytes() == DATA
    assert not fetch_facts(paths, "good").exists()
    fact = load_aside(fetch_facts(paths, "shut"))[0]
    assert fact.hosts == ("127.0.0.1:9",)
    assert fact.why == "the file could not be fetched: 127.0.0.1:9 could not be reached"
    assert any("set aside: 1 (1 only by hand)" in line for line in said)


def test_the_next_run_asks_only_for_what_is_missing(
    paths: RunPaths, sources: dict[str, Source], server: Server, bring: Bring
) -> None:
    _declare(sources, "first", a=server.serve("/a", DATA), b=server.url + "/late")
    _declare(sources, "second", c=server.serve("/c", DATA))
    bring()
    assert _asides(paths, sources) == {"first@b": "NotFound"}
    server.requests.clear()
    server.serve("/late", DATA)
    said = bring()
    assert server.hits() == {"/late": 1}
    assert _asides(paths, sources) == {}
    assert not fetch_facts(paths, "first").exists()
    assert len(said) == 2 and said[0].startswith("To fetch: 1 file from 1 server")
    assert bring() == []


def test_a_fact_that_stays_the_same_keeps_its_day_and_its_bytes(
    paths: RunPaths, sources: dict[str, Source], server: Server, bring: Bring
) -> None:
    _declare(sources, "shut", a=f"{CLOSED}/a")
    bring()
    path = fetch_facts(paths, "shut")
    content = yaml.safe_load(path.read_text())
    content[0]["since"] = "2026-01-02"
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    bring()
    assert load_aside(path)[0].since == "2026-01-02"
    before = path.read_bytes()
    _declare(sources, "another", b=f"{CLOSED}/b")  # which may now be asked first
    bring()
    assert path.read_bytes() == before


def test_a_server_given_up_is_not_asked_for_another_source(
    paths: RunPaths, sources: dict[str, Source], server: Server, bring: Bring
) -> None:
    urls = [server.serve(f"/{n}", DATA, failures=["hang up"] * 99) for n in range(3)]
    for number, url in enumerate(urls):
        _declare(sources, f"source_{number}", a=url)
    bring()
    assert server.hits() == {"/0": QUICK.tries}
    assert set(_asides(paths, sources).values()) == {"Unreachable"}


def test_strict_stops_at_the_first(
    paths: RunPaths, sources: dict[str, Source], server: Server, bring: Bring
) -> None:
    _declare(sources, "gone", a=server.url + "/nothing")
    _declare(sources, "good", b=server.serve("/b", DATA))
    with pytest.raises(NotFound, match="gone a"):
        bring(is_strict=True)
    assert not (paths.raw / "good").exists()


def test_a_refresh_that_fails_leaves_what_stands_in_the_run(
    paths: RunPaths, sources: dict[str, Source], server: Server
) -> None:
    _declare(sources, "good", a=server.serve("/a", DATA))
    RunFetch(paths, _settings(sources), "agency", patience=QUICK).bring(sources)
    server.serve("/a", status=404)
    again = RunFetch(paths, _settings(sources), "agency", patience=QUICK, refresh=True)
    again.bring(sources)
    assert _asides(paths, sources) == {}
    assert len(again.not_refreshed) == 1
    assert (paths.raw / "good" / "a" / "a.csv").read_bytes() == DATA


def test_a_mirrors_copy_of_an_export_is_not_told_as_absent(
    paths: RunPaths, sources: dict[str, Source], tmp_path: Path
) -> None:
    _declare(sources, "by_hand", a=None)
    copy = tmp_path / "mirror" / "by_hand" / "a" / "a.csv"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(DATA)
    settings = _settings(sources)
    RunFetch(paths, settings, str(tmp_path / "mirror"), patience=QUICK).bring(sources)
    assert _asides(paths, sources) == {}
    said: list[str] = []
    RunFetch(paths, settings, "agency", say=said.append, patience=QUICK).bring(sources)
    [fact] = load_aside(fetch_facts(paths, "by_hand"))
    assert fact.why.endswith("given out by hand only, and what is here came from a mirror")
    assert any("set aside: 1 (1 only by hand)" in line for line in said)

    one, two = RemoteFile("a.csv", steps="1. Open it."), RemoteFile("b.csv", steps="1. Open it.")
    sources["by_hand"] = replace(
        sources["by_hand"], vintages=by_id(Vintage("a", 2023, "2023", 2023, (one, two)))
    )
    RunFetch(paths, settings, "agency", patience=QUICK).bring(sources)
    [fact] = load_aside(fetch_facts(paths, "by_hand"))
    assert fact.why.endswith("nobody has saved it here yet"), "what is absent is told first"


def test_all_troubles_are_told_in_full(
    paths: RunPaths, sources: dict[str, Source], server: Server
) -> None:
    _declare(sources, "by_hand", a=None)
    told: list[FetchError] = []
    RunFetch(paths, _settings(sources), "agency", tell=told.append, patience=QUICK).bring(sources)
    assert isinstance(told[0], ManualExport) and "1. Open it." in told[0].what


# ------------------------------------------------------------------ knocking


def test_servers_are_knocked_at_side_by_side(server: Server) -> None:
    found = out_of_reach([f"{server.url}/x", f"{CLOSED}/a", f"{CLOSED}/b"])
    assert list(found) == ["127.0.0.1:9"]
    assert "127.0.0.1:9: no connection" in found["127.0.0.1:9"].what
    assert not server.requests


def test_a_name_that_takes_forever_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def lookup(*_: object, **__: object) -> None:
        never.wait(5)
        raise OSError

    never = threading.Event()
    monkeypatch.setattr(socket, "create_connection", lookup)
    found = out_of_reach(["https://toys.example.gov/a"], longest=0.05)
    never.set()
    assert "no answer within 0.05 seconds" in found["toys.example.gov"].what


def test_where_a_proxy_stands_before_a_server_it_is_the_door(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("https_proxy", server.url)
    assert out_of_reach(["https://toys.example.gov/a"]) == {}
    monkeypatch.setenv("https_proxy", "127.0.0.1:9")
    assert list(out_of_reach(["https://toys.example.gov/a"])) == ["toys.example.gov"]
