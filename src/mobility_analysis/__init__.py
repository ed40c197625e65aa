"""National public data into a county's findings report for the Boosting Upward Mobility framework.

``from mobility_analysis import Place`` is instant; what it needs is imported when it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mobility_analysis.lab.compare_places import Compare
    from mobility_analysis.lab.metric_audit import MetricAudit
    from mobility_analysis.lab.place import Place
    from mobility_analysis.lab.plan import Plan
    from mobility_analysis.lab.source_profile import SourceProfile

__all__ = ["Compare", "MetricAudit", "Place", "Plan", "SourceProfile"]

_HOMES = {
    "Compare": "compare_places",
    "MetricAudit": "metric_audit",
    "Place": "place",
    "Plan": "plan",
    "SourceProfile": "source_profile",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"mobility_analysis.lab.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
