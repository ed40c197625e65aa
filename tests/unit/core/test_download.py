"""Downloads from a server that misbehaves, one way a test."""

from __future__ import annotations

import copy
import errno
import hashlib
import io
import logging
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import IO

import pytest
import requests
from tests.misbehaving_server import Server

from mobility_analysis.core import download as module
from mobility_analysis.core.download import Patience, download
from mobility_analysis.core.errors import (
    FetchError,
    HashMismatch,
    KeyNeeded,
    MobilityError,
    NotData,
    NotFound,
    Refused,
    TooLarge,
    TooSlow,
    TruncatedFile,
    Unreachable,
    Unsafe,
)
from mobility_analysis.core.masking import shown
from mobility_analysis.core.transport import next_address
from mobility_analysis.workflow.fetching.origins import extract_member

BODY = b"geoid,count\n" + b"99001,12\n" * 40_000
KEPT = len(BODY) // 2  # all of the half that arrived
QUICK = Patience(tries=3, first_pause=0.01, connect=2, read=0.25, polite=0)
SECRET = "s3cret+key/of=mine"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "*")
    with Server() as running:
        yield running


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "counts.csv"


def _failure(kind: type[MobilityError], url: str, target: Path, **options: str) -> MobilityError:
    """The error of a download that must fail, leaving nothing at ``target``."""
    with pytest.raises(kind) as caught:
        download(url, target, patience=QUICK, **options)
    assert type(caught.value) is kind
    assert caught.value.next_step, "says nothing about what to do"
    assert not target.exists()
    return caught.value


