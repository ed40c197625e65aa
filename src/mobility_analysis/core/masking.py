"""Secrets in addresses and messages: they are replaced by ``***`` wherever something is printed, logged or stored."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit, urlunsplit

HIDDEN = "***"
# Loggers that would write a request's whole address, with its key, at level DEBUG.
CHATTY_LOGGERS = (
    "urllib3.connection",
    "urllib3.connectionpool",
    "urllib3.poolmanager",
    "urllib3.response",
    "urllib3.util.retry",
)
# A parameter is secret-looking when a word of its name is one of these, as in X-Amz-Signature.
SECRET_NAME = (
    r"(?:[\w.-]*[-_.])?(?:key|apikey|sig|signature|token|accesstoken|secret|password|passwd|pwd|pass"
    r"|auth|authorization|credential|credentials|jwt|sas|session|sessionid|googleaccessid|keyid)"
)
SECRET_PARAMETER = re.compile(rf"((?:[?&;]|^){SECRET_NAME}=)[^&;#\s\"')]+", re.IGNORECASE)
USER_INFO = re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^/?#\s\"']*@", re.IGNORECASE)
IS_SECRET = re.compile(SECRET_NAME, re.IGNORECASE)


def shown(url: str) -> str:
    """An address as it may be printed: without user name and password, secret-looking values masked."""
    parts = urlsplit(url)
    query = SECRET_PARAMETER.sub(rf"\1{HIDDEN}", parts.query)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=query))


def secrets_of(url: str) -> tuple[str, ...]:
    """The password and the values of secret-looking parameters in an address."""
    parts = urlsplit(url)
    values = [value for name, value in parse_qsl(parts.query) if IS_SECRET.fullmatch(name)]
    return tuple(value for value in (unquote(parts.password or ""), *values) if value)


def redact(text: str, *secrets: str | None) -> str:
    """``text`` without the secrets, in any of the ways they are written in an address.

    Anything else that looks like a secret is removed too.
    """
    for secret in filter(None, secrets):
        for written in {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}:
            text = text.replace(written, HIDDEN)
    return SECRET_PARAMETER.sub(rf"\1{HIDDEN}", USER_INFO.sub(r"\1", text))


class _Redact(logging.Filter):
    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self.secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage(), *self.secrets), ()
        return True


@contextmanager
def hidden_in_logs(*secrets: str | None) -> Iterator[None]:
    """Keep these secrets, and all that looks like one, out of the HTTP libraries' log records meanwhile."""
    mask = _Redact(tuple(filter(None, secrets)))
    for name in CHATTY_LOGGERS:
        logging.getLogger(name).addFilter(mask)
    try:
        yield
    finally:
        for name in CHATTY_LOGGERS:
            logging.getLogger(name).removeFilter(mask)
