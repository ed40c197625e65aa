"""Slow steps that libraries take when they are imported and that are not needed here."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import cast


def skip_iri_grammar() -> None:
    """Save the second and a half that jsonschema spends on a grammar for web addresses.

    To be called before the first import of nbformat, nbconvert or Great Expectations. jsonschema does
    without ``rfc3987_syntax``, and then leaves out only its check of such addresses.
    """
    cast(dict[str, ModuleType | None], sys.modules).setdefault("rfc3987_syntax", None)
