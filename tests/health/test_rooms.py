"""No two modules import each other, directly or around others, whether at the top or within a function."""

from __future__ import annotations

import grimp

PACKAGE = "mobility_analysis"


def test_there_is_no_circle_of_imports() -> None:
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    ahead = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    # Take away, again and again, what imports nothing that is left: what stays goes round.
    while True:
        free = {module for module, imported in ahead.items() if not imported & ahead.keys()}
        if not free:
            break
        ahead = {module: imported for module, imported in ahead.items() if module not in free}
    assert sorted(ahead) == []
