"""What the program remembers of its own writing: small JSON files in ``state/``. One that is damaged is as good as none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mobility_analysis.core.io import write_text


def recall(path: Path) -> dict[str, Any]:
    """The content of a file of ``state/``; empty where it is gone or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def remember(path: Path, content: dict[str, Any]) -> None:
    """Write a file of ``state/``, its names in order, so that the same content is the same bytes."""
    text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
    write_text(path, text + "\n")
