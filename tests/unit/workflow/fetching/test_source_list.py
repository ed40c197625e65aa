"""What a data lead reads about the sources: what is taken, how old it is, what comes next."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mobility_analysis.cli import app
from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.head import Head, ask_head
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.core.settings import load_settings
from mobility_analysis.framework.source import RemoteFile, Rhythm
from mobility_analysis.sources import source_module, source_modules
from mobility_analysis.workflow.fetching import source_list
from mobility_analysis.workflow.fetching.choice import choose_for, known_options
from mobility_analysis.workflow.fetching.source_list import (
    ask_for_next,
    due,
    next_told,
    shortened,
    source_lines,
)

TODAY = date(2026, 11, 28)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that has never run."""
    (tmp_path / "params.yaml").write_bytes((project_root() / "params.yaml").read_bytes())
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "reference").symlink_to(project_root() / "data" / "reference")
    monkeypatch.setenv("MOBILITY_ROOT", str(tmp_path))
    monkeypatch.delenv("MOBILITY_DATA", raising=False)
    return tmp_path


# ------------------------------------------------------------------ the calendar


def test_the_next_edition_is_due_by_the_rhythm_of_its_source() -> None:
    counties = replace(source_module("census_pep").SOURCE, rhythm=Rhythm(month=6, years_after=1))
    newest = max(vintage.year for vintage in counties.vintages.values())
    assert due(counties) == (newest + 1, date(newest + 2, 6, 1))
    votes = replace(counties, rhythm=Rhythm(month=4, years_after=1, every=4))
    assert due(votes) == (newest + 4, date(newest + 5, 4, 1))
    assert due(replace(counties, rhythm=None)) is None


def test_lines_say_what_is_out_and_what_was_expected(tmp_path: Path) -> None:
    paths = RunPaths(tmp_path, "real")
    settings = load_settings(project_root()).run("real")
    settings = settings.model_copy(update={"pins": {"epa_aqi": ("2019-annual-county",)}})
    lines = {
        each.source: each for each in source_lines(choose_for(paths, settings, "agency"), TODAY)
    }
    assert list(lines) == list(source_modules())
    air = lines["epa_aqi"]
    assert (air.taken, air.newest) == ("2019-annual-county", "2019")
    assert air.coming.startswith("2025 is out; 2026 due June 2027")
    later = source_lines(choose_for(paths, settings, "agency"), date(2027, 8, 1))
    assert "2026 was expected in June 2027" in next(
        each.coming for each in later if each.source == "epa_aqi"
    )
    assert lines["census_pums"].taken == "nothing; --with pums"
    assert lines["cdc_wonder_natality"].taken == "nothing; by hand"
    assert lines["mit_living_wage"].way == "to be exported by hand"


def test_many_vintages_are_told_by_the_newest() -> None:
    assert shortened(["a", "b"]) == "a, b"
    assert shortened(["a", "b", "c", "d"]) == "d and 3 others"


# ------------------------------------------------------------------ asking


@contextmanager
def _server(**answers: tuple[int, dict[str, str]]) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            asked.append(f"HEAD {self.path} {self.headers['User-Agent']}")
            status, headers = answers[self.path.strip("/")]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def do_GET(self) -> None:
            asked.append(f"GET {self.path}")

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()


def test_an_edition_is_asked_for_by_its_head_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    with _server(
        out=(200, {"Content-Length": "2500000", "Content-Type": "application/zip"}),
        gone=(404, {}),
        page=(200, {"Content-Type": "text/html; charset=utf-8"}),
        no=(403, {}),
        moved=(301, {"Location": "/out"}),
    ) as (base, asked):
        assert ask_head(f"{base}/out") == Head(True, 2.5)
        assert ask_head(f"{base}/moved") == Head(True, 2.5)
        assert ask_head(f"{base}/gone") == Head(False)
        assert ask_head(f"{base}/page").is_there is None
        assert "answers 403" in ask_head(f"{base}/no").remark
    assert all(each.startswith("HEAD ") and "mobility-analysis" in each for each in asked)
    assert ask_head("http://127.0.0.1:9/x").is_there is None


def test_what_the_agency_answers_is_told_in_words() -> None:
    source = source_module("epa_aqi").SOURCE
    assert source.upcoming is not None
    edition = source.upcoming.period
    assert next_told(source, Head(True, 12.0)) == (
        f"{edition} is out, 12 MB: declare it in the source's module"
    )
    assert next_told(source, Head(False)) == f"{edition} is not out"
    assert "cannot be told (x answers 403)" in next_told(source, Head(None, remark="x answers 403"))
    without = source_module("cdc_wonder_natality").SOURCE
    assert "wonder.cdc.gov" in next_told(without, None)


