"""What a server's answer means, in words that never contain an API key."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, metadata
from urllib.parse import urlsplit

import requests
import urllib3

from mobility_analysis.core.errors import (
    FetchError,
    KeyNeeded,
    NotData,
    NotFound,
    Refused,
    Unreachable,
)
from mobility_analysis.core.masking import redact
from mobility_analysis.core.transport import blocks

SIGN_UP = {"CENSUS_API_KEY": "https://api.census.gov/data/key_signup.html"}
TRANSIENT = {408, 425, 500, 502, 503, 504}
# The words of Python's http.client when a proxy gave no connection to the server.
NO_TUNNEL = "Tunnel connection failed"
PACKAGE = "mobility-analysis"
CONTACT = "MOBILITY_CONTACT"
LOOK = "Open the source's landing page: the agency may have moved or withdrawn the file."
LATER = "Run the same command again later; what has arrived is kept and continued."
BY_HAND = (
    "Open the address in a browser; if it opens there, put the file into a mirror folder "
    "(<folder>/<source>/<vintage>/<file>) and fetch with --data <folder>."
)


class TryAgain(Exception):
    """A failure that may pass: ``error`` is what to raise if it does not.

    ``asked`` is how many seconds the server wants us to wait. ``is_shut`` says that there was no connection (or
    the name is not known); then one more try is enough.
    """

    def __init__(self, error: FetchError, asked: float = 0.0, *, is_shut: bool = False) -> None:
        super().__init__(error.what)
        self.error = error
        self.asked = asked
        self.is_shut = is_shut


# ------------------------------------------------------------------ who asks


def user_agent() -> str:
    """How the client introduces itself.

    Some agencies (data.bls.gov, huduser.gov, Dataverse) refuse what does not look like a browser,
    and the Bureau of Labor Statistics wants somebody it can write to.
    """
    known, page = _package()
    asked = os.environ.get(CONTACT, "").strip()
    # A header is one line of plain characters, and a closing parenthesis would end the comment.
    contact = "".join(c for c in asked if c.isascii() and c.isprintable() and c not in "()")
    return f"Mozilla/5.0 (compatible; {PACKAGE}/{known}; {contact or page})"


@lru_cache(maxsize=1)
def _package() -> tuple[str, str]:
    """Version, and the project's page where the package names one."""
    try:
        known = metadata(PACKAGE)
    except PackageNotFoundError:
        return "0", "reports from public data"
    pages = [each.partition(",")[2].strip() for each in known.get_all("Project-URL") or ()]
    return known["Version"], next(filter(None, pages), "reports from public data")


# ------------------------------------------------------------------ keys


def api_key(variable: str | None) -> str | None:
    """The key in that environment variable; ``None`` when no key is asked for.

    Raises
    ------
    KeyNeeded
        The variable is not set; names it and where to get a key.
    """
    if variable is None:
        return None
    key = os.environ.get(variable, "").strip()
    if not key:
        page = SIGN_UP.get(variable)
        raise KeyNeeded(
            f"the agency wants an API key, and the environment variable {variable} is not set.",
            f"Get a free key at {page or 'the page of the agency'}, then: "
            f"export {variable}=<your key>",
        )
    return key


# ------------------------------------------------------------------ answers


def check_answer(
    response: requests.Response, where: str, secrets: tuple[str, ...], key_env: str | None
) -> None:
    """Raise the error that an answer means, unless it is the file; ``where`` is the address to show.

    Raises
    ------
    TryAgain
        A later try may succeed.
    NotFound, Refused, KeyNeeded, NotData, FetchError
        A later try would not succeed.
    """
    status = response.status_code
    if status in (404, 410):
        raise NotFound(f"{where}: the server has no such file ({status}).", LOOK)
    _check_access(response, where, key_env)
    if status in TRANSIENT:
        raise TryAgain(
            FetchError(f"{where}: the server failed every time ({status}).", LATER),
            _asked_pause(response),
        )
    if status == 204:
        raise NotData(f"{where} is empty ({status}).", LOOK)
    if status not in (200, 206):
        said = next(blocks(response, 300), b"").decode("utf-8", "replace")
        said = redact(" ".join(said.split()), *secrets)
        raise FetchError(f"{where}: the server answered {status} {said}".strip() + ".", LOOK)
    if response.headers.get("Content-Type", "").lower().startswith("text/html"):
        raise NotData(f"{where} is a web page, not data.", LOOK)


