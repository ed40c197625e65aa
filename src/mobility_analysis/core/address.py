"""The address that reports of a run are published at: checked as it is read, filled in for each place."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

# What stands for a place in it: its code, or the name of its report's folder.
GEOID, FOLDER = "{geoid}", "{folder}"
# Printed as a QR code of 0.9 inches, a longer one has squares that telephones do not tell apart.
LONGEST: Final = 200
_EXAMPLE = "https://example.gov/mobility/{geoid}/"
_PLAIN = re.compile(r"[!-~]*")


def check_address(address: str) -> str:
    """``address`` itself, if readers of a report can go there; an empty one stands for none.

    Raises
    ------
    ValueError
        It is no http(s) address, names no place, or cannot be printed; with what is wrong.
    """
    if not address:
        return address
    trouble = _trouble(address)
    if trouble:
        raise ValueError(f"{address!r} {trouble}, such as {_EXAMPLE}")
    return address


def fill_address(address: str, geoid: str, folder: str) -> str:
    """The address of one place's report; empty where none is set."""
    return address.replace(GEOID, geoid).replace(FOLDER, folder)


def _trouble(address: str) -> str:
    bare = address.replace(GEOID, "").replace(FOLDER, "")
    wrong = {
        "has spaces or letters that addresses cannot have; give it as a browser copies it": (
            not _PLAIN.fullmatch(address)
        ),
        f"has braces around something else than {GEOID} or {FOLDER}; leave them out": (
            "{" in bare or "}" in bare
        ),
        "is no http or https address; give a whole one": not _is_web_address(bare),
        "has an @, before which a name or password would stand; give it without": "@" in bare,
        f"is the same for every place; put {GEOID} or {FOLDER} (the report's folder) into it": (
            bare == address
        ),
        f"is longer than {LONGEST} characters; give a shorter one": len(address) > LONGEST,
    }
    return next((said for said, is_so in wrong.items() if is_so), "")


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is no number
        return False
