"""National public data into a county's findings report for the Boosting Upward Mobility framework.

``from mobility_analysis import Place`` is instant; what it needs is imported when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mobility_analysis.reporting.place import Place

__all__ = ["Place"]


def __getattr__(name: str) -> Any:
    if name == "Place":
        from mobility_analysis.reporting.place import Place

        return Place
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
