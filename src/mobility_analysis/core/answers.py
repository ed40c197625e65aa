"""Error pages in place of data: servers send them with status 200, in HTML, XML or JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from mobility_analysis.core.errors import NotData

# How many bytes of a file are looked at; an error page in JSON is smaller than this.
HEAD = 1 << 16
MARKUP = (".xml", ".kml", ".gml")
ERROR_WORDS = {"error", "errors", "fault", "exception"}
# In an answer that has one of these, a word for an error is only a detail, such as `"error": null`.
DATA_WORDS = {"results", "features", "data", "rows", "records", "items", "objects"}
STATUS_WORDS = ("status", "code", "statuscode", "status_code")
# An answer of nothing but these holds no data.
TALK = {
    *(ERROR_WORDS | set(STATUS_WORDS)),
    *("message", "messages", "detail", "details", "title", "type", "instance", "path", "reason"),
    *("timestamp", "requestid", "request_id", "traceid", "success", "description", "help", "hint"),
    *("error_description", "error_code", "documentation_url", "moreinfo"),
}
ERROR_FIRST = re.compile(rb'^\{\s*"(error|errors|fault|exception)"\s*:\s*["{\[t]', re.IGNORECASE)
LANDING = "The agency may have moved the file or asked for a log-in: open its landing page."


def reject_web_page(head: bytes, name: str) -> None:
    """Raise :class:`NotData` if ``head`` is the beginning of a web page or of an error in XML or JSON."""
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    first = start[:512].lower()
    if first.startswith((b"<!doctype html", b"<html", b"<head", b"<!--")) or b"<html" in first:
        raise NotData(f"{name} is a web page, not data.", LANDING)
    is_markup = name.lower().partition("?")[0].removesuffix(".gz").endswith(MARKUP)
    if first.startswith((b"<?xml", b"<error", b"<fault")) and not is_markup:
        raise NotData(f"{name} is an answer in XML, not data{_quoted(start)}.", LANDING)
    if first.startswith(b"{") and _is_error(start):
        raise NotData(f"{name} is an error message, not data{_quoted(start)}.", LANDING)


def _quoted(start: bytes) -> str:
    """The beginning of the answer's own words, which often say what is wrong."""
    text = " ".join(re.sub(r"<[^>]*>", " ", start[:1000].decode("utf-8", "replace")).split())
    return f" ({text[:120]}{'…' if len(text) > 120 else ''})" if text else ""


def _is_error(start: bytes) -> bool:
    try:
        answer = json.loads(start)
    except (ValueError, RecursionError):  # longer than the head, or no JSON
        return ERROR_FIRST.match(start) is not None
    return says_error(answer)


def says_error(answer: dict[str, Any]) -> bool:
    """Whether a JSON object tells of an error and holds no data."""
    words = {str(key).lower(): value for key, value in answer.items()}
    if any(words.get(word) for word in DATA_WORDS):
        return False
    if any(words.get(word) for word in ERROR_WORDS):
        return True
    if any(_is_bad_status(words.get(word)) for word in STATUS_WORDS):
        return True
    return bool(words) and words.keys() <= TALK


def _is_bad_status(value: object) -> bool:
    text = str(value).lower()
    return text in ("error", "fail", "failed", "failure") or (text.isdigit() and int(text) >= 400)
