"""A QR code, for paper from which somebody wants to go to an address.

Source: ISO/IEC 18004, as segno draws it. A code is drawn with the margin of four squares that readers need.
"""

from __future__ import annotations

import io
from dataclasses import dataclass


@dataclass(frozen=True)
class QrCode:
    """A code as a picture: an SVG document, and what it says to those who do not see it."""

    svg: str
    alt: str


def qr_code(text: str, alt: str) -> QrCode:
    """The code of ``text``; a seventh of it may be dirty or torn (level M).

    Parameters
    ----------
    alt
        Its alternative text.
    """
    import segno

    made = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(
        made, kind="svg", xmldecl=False, nl=False, dark="#000", light="#fff", border=4
    )
    return QrCode(made.getvalue().decode(), alt)