def _asked_pause(response: requests.Response) -> float:
    """Seconds of the header ``Retry-After``, which holds a number or a date."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _check_access(response: requests.Response, where: str, key_env: str | None) -> None:
    status = response.status_code
    # The Census API sends a wrong key on to invalid_key.html, with status 200.
    is_key_page = urlsplit(response.url).path.endswith("_key.html")
    if key_env and (status in (401, 403) or is_key_page):
        page = SIGN_UP.get(key_env)
        raise KeyNeeded(
            f"{host_of(response.url)} did not accept the key in {key_env} ({status}).",
            "Check the key; a new one works only once its e-mail is confirmed"
            + (f". Sign up at {page}" if page else "."),
        )
    if status == 401:
        raise Refused(
            f"{where}: the server wants to know who asks ({status}).",
            "Check the user name and password, or the token, in the mirror's address; an agency's "
            "file that wants a log-in goes into a mirror folder: fetch with --data <folder>.",
        )
    if status == 403:
        raise Refused(
            f"{where}: the server refuses to give the file ({status}).",
            f"{BY_HAND} If it is a mirror's, its token may have run out. {_introduce_yourself()}".strip(),
        )
    if (
        status == 202
    ):  # "accepted": huduser.gov answers this, without a body, to what it takes for a robot
        raise TryAgain(
            Refused(
                f"{where}: the server accepted the request every time but sent no file ({status}).",
                f"It may take us for a robot. {BY_HAND} {_introduce_yourself()}".strip(),
            ),
            _asked_pause(response),
        )
    if status == 429:
        seconds = _asked_pause(response)
        wish = f", and wants to be left alone for {seconds:,.0f} seconds" if seconds else ""
        raise TryAgain(
            Refused(f"{where}: the server was asked too often ({status}){wish}.", LATER), seconds
        )


def _introduce_yourself() -> str:
    if os.environ.get(CONTACT, "").strip():
        return ""
    return f"Some agencies answer only those who say who they are: export {CONTACT}=<your e-mail>."


def host_of(url: str) -> str:
    """The server's name, and its port where it is not the usual one."""
    return urlsplit(url).netloc.rpartition("@")[2]


def network_failure(
    error: requests.exceptions.RequestException,
    where: str,
    secrets: tuple[str, ...],
    seconds: float,
) -> FetchError | TryAgain:
    """The error for a failed connection; its message leaves out the address that was requested."""
    cause = redact(str(error).rpartition(": ")[2].rstrip("'\")"), *secrets)
    if isinstance(error, requests.exceptions.SSLError):
        return FetchError(
            f"{where}: the server's certificate was not accepted ({cause}).",
            "Behind an inspecting proxy, set REQUESTS_CA_BUNDLE to your institution's certificate.",
        )
    if isinstance(error, requests.exceptions.Timeout) or "timed out" in str(error):
        is_shut = isinstance(error, requests.exceptions.ConnectTimeout)
        no_answer = Unreachable(f"{where}: no answer within {seconds:g} seconds.", LATER)
        return TryAgain(no_answer, is_shut=is_shut)
    if isinstance(error, requests.exceptions.ConnectionError):
        return TryAgain(
            Unreachable(
                f"{where}: no connection ({cause}).", f"Check the network or proxy. {LATER}"
            ),
            is_shut=_is_shut(error),
        )
    return FetchError(f"{where}: {type(error).__name__}: {cause}.", LOOK)


def _is_shut(error: requests.exceptions.ConnectionError) -> bool:
    """Whether there was no connection at all; one that broke off is tried more often.

    Behind a proxy: the proxy found no server, or cannot itself be reached.
    """
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    reason = getattr(reason, "original_error", reason)
    is_no_tunnel = str(reason).startswith(NO_TUNNEL)
    return is_no_tunnel or isinstance(reason, urllib3.exceptions.NewConnectionError)
