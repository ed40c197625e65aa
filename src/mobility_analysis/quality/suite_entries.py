"""One expectation as ``expectations/estimates.yaml`` holds it."""

from __future__ import annotations

from typing import Any


def entry(kind: str, must: str, why: str = "", **rest: Any) -> dict[str, Any]:
    """Return an expectation of type ``kind``: what ``must`` hold, ``why``, and further keys."""
    content = {"type": kind, "must": must}
    return content | ({"why": why} if why else {}) | rest


def in_set(column: str, must: str, allowed: list[Any], **rest: Any) -> dict[str, Any]:
    """Return the expectation that ``column`` holds only ``allowed`` values."""
    return entry(
        "expect_column_values_to_be_in_set",
        must,
        kwargs={"column": column, "value_set": allowed},
        **rest,
    )