def test_a_good_file_arrives_and_leaves_nothing_else(server: Server, target: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []
    found = download(
        server.serve("/f", BODY), target, patience=QUICK, show=lambda *a: seen.append(a)
    )
    assert found.read_bytes() == BODY
    assert [path.name for path in target.parent.iterdir()] == ["counts.csv"]
    assert seen[-1] == ("counts.csv", len(BODY), len(BODY))


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_not_asked_for_again(server: Server, target: Path, status: int) -> None:
    error = _failure(NotFound, server.serve("/f", status=status), target)
    assert str(status) in error.what
    assert server.hits()["/f"] == 1


def test_trouble_of_the_server_passes(server: Server, target: Path) -> None:
    url = server.serve("/f", BODY, failures=[500, 503])
    assert download(url, target, patience=QUICK).read_bytes() == BODY
    assert server.hits()["/f"] == 3


def test_trouble_of_the_server_that_stays(server: Server, target: Path) -> None:
    error = _failure(FetchError, server.serve("/f", BODY, failures=[500] * 9), target)
    assert "500" in error.what
    assert server.hits()["/f"] == QUICK.tries


def test_pauses_double_and_heed_the_server() -> None:
    patience = Patience(first_pause=1, longest_pause=10)
    assert [patience.pause(attempt, 0) for attempt in range(5)] == [1, 2, 4, 8, 10]
    assert patience.pause(0, asked=7) == 7
    assert patience.pause(0, asked=3600) == 10


def test_a_promise_without_a_file_is_asked_for_again(server: Server, target: Path) -> None:
    url = server.serve("/f", BODY, failures=[202])
    assert download(url, target, patience=QUICK).read_bytes() == BODY


def test_a_promise_that_is_never_kept_is_a_refusal(server: Server, target: Path) -> None:
    error = _failure(Refused, server.serve("/f", BODY, failures=[202] * 9), target)
    assert server.hits()["/f"] == QUICK.tries
    assert "202" in error.what
    assert "browser" in error.next_step
    assert "--data" in error.next_step


def test_a_server_that_was_asked_too_often_is_left_alone_for_as_long_as_it_wants(
    server: Server, target: Path
) -> None:
    url = server.serve("/f", BODY, failures=[429], headers={"Retry-After": "1"})
    start = time.monotonic()
    assert download(url, target, patience=QUICK).read_bytes() == BODY
    assert time.monotonic() - start >= 1


@pytest.mark.parametrize("is_date", [False, True], ids=["seconds", "date"])
def test_a_server_that_wants_an_hour_of_peace_is_not_asked_again(
    server: Server, target: Path, *, is_date: bool
) -> None:
    # Of now, not of the time when tests are collected, which is long ago when this one's turn comes.
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    asked = in_an_hour if is_date else "3600"
    url = server.serve("/f", BODY, failures=[429] * 9, headers={"Retry-After": asked})
    error = _failure(Refused, url, target)
    assert server.hits()["/f"] == 1
    assert re.search(
        r"asked too often \(429\), and wants to be left alone for [23],\d{3} seconds", error.what
    )


@pytest.mark.parametrize("asked", ["", "soon", "-5", "1.5", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_wish_that_is_none_or_past_is_no_pause(
    server: Server, target: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    url = server.serve("/f", BODY, failures=[429, 503], headers={"Retry-After": asked})
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    assert download(url, target, patience=QUICK).read_bytes() == BODY
    assert 0 < sum(pauses) < 1


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("county.data@example.gov", "county.data@example.gov"),
        ("  a@example.gov\r\nHost: evil.example (x)  ", "a@example.govHost: evil.example x"),
    ],
)
def test_servers_learn_who_asks(
    server: Server, target: Path, monkeypatch: pytest.MonkeyPatch, contact: str, told: str
) -> None:
    monkeypatch.setenv("MOBILITY_CONTACT", contact)
    download(server.serve("/f", BODY), target, patience=QUICK)
    agent = server.requests[0][2]["User-Agent"]
    assert re.fullmatch(
        rf"Mozilla/5\.0 \(compatible; mobility-analysis/\d[\w.]*; {re.escape(told)}\)", agent
    )


def test_without_a_contact_the_project_is_named_and_a_refusal_asks_for_one(
    server: Server, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOBILITY_CONTACT", raising=False)
    error = _failure(Refused, server.serve("/f", status=403), target)
    assert "MOBILITY_CONTACT" in error.next_step
    agent = server.requests[0][2]["User-Agent"]
    assert re.fullmatch(r"Mozilla/5\.0 \(compatible; mobility-analysis/[^;]+; [^;)]+\)", agent)
    monkeypatch.setenv("MOBILITY_CONTACT", "county.data@example.gov")
    again = _failure(Refused, server.serve("/f", status=403), target)
    assert "MOBILITY_CONTACT" not in again.next_step


def test_a_dropped_connection_passes(server: Server, target: Path) -> None:
    url = server.serve("/f", BODY, failures=["hang up"])
    assert download(url, target, patience=QUICK).read_bytes() == BODY


def test_a_proxy_that_finds_nobody_is_not_asked_for_long(
    server: Server, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a direct connection is refused, a proxy answers; neither comes right by patience."""
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, server.url)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")
    error = _failure(Unreachable, "https://agency.example.gov/f", target)
    assert "no connection (502 Nobody there)" in error.what
    assert server.hits() == {"agency.example.gov:443": module.SHUT_TRIES}
    assert QUICK.tries > module.SHUT_TRIES


def test_no_server_at_all(target: Path) -> None:
    error = _failure(Unreachable, "http://127.0.0.1:9/f", target)
    assert "no connection" in error.what
    assert "object at 0x" not in str(error)


def test_a_slow_answer_is_asked_for_again(server: Server, target: Path) -> None:
    url = server.serve("/f", BODY, failures=["slow"], delay=0.6)
    assert download(url, target, patience=QUICK).read_bytes() == BODY
    assert server.hits()["/f"] == 2


def test_a_server_that_is_always_slow(server: Server, target: Path) -> None:
    error = _failure(
        Unreachable, server.serve("/f", BODY, failures=["slow"] * 5, delay=0.6), target
    )
    assert "no answer within 0.25 seconds" in error.what


def test_a_body_cut_short_is_resumed_in_the_middle(server: Server, target: Path) -> None:
    url = server.serve("/f", BODY, failures=["cut"])
    assert download(url, target, patience=QUICK).read_bytes() == BODY
    assert server.ranges("/f") == ["", f"bytes={KEPT}-"]


def test_without_ranges_a_body_cut_short_is_fetched_anew(server: Server, target: Path) -> None:
    url = server.serve("/f", BODY, failures=["cut"], resumes=False)
    assert download(url, target, patience=QUICK).read_bytes() == BODY
    assert server.ranges("/f") == ["", ""]


def test_a_body_always_cut_short_is_truncated(server: Server, target: Path) -> None:
    url = server.serve("/f", BODY, failures=["cut"] * 9, resumes=False)
    error = _failure(TruncatedFile, url, target)
    assert f"{KEPT:,} bytes arrived of {len(BODY):,}" in error.what


def test_a_later_call_goes_on_where_an_earlier_one_stopped(server: Server, target: Path) -> None:
    url = server.serve("/f", BODY, failures=["cut", 500, 500])
    _failure(FetchError, url, target)
    assert download(url, target, patience=QUICK).read_bytes() == BODY
    assert server.ranges("/f")[-1] == f"bytes={KEPT}-"
    assert [path.name for path in target.parent.iterdir()] == ["counts.csv"]


def test_halves_of_two_editions_are_never_joined(server: Server, target: Path) -> None:
    url = server.serve("/f", BODY, failures=["cut", 500, 500])
    _failure(FetchError, url, target)
    other = BODY.replace(b"12", b"34")
    server.serve("/f", other, tag='"v2"')
    assert download(url, target, patience=QUICK).read_bytes() == other


@pytest.mark.parametrize("note", ["", "7", "[1]", '{"url":' + "[" * 100_000])
def test_a_part_whose_note_is_broken_is_fetched_anew(
    server: Server, target: Path, note: str
) -> None:
    url = server.serve("/f", BODY, failures=["cut", 500, 500])
    _failure(FetchError, url, target)
    target.with_name(f"{target.name}.part.json").write_text(note)
    assert download(url, target, patience=QUICK).read_bytes() == BODY
    assert server.ranges("/f")[-1] == ""


def test_a_part_of_another_address_is_not_used(server: Server, target: Path) -> None:
    _failure(FetchError, server.serve("/f", BODY, failures=["cut", 500, 500]), target)
    other = server.serve("/g", BODY)
    assert download(other, target, patience=QUICK).read_bytes() == BODY
    assert server.ranges("/g") == [""]


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "text/csv"])
def test_a_web_page_with_status_200_is_not_data(
    server: Server, target: Path, content_type: str
) -> None:
    page = b"<!DOCTYPE html><html><body>We are sorry</body></html>"
    error = _failure(NotData, server.serve("/f", page, content_type=content_type), target)
    assert "web page" in error.what
    assert server.hits()["/f"] == 1
    assert not list(target.parent.iterdir())


@pytest.mark.parametrize("status", [200, 204])
def test_nothing_is_not_data(server: Server, target: Path, status: int) -> None:
    error = _failure(NotData, server.serve("/f", b"", status=status), target)
    assert "empty" in error.what


def test_a_wrong_hash(server: Server, target: Path) -> None:
    url = server.serve("/f", BODY)
    assert "sha256" in _failure(HashMismatch, url, target, sha256="0" * 64).what
    right = hashlib.sha256(BODY).hexdigest()
    assert download(url, target, sha256=right, patience=QUICK).read_bytes() == BODY


def test_an_old_file_stands_until_the_new_one_is_whole(server: Server, target: Path) -> None:
    target.write_bytes(b"old")
    url = server.serve("/f", BODY, failures=["cut"] * 9, resumes=False)
    with pytest.raises(TruncatedFile):
        download(url, target, patience=QUICK)
    assert target.read_bytes() == b"old"


def test_a_full_disk(server: Server, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(stream: IO[bytes], chunk: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    target.write_bytes(b"old")
    monkeypatch.setattr(module, "_write", no_room)
    with pytest.raises(FetchError, match="disk is full") as caught:
        download(server.serve("/f", BODY), target, patience=QUICK)
    assert "Make room" in caught.value.next_step
    assert target.read_bytes() == b"old"


# ------------------------------------------------------------------ without end


SLOW = Patience(tries=2, first_pause=0.01, connect=0.2, read=1.0, polite=0, window=0.3, least=1_000)


@pytest.mark.parametrize("failure", ["drip", "drip head"])
def test_a_server_that_trickles_is_hung_up_on(server: Server, target: Path, failure: str) -> None:
    url = server.serve("/f", BODY, failures=[failure] * 9, delay=0.02)
    began = time.monotonic()
    with pytest.raises(TooSlow, match=r"less than 1,000 bytes a second") as caught:
        download(url, target, patience=SLOW)
    assert time.monotonic() - began < 30  # the whole file would take two hours
    assert "what has arrived is kept" in caught.value.next_step
    assert not target.exists()
    server.serve("/f", BODY)
    assert download(url, target, patience=QUICK).read_bytes() == BODY
    assert bool(server.ranges("/f")[-1]) == (failure == "drip"), "what arrived is gone on with"


def test_a_download_has_a_longest_time(server: Server, target: Path) -> None:
    url = server.serve("/f", BODY, failures=["drip"] * 9, delay=0.02)
    with pytest.raises(TooSlow, match="takes more than"):
        download(url, target, patience=Patience(window=9, longest=0.2, polite=0))
    assert server.hits()["/f"] == 1
    assert list(target.parent.glob("*.part"))


def test_a_slow_and_honest_connection_is_let_be() -> None:
    patience = Patience()
    half_a_gigabyte, slow_home = 500e6, 256_000 / 8
    assert patience.least < slow_home / 10
    assert half_a_gigabyte / slow_home < patience.longest


def test_a_body_without_end_is_left_and_not_kept(server: Server, target: Path) -> None:
    url = server.serve("/f", BODY, failures=["endless"])
    with pytest.raises(TooLarge, match=r"sends more than 1,000,000 bytes"):
        download(url, target, patience=QUICK, most=1_000_000)
    assert not list(target.parent.iterdir())
    assert server.hits()["/f"] == 1


def test_a_body_that_says_to_be_too_large_is_not_received(server: Server, target: Path) -> None:
    url = server.serve("/f", BODY)
    seen: list[int] = []
    with pytest.raises(TooLarge):
        download(url, target, patience=QUICK, most=len(BODY) - 1, show=lambda *a: seen.append(a[1]))
    assert not seen
    assert download(url, target, patience=QUICK, most=len(BODY)).read_bytes() == BODY


# ------------------------------------------------------------------ redirects


def test_a_redirect_to_the_file_is_followed(server: Server, target: Path) -> None:
    server.serve("/new", BODY)
    url = server.serve("/old", status=301, headers={"Location": "/new"})
    assert download(url, target, patience=QUICK).read_bytes() == BODY


def test_a_circle_of_redirects_ends(server: Server, target: Path) -> None:
    url = server.serve("/f", status=302, headers={"Location": "/f"})
    assert "redirects" in _failure(FetchError, url, target).what


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://x.gov/f", "data:text/csv,a"])
def test_a_redirect_away_from_the_web_is_refused(
    server: Server, target: Path, location: str
) -> None:
    url = server.serve("/f", status=302, headers={"Location": location})
    error = _failure(Unsafe, url, target)
    assert url in error.what and location[:4] in error.what
    assert server.hits()["/f"] == 1


def test_https_never_leads_to_http() -> None:
    with pytest.raises(Unsafe, match="from https to http: not followed") as caught:
        next_address("https://me:hidden@x.gov/a?token=hush", "http://y.gov/b?sig=hush")
    assert "hidden" not in str(caught.value) and "hush" not in str(caught.value)
    assert next_address("http://x.gov/a", "https://x.gov/a") == "https://x.gov/a"
    assert next_address("https://x.gov/a/b", "../c") == "https://x.gov/c"


def test_a_redirect_from_https_to_http_is_refused_by_a_download(
    server: Server, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sent_on(_: object, __: str, **options: object) -> requests.Response:
        assert options["allow_redirects"] is False
        answer = requests.Response()
        answer.status_code, answer.raw = 302, io.BytesIO()
        answer.headers["Location"] = server.serve("/f", BODY)
        return answer

    monkeypatch.setattr(requests.Session, "get", sent_on)
    _failure(Unsafe, "https://x.gov/f", target)
    assert not server.requests


def test_the_server_that_a_redirect_leads_to_is_the_one_that_is_named(
    server: Server, target: Path
) -> None:
    url = server.serve("/f", status=302, headers={"Location": "http://127.0.0.1:9/g"})
    error = _failure(Unreachable, url, target)
    assert f"{url} (sent on to http://127.0.0.1:9/g): no connection" in error.what


# ------------------------------------------------------------------ error pages


@pytest.mark.parametrize(
    "page",
    [
        b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>",
        b"\xef\xbb\xbf<?xml version='1.0'?><Error/>",
        b"<Error><Message>No</Message></Error>",
        b'{"error": "no such table"}',
        b'{"error": {"code": 500, "message": "x", "details": []}}',
        b'{"message": "Internal", "status": 500}',
        b'{"Message": "An error has occurred."}',
        b'{"status": "error", "data": null}',
        b'{"errors": [{"title": "' + b"long " * 20_000 + b'"}]}',
    ],
    ids=range(9),
)
def test_an_error_in_xml_or_json_with_status_200_is_not_data(
    server: Server, target: Path, page: bytes
) -> None:
    error = _failure(NotData, server.serve("/f", page, content_type="application/json"), target)
    assert "not data" in error.what
    assert not list(target.parent.iterdir())


@pytest.mark.parametrize(
    "data",
    [
        b'[["NAME","B14003_001E"],["Autauga","1"]]',
        b'{"count": 1, "next": null, "results": [{"leaid": "0100005"}]}',
        b'{"error": null, "results": [1]}',
        b'{"type": "FeatureCollection", "features": [{"type": "Feature"}]}',
        b'{"status": 200, "rows": [[1]]}',
        b'[{"error": 0.1, "message": "a column of this name"}]',
        b'error,message\n0.1,"a column of this name"\n',
    ],
)
def test_data_in_json_is_data(server: Server, target: Path, data: bytes) -> None:
    assert download(server.serve("/f", data), target, patience=QUICK).read_bytes() == data


# ------------------------------------------------------------------ keys


def test_a_missing_key_is_named_before_any_request(
    server: Server, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CENSUS_API_KEY", raising=False)
    error = _failure(KeyNeeded, server.serve("/f", BODY), target, key_env="CENSUS_API_KEY")
    assert "CENSUS_API_KEY" in error.what
    assert "https://api.census.gov/data/key_signup.html" in error.next_step
    assert not server.requests


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"body": BODY, "failures": [500, "cut", "slow"], "delay": 0.4}, None),
        ({"failures": [500] * 9}, FetchError),
        ({"failures": ["hang up"] * 9}, Unreachable),
        ({"failures": ["slow"] * 9, "delay": 0.4}, Unreachable),
        ({"body": BODY, "failures": ["cut"] * 9, "resumes": False}, TruncatedFile),
        ({"status": 404}, NotFound),
        ({"status": 403}, KeyNeeded),
        ({"status": 400, "body": f"error: unknown key {SECRET}".encode()}, FetchError),
        (
            {"status": 302, "headers": {"Location": f"http://127.0.0.1:9/?key={SECRET}"}},
            Unreachable,
        ),
        ({"body": b"<html>no</html>"}, NotData),
    ],
)
def test_the_key_is_sent_and_never_told(  # noqa: PLR0917
    server: Server,
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    options: dict[str, object],
    kind: type[MobilityError] | None,
) -> None:
    monkeypatch.setenv("CENSUS_API_KEY", SECRET)
    caplog.set_level(logging.DEBUG)
    url = server.serve("/data", **options) + "?get=group(B14003)&for=county:*"
    patience = Patience(tries=4, first_pause=0.01, connect=2, read=0.2, polite=0)
    told = ""
    try:
        download(url, target, key_env="CENSUS_API_KEY", patience=patience)
        assert kind is None
    except MobilityError as error:
        assert type(error) is kind
        told = f"{error!r} {error} {error.__cause__!r}"
        assert error.__cause__ is None or error.__suppress_context__
    assert "get=group(B14003)&for=county:*&key=s3cret%2Bkey%2Fof%3Dmine" in server.queries("/data")
    told += caplog.text + "".join(str(vars(record)) for record in caplog.records)
    told += "".join(p.read_text("latin-1") for p in target.parent.rglob("*") if p.is_file())
    for written in (SECRET, "s3cret%2Bkey%2Fof%3Dmine"):
        assert written not in told
    assert "urllib3.connectionpool" in caplog.text, "the log must have been looked at"
    assert kind is not None or "key=***" in caplog.text


def test_a_key_refused_by_a_page_is_a_matter_of_the_key(
    server: Server, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CENSUS_API_KEY", SECRET)
    server.serve("/invalid_key.html", b"<html>Invalid Key</html>", content_type="text/html")
    url = server.serve("/f", status=302, headers={"Location": "/invalid_key.html"})
    error = _failure(KeyNeeded, url, target, key_env="CENSUS_API_KEY")
    assert "did not accept the key in CENSUS_API_KEY" in error.what


def test_a_refusal_without_a_key_says_how_to_go_on(server: Server, target: Path) -> None:
    error = _failure(Refused, server.serve("/f", status=403), target)
    assert "refuses" in error.what
    assert "--data" in error.next_step


def test_a_password_in_an_address_is_not_told(server: Server, target: Path) -> None:
    url = server.serve("/f", status=404).replace("http://", "http://me:hidden@")
    assert "hidden" not in str(_failure(NotFound, url, target))


SECRET_URLS = [
    "http://me:hush%2Fhush@{}/f",
    "http://{}/f?token=hush%2Fhush",
    "http://{}/f?year=2023&sig=hush%2Fhush",
    "http://{}/f?X-Amz-Signature=hush%2Fhush&format=csv",
    "http://{}/f?subscription-key=hush%2Fhush",
]


@pytest.mark.parametrize("url", SECRET_URLS)
@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"body": BODY, "failures": [500, "cut"]}, None),
        ({"status": 404}, NotFound),
        ({"status": 401}, Refused),
        ({"status": 400, "body": b"bad token hush/hush"}, FetchError),
        ({"failures": ["hang up"] * 9}, Unreachable),
        ({"failures": ["slow"] * 9, "delay": 0.4}, Unreachable),
        ({"body": BODY, "failures": ["cut"] * 9}, TruncatedFile),
        ({"body": b'{"error": "no"}'}, NotData),
        ({"status": 302, "headers": {"Location": "ftp://{}/f?token=hush%2Fhush"}}, Unsafe),
    ],
)
def test_a_token_in_an_address_is_not_told(  # noqa: PLR0917
    server: Server, target: Path, caplog: pytest.LogCaptureFixture,
    url: str, options: dict[str, object], kind: type[MobilityError] | None,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    server.serve("/f", **copy.deepcopy(options))
    patience = Patience(tries=3, first_pause=0.01, connect=2, read=0.2, polite=0)
    told = ""
    try:
        download(url.format(server.url.partition("//")[2]), target, patience=patience)
        assert kind is None
    except MobilityError as error:
        assert type(error) is kind
        told = _whole_chain(error)
    told += caplog.text + "".join(str(vars(record)) for record in caplog.records)
    told += "".join(p.read_text("latin-1") for p in target.parent.rglob("*") if p.is_file())
    assert "hush" not in told
    assert "urllib3.connectionpool" in caplog.text, "the log must have been looked at"
    _, query, headers = server.requests[0]
    assert "hush" in query or headers["Authorization"].startswith("Basic ")


def _whole_chain(error: BaseException | None) -> str:
    """All that a traceback or a debugger could show of an error and of those behind it."""
    if error is None:
        return ""
    told = f"{error!r} {error} {error.args} {vars(error)}"
    return told + _whole_chain(error.__cause__) + _whole_chain(error.__context__)


def test_what_is_no_secret_in_an_address_stays_readable() -> None:
    census = "https://api.census.gov/data/2023/acs/acs5?get=group(B14003)&for=county:*"
    assert shown(census) == census
    assert shown(f"{census}&key=abc") == f"{census}&key=***"
    assert shown("https://x.gov/f?keyword=tracts&monkey=1&design=2") == (
        "https://x.gov/f?keyword=tracts&monkey=1&design=2"
    )


# ------------------------------------------------------------------ archives


def _zip(folder: Path, *names: str) -> Path:
    path = folder / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, BODY)
    return path


def test_a_member_moved_to_another_folder_is_found(tmp_path: Path, target: Path) -> None:
    archive = _zip(tmp_path, "release/050/Counts.csv", "readme.txt")
    assert extract_member(archive, "050/counts.csv", target).read_bytes() == BODY


def test_an_ambiguous_or_missing_member_is_not_guessed(tmp_path: Path, target: Path) -> None:
    archive = _zip(tmp_path, "a/counts.csv", "b/counts.csv")
    with pytest.raises(NotFound, match=r"holds no c/counts.csv; it holds a/counts.csv"):
        extract_member(archive, "c/counts.csv", target)
    assert not target.exists()


def test_half_an_archive_is_truncated(tmp_path: Path, target: Path) -> None:
    archive = _zip(tmp_path, "counts.csv")
    archive.write_bytes(archive.read_bytes()[:80])
    with pytest.raises(TruncatedFile, match=r"all\.zip"):
        extract_member(archive, "counts.csv", target)
    assert not target.exists()


def test_a_damaged_member_is_truncated(tmp_path: Path, target: Path) -> None:
    archive = _zip(tmp_path, "counts.csv")
    content = io.BytesIO(archive.read_bytes())
    content.seek(60)
    content.write(b"\xff\xff\xff")
    archive.write_bytes(content.getvalue())
    with pytest.raises(TruncatedFile):
        extract_member(archive, "counts.csv", target)
    assert not target.exists()
