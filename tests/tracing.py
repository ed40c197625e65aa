"""Where coverage looks away, because Python 3.11 traces every call and to see a line once is enough.

A property test is traced in its first examples and not in the hundreds after them. Tests on the mirror's files, of whole
pipelines and in a browser are not traced at all: they run again what the unit tests run, on more data.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

EXAMPLES = 10
UNTRACED = ("mirror", "pipeline", "browser")


@contextmanager
def traced_as_needed(item: pytest.Item) -> Iterator[None]:
    """Run a test with its fixtures, traced as far as this module's rules say."""
    tracer = sys.gettrace()
    if tracer is None:
        yield
        return
    handle = getattr(getattr(item, "obj", None), "hypothesis", None)
    test = handle.inner_test if handle is not None else None
    if any(item.get_closest_marker(mark) for mark in UNTRACED):
        sys.settrace(None)
    elif handle is not None:
        handle.inner_test = _first_examples(test)
    try:
        yield
    finally:
        if handle is not None:
            handle.inner_test = test  # the cases of a parametrized test share it
        sys.settrace(tracer)


def _first_examples(test: Callable[..., Any]) -> Callable[..., Any]:
    examples = 0

    @functools.wraps(test)
    def counted(*arguments: Any, **named: Any) -> Any:
        nonlocal examples
        examples += 1
        if examples > EXAMPLES:
            sys.settrace(None)
        return test(*arguments, **named)

    return counted
