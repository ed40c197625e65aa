"""How ``make test`` divides the tests among processes: what shares something dear to make stays in one.

Written over pytest-xdist's scheduler by module, because its own groups (``--dist loadgroup``) are silently
ignored with pytest 9.2.
"""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadScopeScheduling

# The order in which groups begin: those that take longest first, so that no process ends alone with one.
FIRST = [
    "tests/pipeline/",
    "tests/mirror/",
    "tests/browser/",
    "tests/unit/workflow/publishing/",
    "tests/unit/",
]
# Modules that share a fixture of the session which takes long to make: the demonstration's run, a browser.
TOGETHER = {
    "tests/pipeline/test_agencies.py": "the demonstration's run",
    "tests/pipeline/test_demonstration.py": "the demonstration's run",
    "tests/pipeline/test_notebooks.py": "the demonstration's run",
    "tests/pipeline/test_set_aside.py": "the demonstration's run",
    "tests/browser/test_accessibility.py": "a browser",
    "tests/browser/test_content_policy.py": "a browser",
    "tests/browser/test_coverage_page.py": "a browser",
    "tests/browser/test_plan_pages.py": "a browser",
    "tests/browser/test_progress_pages.py": "a browser",
    "tests/browser/test_report_page.py": "a browser",
    "tests/browser/test_report_script.py": "a browser",
    "tests/browser/test_site_page.py": "a browser",
}
# Modules whose tests share nothing, each taking a while.
APART = {"tests/mirror/test_fetch_mirror.py", "tests/mirror/test_gates_mirror.py"}


def group_of(nodeid: str) -> str:
    """The name of the group of a test: its module, unless this file says otherwise."""
    module = nodeid.split("::", maxsplit=1)[0]
    return nodeid if module in APART else TOGETHER.get(module, module)


def turn_of(nodeid: str) -> int:
    """When a test's group begins, counted from 0."""
    turns = (turn for turn, folder in enumerate(FIRST) if nodeid.startswith(folder))
    return next(turns, len(FIRST))


class Groups(LoadScopeScheduling):
    """Groups in the order of the collection, each to the next process that is free."""

    def __init__(self, config: Any, log: Any = None) -> None:
        config.option.loadscopereorder = False  # not by the number of tests
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
