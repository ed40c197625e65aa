"""Downloads: retried, resumed, checked for completeness; a web page in place of data is refused.

The only module that imports pooch. ``pooch.retrieve`` keeps the temporary file, the hash and the move
into place; the downloader given to it here adds what agencies' servers make necessary: retry with
exponential back-off, resume, and detection of bodies cut short.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pooch
import requests

from mobility_analysis.core.answers import HEAD, reject_web_page
from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.core.disk import disk_errors, require_room
from mobility_analysis.core.errors import (
    FetchError,
    HashMismatch,
    NotData,
    TooLarge,
    TooSlow,
    TruncatedFile,
)
from mobility_analysis.core.masking import hidden_in_logs, secrets_of, shown
from mobility_analysis.core.packed import GENERAL_LIMIT
from mobility_analysis.core.transport import Pace, Watch, asking, blocks
from mobility_analysis.core.web import (
    LATER,
    LOOK,
    TryAgain,
    api_key,
    check_answer,
    network_failure,
    user_agent,
)

# Bytes of an unfinished block are lost when the connection breaks, so a block is small.
BLOCK = 1 << 16

# A server whose name is not known, or that refuses the connection, is asked once more, soon.
SHUT_TRIES = 2
SHUT_PAUSE = 0.5

Show = Callable[[str, int, int | None], None]


def show_nothing(name: str, done: int, total: int | None) -> None:
    """A progress display that shows nothing."""


@dataclass(frozen=True)
class Patience:
    """How long to wait and how often to try; seconds.

    ``polite`` is the pause before every request, so that a source of many files does not overload its server.
    If a server asks for a longer pause (``Retry-After``), it gets up to ``longest_asked``; beyond that it is
    not asked again. A server must send ``least`` bytes a second over every ``window``, less than an old modem
    gives, and finish a file within ``longest``: 500 MB at 12 kB a second. Bytes that arrived are kept.
    """

    tries: int = 5
    first_pause: float = 2.0
    longest_pause: float = 60.0
    longest_asked: float = 600.0
    connect: float = 15.0
    read: float = 60.0
    polite: float = 0.2
    window: float = 60.0
    least: float = 2_000
    longest: float = 12 * 3600.0

    def pause(self, attempt: int, asked: float) -> float:
        """Seconds before the next try: doubled each time, or what the server asked for if that is longer."""
        return min(self.longest_pause, max(asked, self.first_pause * 2**attempt))


def download(
    url: str,
    target: Path,
    *,
    sha256: str | None = None,
    key_env: str | None = None,
    most: int = GENERAL_LIMIT,
    patience: Patience | None = None,
    show: Show = show_nothing,
) -> Path:
    """Download ``url`` to ``target``; the file appears there only when it is complete and checked.

    The beginning of an interrupted download is kept in ``<target>.part`` for the next call.

    Parameters
    ----------
    sha256
        Hash the bytes must have; ``None`` accepts any.
    key_env
        Environment variable with the API key, added to the request as ``key=``. The key, or a password or
        token in ``url``, never appears in a message, log or record.
    most
        The most bytes the file may have; a longer one is not kept.
    show
        Called with (name, bytes so far, bytes in all) when the answer is there, and as its bytes arrive.

    Raises
    ------
    NotFound, Refused, Unreachable, TooSlow, TooLarge, TruncatedFile, NotData, HashMismatch
    KeyNeeded, Unsafe, DiskTrouble, FetchError
    """
    key = api_key(key_env)
    # Pooch logs every download at level INFO; our callers print their own messages.
    pooch.get_logger().setLevel(logging.WARNING)
    downloader = _Downloader(
        target, key=key, key_env=key_env, most=most, patience=patience or Patience(), show=show
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        hidden_in_logs(key, *secrets_of(url)),
        disk_errors(target.name),
        atomic_path(target) as temporary,
    ):
        temporary.unlink()  # pooch would take an existing file for the download
        try:
            pooch.retrieve(
                url,
                known_hash=f"sha256:{sha256}" if sha256 else None,
                fname=temporary.name,
                path=temporary.parent,
                downloader=downloader,
            )
        except ValueError:
            if sha256 is None:
                raise
            raise HashMismatch(
                f"{shown(url)} is not the file expected: its sha256 is not {sha256[:12]}….",
                "Fetch it again; if the agency revised it, look at what changed and use --refresh.",
            ) from None
    return target


class _Downloader:
    """Pooch's downloader protocol: ``(url, output_file, pooch)``."""

    def __init__(
        self,
        target: Path,
        *,
        key: str | None,
        key_env: str | None,
        most: int,
        patience: Patience,
        show: Show,
    ) -> None:
        self.key, self.key_env, self.patience, self.show = key, key_env, patience, show
        self.most, self.name = most, target.name
        self.asked = ""
        self.part = target.with_name(f"{target.name}.part")
        self.note = target.with_name(f"{target.name}.part.json")

    def __call__(self, url: str, output_file: str, _: object) -> None:
        self.until = time.monotonic() + self.patience.longest
        for attempt in range(self.patience.tries):
            try:
                self._receive(url)
                break
            except TryAgain as failure:
                tries = self.patience.tries
                is_last = attempt + 1 >= (min(tries, SHUT_TRIES) if failure.is_shut else tries)
                if is_last or failure.asked > self.patience.longest_asked:
                    raise failure.error from None
                pause = max(failure.asked, self.patience.pause(attempt, failure.asked))
                time.sleep(min(pause, SHUT_PAUSE) if failure.is_shut else pause)
        self._reject_what_is_no_data(shown(url))
        self.part.replace(output_file)
        self._forget()

    def _receive(self, url: str) -> None:
        """One try.

        The library's own errors contain the address with the key. They are not passed on, not even as the
        context of our errors, which are raised outside the ``except`` block.
        """
        have, headers = self._what_stands(url)
        time.sleep(self.patience.polite)
        patience = self.patience
        trouble: FetchError | TryAgain | None = None
        pace = Pace(patience.connect + patience.read, patience.window, patience.least)
        with Watch(pace) as watch:
            try:
                with asking(
                    url,
                    {"key": self.key} if self.key else None,
                    {"User-Agent": user_agent(), **headers},
                    timeout=(patience.connect, patience.read),
                    watch=watch,
                    at=self._ask_at,
                ) as response:
                    self._take(response, url, have, watch)
            except requests.exceptions.ChunkedEncodingError:
                trouble = TryAgain(self._cut_short(url))
            except requests.exceptions.RequestException as error:
                trouble = network_failure(
                    error, self._where(url), self._secrets(url), patience.read
                )
        if watch.is_slow:
            raise TryAgain(self._too_slow(url))
        if trouble is not None:
            raise trouble

    def _ask_at(self, url: str) -> None:
        self.asked = url

    def _where(self, url: str) -> str:
        """The address for messages, and where it was redirected to."""
        is_there = self.asked in ("", url)
        return shown(url) + ("" if is_there else f" (sent on to {shown(self.asked)})")

    def _secrets(self, url: str) -> tuple[str, ...]:
        return (*((self.key,) if self.key else ()), *secrets_of(url), *secrets_of(self.asked))

    def _take(self, response: requests.Response, url: str, have: int, watch: Watch) -> None:
        if response.status_code == requests.codes.requested_range_not_satisfiable:
            self._start_over(url)
        check_answer(response, self._where(url), self._secrets(url), self.key_env)
        self._fill(response, url, have, watch)

    def _what_stands(self, url: str) -> tuple[int, dict[str, str]]:
        """(bytes kept from before, headers that ask for the rest only if the file is the same)."""
        headers = {"Accept-Encoding": "identity"}  # so that lengths and offsets are the file's own
        note = self._read_note()
        have = self.part.stat().st_size if self.part.is_file() else 0
        if not have or note.get("url") != shown(url) or not note.get("validator"):
            self._forget()
            return 0, headers
        return have, headers | {"Range": f"bytes={have}-", "If-Range": note["validator"]}

    def _fill(self, response: requests.Response, url: str, have: int, watch: Watch) -> None:
        is_rest = response.status_code == requests.codes.partial_content
        if is_rest and not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
            self._start_over(url)
        done = have if is_rest else 0
        length = response.headers.get("Content-Length", "")
        total = done + int(length) if length.isdigit() else None
        self._check_size(url, total or done)
        require_room(self.part.parent, self.name, (total or done) - done)
        # The expected size is shown before the first byte arrives.
        self.show(self.name, done, total)
        note = {"url": shown(url), "validator": _validator(response), "total": total}
        self.note.write_text(json.dumps(note), encoding="utf-8")
        with self.part.open("ab" if is_rest else "wb") as stream:
            for chunk in blocks(response, BLOCK):
                watch.done += len(chunk)
                done += len(chunk)
                self._check_size(url, done)
                self._check_time(url)
                _write(stream, chunk)
                self.show(self.name, done, total)
        if watch.is_slow:
            return
        if total is not None and done < total and "Content-Encoding" not in response.headers:
            raise TryAgain(self._cut_short(url))

    def _check_size(self, url: str, size: int) -> None:
        """Remove what arrived of a body that is too long: a later try cannot use it."""
        if size > self.most:
            self._forget()
            raise TooLarge(
                f"{self._where(url)} sends more than {self.most:,} bytes, more than the file can have.",
                "It is not the file expected: open the address in a browser. If the agency's file "
                "has grown that much, accept it with `mobility fetch --refresh`.",
            )

    def _check_time(self, url: str) -> None:
        if time.monotonic() > self.until:
            raise self._too_slow(url)

    def _too_slow(self, url: str) -> TooSlow:
        have = self.part.stat().st_size if self.part.is_file() else 0
        total = self._read_note().get("total")
        far = (
            f"{have:,} bytes{f' of {total:,}' if total else ''} are here"
            if have
            else "none is here"
        )
        return TooSlow(
            f"{self._where(url)}: the server sends less than {self.patience.least:,.0f} bytes a second, "
            f"or takes more than {self.patience.longest / 3600:g} hours; {far}.",
            LATER,
        )

    def _read_note(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self.note.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, RecursionError):
            return {}

    def _start_over(self, url: str) -> None:
        """Forget the part that was kept: it is not the beginning of the server's present file."""
        self._forget()
        raise TryAgain(FetchError(f"{shown(url)}: the server cannot resume.", LATER))

    def _cut_short(self, url: str) -> TruncatedFile:
        have = self.part.stat().st_size if self.part.is_file() else 0
        total = self._read_note().get("total")
        return TruncatedFile(
            f"{shown(url)}: {have:,} bytes arrived{f' of {total:,}' if total else ''}, "
            f"in {self.patience.tries} tries.",
            LATER,
        )

    def _reject_what_is_no_data(self, where: str) -> None:
        """An empty body or a web page with status 200 is not data, and is not kept."""
        with self.part.open("rb") as stream:
            head = stream.read(HEAD)
        try:
            if not head:
                raise NotData(f"{where} is empty.", LOOK)
            reject_web_page(head, where)
        except NotData:
            self._forget()
            raise

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def _write(stream: IO[bytes], chunk: bytes) -> None:
    stream.write(chunk)


def _validator(response: requests.Response) -> str | None:
    """The header that proves that the rest belongs to the same file; weak tags do not prove it."""
    tag = response.headers.get("ETag", "")
    if tag and not tag.startswith("W/"):
        return tag
    return response.headers.get("Last-Modified")