def test_check_asks_every_source_that_has_an_address(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    with _server(next=(200, {"Content-Length": "1000000"})) as (base, asked):
        air = source_module("epa_aqi").SOURCE
        assert air.upcoming is not None
        coming = replace(air.upcoming, files=(RemoteFile("a.csv", f"{base}/next"),))
        monkeypatch.setattr(source_module("epa_aqi"), "SOURCE", replace(air, upcoming=coming))
        shown = CliRunner().invoke(app, ["sources", "epa_aqi", "--check"])
    assert shown.exit_code == 0, shown.output
    assert "is out, 1 MB" in shown.output
    assert len(asked) == 1


# ------------------------------------------------------------------ the command


def test_sources_lists_all_and_fetches_nothing(root: Path) -> None:
    shown = CliRunner().invoke(app, ["sources"])
    assert shown.exit_code == 0, shown.output
    for source_id in source_modules():
        assert source_id in shown.output
    assert "MB to download" in shown.output and "docs/by-hand.md" in shown.output
    assert sorted(path.name for path in root.iterdir()) == ["data", "params.yaml"]


def test_one_source_tells_why_each_vintage_is_taken_or_not(root: Path) -> None:
    shown = CliRunner().invoke(app, ["sources", "census_acs", "census_pums"])
    assert shown.exit_code == 0, shown.output
    assert "takes 5yr-2024-all-sf" in shown.output
    assert "not   5yr-2024-us  (asked for by --with pums)" in shown.output
    with_it = CliRunner().invoke(app, ["sources", "census_pums", "--with", "pums"])
    assert "takes 5yr-2024-us" in with_it.output


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["sources", "epa_aqy"], "(did you mean epa_aqi?)"),
        (["sources", "--with", "pumz"], "Nothing is taken by --with pumz"),
        (["sources", "--data", "/nowhere/at/all"], "no such folder"),
    ],
    ids=["source", "option", "folder"],
)
def test_what_is_asked_wrongly_is_told(root: Path, command: list[str], said: str) -> None:
    shown = CliRunner().invoke(app, command)
    assert shown.exit_code != 0 and said in str(shown.exception)


def test_from_a_mirror_on_the_web_its_index_says_what_it_has(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from functools import partial
    from http.server import SimpleHTTPRequestHandler

    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(SimpleHTTPRequestHandler, "log_message", lambda *_: None)
    folder = tmp_path / "mirror"
    folder.mkdir()
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        base = f"http://127.0.0.1:{server.server_address[1]}"
        without = CliRunner().invoke(app, ["sources", "--data", base])
        assert "the mirror does not say what it holds" in str(without.exception)
        assert "INDEX.csv" in str(without.exception)
        (folder / "INDEX.csv").write_text("file\nx\n")
        assert "no column `path`" in str(
            CliRunner().invoke(app, ["sources", "--data", base]).exception
        )
        (folder / "INDEX.csv").write_text(
            "path\nepa_aqi/2024-annual-county/annual_aqi_by_county_2024.csv.gz\n"
        )
        shown = CliRunner().invoke(app, ["sources", "--data", base, "epa_aqi"])
        assert "takes 2024-annual-county  (2024; from the mirror)" in shown.output
    finally:
        server.shutdown()
        server.server_close()


def test_one_host_is_asked_one_thing_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now, most = Counter[str](), Counter[str]()

    def slow(url: str) -> Head:
        host = url.split("/")[2]
        now[host] += 1
        most[host] = max(most[host], now[host])
        time.sleep(0.02)
        now[host] -= 1
        return Head(False)

    monkeypatch.setattr(source_list, "ask_head", slow)
    asked = [
        source for source, head in ask_for_next(m.SOURCE for m in source_modules().values()) if head
    ]
    hosts = Counter(s.upcoming.files[0].addresses[0].split("/")[2] for s in asked if s.upcoming)
    assert max(hosts.values()) > 1, "no host has two sources"
    assert set(most.values()) == {1}
    assert [source.id for source in asked] == sorted(source.id for source in asked)


@pytest.mark.parametrize("command", ["run", "fetch", "sources"])
def test_help_names_all_that_may_be_asked_for(command: str) -> None:
    # Lines are broken at the hyphens of names.
    said = "".join(CliRunner().invoke(app, [command, "--help"]).output.split())
    for option in known_options(module.SOURCE for module in source_modules().values()):
        assert option in said


@pytest.mark.parametrize(
    "command", [["places"], ["report", "-c", "99001"], ["report", "-c", "39153"]]
)
def test_before_the_first_run_a_command_says_what_to_do(root: Path, command: list[str]) -> None:
    shown = CliRunner().invoke(app, command)
    assert isinstance(shown.exception, MissingInput)
    assert "was not made yet" in str(shown.exception) and "mobility run" in str(shown.exception)
