"""What a stage set aside or mended by itself and went on: told as it happens, without stopping anything."""

from __future__ import annotations

import logging

LOG = logging.getLogger("mobility_analysis.notes")


def note(what: str) -> None:
    """One sentence that says where, what was found and what was done about it; goes to standard error."""
    LOG.warning("note: %s", what)
