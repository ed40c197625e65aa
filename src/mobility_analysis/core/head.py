"""Asking a server whether it has a file, without taking it."""

from __future__ import annotations

from dataclasses import dataclass

import requests

from mobility_analysis.core.masking import shown
from mobility_analysis.core.web import user_agent

PATIENCE = (10.0, 20.0)  # seconds for the connection, and for the answer
GONE = (404, 410)


@dataclass(frozen=True)
class Head:
    """What a server says of a file.

    Attributes
    ----------
    is_there
        ``None`` where the answer does not tell, which ``remark`` then explains.
    megabytes
        Its size where the server says it; 10^6 bytes.
    """

    is_there: bool | None
    megabytes: float | None = None
    remark: str = ""


def ask_head(url: str) -> Head:
    """One HEAD request, following redirects; that a server cannot be reached is also a result."""
    try:
        answer = requests.head(
            url, headers={"User-Agent": user_agent()}, timeout=PATIENCE, allow_redirects=True
        )
    except requests.exceptions.RequestException as error:
        return Head(None, remark=f"{shown(url)}: no answer ({type(error).__name__})")
    if answer.status_code in GONE:
        return Head(False)
    is_page = answer.headers.get("Content-Type", "").lower().startswith("text/html")
    if answer.status_code != requests.codes.ok or is_page:
        said = "a web page" if is_page else str(answer.status_code)
        return Head(None, remark=f"{shown(url)} answers {said}")
    length = answer.headers.get("Content-Length", "")
    return Head(True, int(length) / 1e6 if length.isdigit() else None)
