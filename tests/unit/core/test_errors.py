"""Every error stands in docs/errors.md, with its exit code and an example of its own."""

from __future__ import annotations

import re

import pytest

from mobility_analysis.core import errors
from mobility_analysis.core.errors import MobilityError
from mobility_analysis.core.paths import project_root

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, MobilityError) and kind is not MobilityError
]
# Bases, and what only breaks when the product itself is wrong.
WITHOUT_EXAMPLE = {"UsageError", "EstimateError", "ReportError"}


@pytest.mark.parametrize("kind", KINDS, ids=[kind.__name__ for kind in KINDS])
def test_an_error_is_documented(kind: type[MobilityError]) -> None:
    text = (project_root() / "docs" / "errors.md").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if f"`{kind.__name__}`" in line)
    assert f"| {kind.exit_code} |" in row
    is_shown = re.search(rf"^{kind.__name__}: .+\nNext: ", text, re.MULTILINE) or re.search(
        rf"^{kind.__name__}: (.+\n)+Next: ", text, re.MULTILINE
    )
    assert is_shown or kind.__name__ in WITHOUT_EXAMPLE
