"""Downloads: retried, resumed, checked whole, and never a web page in place of data.

Pooch does the retrieving, hashing and progress; this module is the only one that imports it and gives
it a downloader that resumes, and errors that say what to do.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import requests

from mobility_analysis.core.errors import (
    FetchError,
    HashMismatch,
    KeyNeeded,
    NotData,
    NotFound,
    TruncatedFile,
)
from mobility_analysis.core.io import CHUNK, reject_web_page

logger = logging.getLogger(__name__)
SIGN_UP = {"CENSUS_API_KEY": "https://api.census.gov/data/key_signup.html"}
GONE = (404, 410)
FORBIDDEN = (401, 403)
SERVER_SIDE = 500


@dataclass(frozen=True)
class Patience:
    """How long to wait and how often to try; seconds."""

    tries: int = 5
    first_pause: float = 2.0
    connect: float = 15.0
    read: float = 60.0


class _TryAgain(Exception):
    """Something that may pass: the server's trouble, a cut connection, a slow answer."""


def api_key(variable: str | None) -> str | None:
    """The key in ``variable``.

    Raises
    ------
    KeyNeeded
        The variable is not set.
    """
    if variable is None:
        return None
    key = os.environ.get(variable, "")
    if not key:
        where = f" It is free: {SIGN_UP[variable]}." if variable in SIGN_UP else ""
        raise KeyNeeded(
            f"The agency wants a key and {variable} is not set.",
            f"Set {variable} in your environment.{where}",
        )
    return key


def download(
    url: str,
    target: Path,
    *,
    sha256: str | None = None,
    key: str | None = None,
    patience: Patience | None = None,
) -> Path:
    """Bring ``url`` to ``target``; it appears there only when whole and checked.

    Parameters
    ----------
    sha256
        Hash the bytes must have; ``None`` accepts any.
    key
        Added to the request as ``key=``; it stands in no message, log or record.

    Raises
    ------
    NotFound, TruncatedFile, NotData, HashMismatch, KeyNeeded, FetchError
    """
    import pooch

    pooch.get_logger().setLevel("ERROR")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        found = pooch.retrieve(
            url,
            known_hash=f"sha256:{sha256}" if sha256 else None,
            fname=target.name,
            path=target.parent,
            downloader=_Downloader(part, key, patience or Patience()),
        )
    except ValueError as error:  # pooch's word for a wrong hash
        raise HashMismatch(
            f"{target.name} is not the file expected (its sha256 differs).",
            "Fetch it again; if the agency revised it, look at what changed and use --refresh.",
        ) from error
    return Path(found)


class _Downloader:
    """Pooch's downloader protocol: ``(url, output_file, pooch)``."""

    def __init__(self, part: Path, key: str | None, patience: Patience) -> None:
        self.part, self.key, self.patience = part, key, patience

    def __call__(self, url: str, output_file: str, _: object) -> None:
        pause = self.patience.first_pause
        for attempt in range(1, self.patience.tries + 1):
            try:
                self._attempt(url)
                break
            except _TryAgain as trouble:
                logger.info("%s: %s (try %d of %d)", url, trouble, attempt, self.patience.tries)
                if attempt == self.patience.tries:
                    raise self._give_up(url, str(trouble)) from None
                time.sleep(pause)
                pause *= 2
        self._check(url)
        self.part.replace(output_file)

    def _give_up(self, url: str, trouble: str) -> FetchError:
        kind = TruncatedFile if "bytes" in trouble else FetchError
        return kind(
            f"{url} did not arrive after {self.patience.tries} tries: {trouble}.",
            "Try again later; what has arrived is kept and continued.",
        )

    def _attempt(self, url: str) -> None:
        have = self.part.stat().st_size if self.part.exists() else 0
        headers = {"Range": f"bytes={have}-", "User-Agent": "mobility-analysis"} if have else {}
        try:
            with requests.get(
                url,
                params={"key": self.key} if self.key else None,
                headers=headers,
                stream=True,
                timeout=(self.patience.connect, self.patience.read),
            ) as answer:
                self._accept(answer, url, have)
        except (requests.ConnectionError, requests.Timeout) as error:
            # The library's own message may hold the address with the key.
            raise _TryAgain(type(error).__name__) from None

    def _accept(self, answer: requests.Response, url: str, have: int) -> None:
        _raise_for_status(answer.status_code, url, bool(self.key))
        if answer.status_code == requests.codes.requested_range_not_satisfiable:
            self.part.unlink()
            raise _TryAgain("the partial file did not fit")
        resumed = answer.status_code == requests.codes.partial_content
        promised = answer.headers.get("Content-Length")
        is_packed = bool(answer.headers.get("Content-Encoding"))
        received = 0
        report = _progress(self.part.name.removesuffix(".part"), int(promised or 0))
        try:
            with self.part.open("ab" if resumed else "wb") as stream:
                for chunk in answer.iter_content(CHUNK):
                    stream.write(chunk)
                    received += len(chunk)
                    report(received)
        except (requests.exceptions.ChunkedEncodingError, requests.ConnectionError) as error:
            raise _TryAgain(f"cut after {received} bytes ({type(error).__name__})") from None
        except OSError as error:
            raise FetchError(
                f"{self.part.name} could not be written: {error.strerror}.",
                "Make room on the disk; earlier files are as they were.",
            ) from error
        if promised and not is_packed and received < int(promised):
            raise _TryAgain(f"{received} of {promised} bytes arrived")

    def _check(self, url: str) -> None:
        """An empty body or a web page with status 200 is not data, and is not kept."""
        with self.part.open("rb") as stream:
            head = stream.read(2048)
        try:
            if not head:
                raise NotData(
                    f"{url} answered with nothing.", "Open the agency's page: it may have moved."
                )
            reject_web_page(head, url)
        except NotData:
            self.part.unlink()
            raise


def _raise_for_status(status: int, url: str, has_key: bool) -> None:
    if status in GONE:
        raise NotFound(
            f"{url} is not there ({status}).",
            "Open the source's landing page: the file may have moved, or not be out yet.",
        )
    if status in FORBIDDEN:
        raise KeyNeeded(
            f"{url} refuses the request ({status}).",
            "Check the key in the environment."
            if has_key
            else "The agency may want a log-in or a key.",
        )
    if status >= SERVER_SIDE or status == requests.codes.too_many_requests:
        raise _TryAgain(f"the server answers {status}")
    if (
        status >= requests.codes.bad_request
        and status != requests.codes.requested_range_not_satisfiable
    ):
        raise FetchError(f"{url} answers {status}.", "Open the source's landing page.")


def without_query(url: str) -> str:
    """``url`` without its query, for messages."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def _progress(name: str, total: int) -> Callable[[int], None]:
    """A line that counts the bytes on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        return lambda received: None

    def report(received: int) -> None:
        of = f" of {total / 1e6:.1f}" if total else ""
        sys.stderr.write(f"\r  {name}: {received / 1e6:.1f}{of} MB")
        if total and received >= total:
            sys.stderr.write("\n")
        sys.stderr.flush()

    return report
