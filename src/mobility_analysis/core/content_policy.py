"""The Content-Security-Policy of our pages, for a file that is opened from a disk or a server.

Even if a name or a note contains code, the browser runs only the script named here, sends nothing and asks no
other computer for anything.
"""

from __future__ import annotations

import base64
import hashlib

# A style sheet beside the page: "file:" is for pages opened from a disk, where not every browser counts a
# neighbor as 'self'.
BESIDE = "'self' file:"


def content_policy(script: str = "", *, has_sheet: bool = False) -> str:
    """The policy of a page with inline styles and drawn pictures.

    Parameters
    ----------
    script
        The exact text between the tags of the page's only script.
    has_sheet
        The page has a style sheet beside it.
    """
    parts = ["default-src 'none'"]
    if script:
        parts.append(f"script-src 'sha256-{_hash(script)}'")
    parts.append(f"style-src 'unsafe-inline'{f' {BESIDE}' if has_sheet else ''}")
    parts += ["img-src data:", "base-uri 'none'", "form-action 'none'"]
    return "; ".join(parts)


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
