"""How ``make docs`` builds the pages: docs/, the README and the docstrings, read where they are.

The folder of the sources is the root of the repository, so that links between Markdown files mean the same
here and on a code host. Nothing is asked from a network, neither while building nor by the pages.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import Any

from sphinx.errors import ExtensionError

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "mobility_analysis"
API = ROOT / "docs" / "api"
sys.path.insert(0, str(ROOT / "src"))

project = "Mobility analysis"
root_doc = "docs/index"
include_patterns = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/**", "data/*/README.md"]
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_heading_anchors = 3
myst_links_external_new_tab = False
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
add_module_names = False
python_display_short_literal_types = True
python_maximum_signature_line_length = 160

exclude_patterns = ["data/inbox", "data/raw"]

html_theme = "furo"
html_title = project
html_static_path = ["site"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#123b57", "color-brand-content": "#1c5a85"},
    "dark_css_variables": {"color-brand-primary": "#9fcdec", "color-brand-content": "#86bfe6"},
}

# From the bottom up, as in docs/architecture.md. What writes the made-up state is no method.
ROOMS = (
    "core", "framework", "geography", "sources", "estimation", "quality", "metrics", "insights",
    "runs", "press", "reporting", "planning", "lab", "workflow",
)  # fmt: skip
ASKS = re.compile(
    r"<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)=\"(?:https?:)?//[^>]*>"
)
REDIRECT = '<!doctype html><meta charset="utf-8"><title>{0}</title><meta http-equiv="refresh" content="0; url={1}">\n'


def setup(app: Any) -> None:
    """Connect what is done before and after the build."""
    import papermill.engines  # noqa: F401 (it imports our engine, and must be whole by then)

    _write_api_pages()
    app.connect("source-read", _read_anchors)
    app.connect("build-finished", _finish)


def _read_anchors(app: Any, name: str, content: list[str]) -> None:
    """Anchors written as HTML become targets that MyST finds."""
    content[0] = re.sub(r'^<a id="([\w-]+)"></a>$', r"(\1)=", content[0], flags=re.MULTILINE)


def _write_api_pages() -> None:
    """A page for each room with its public modules, and one that lists the rooms."""
    API.mkdir(exist_ok=True)
    index = [
        _title("API"),
        "Every public name of the package, room by room, from the bottom up.",
        "",
    ]
    index += [".. toctree::", "   :maxdepth: 1", "", *(f"   {room}" for room in ROOMS), ""]
    _write(API / "index.rst", index)
    for room in ROOMS:
        lines = [_title(room), _summary(PACKAGE / room / "__init__.py"), ""]
        for path in sorted((PACKAGE / room).rglob("*.py")):
            names = path.relative_to(ROOT / "src").with_suffix("").parts
            if not any(name.startswith("_") for name in names):
                lines += [
                    _title(".".join(names[2:]), "-"),
                    f".. automodule:: {'.'.join(names)}",
                    "",
                ]
        _write(API / f"{room}.rst", lines)


def _title(text: str, line: str = "=") -> str:
    return f"{text}\n{line * len(text)}\n"


def _summary(path: Path) -> str:
    """The first paragraph of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.split("\n\n", maxsplit=1)[0]


def _write(path: Path, lines: list[str]) -> None:
    """Only what changed is written, so that a second build is quick."""
    text = "\n".join(lines)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _finish(app: Any, error: Exception | None) -> None:
    """A first page at the top, and no page that asks a network for a script, a style or a picture."""
    if error:
        return
    folder = Path(app.outdir)
    (folder / "index.html").write_text(
        REDIRECT.format(project, f"{root_doc}.html"), encoding="utf-8"
    )
    for page in folder.rglob("*.html"):
        asked = ASKS.search(page.read_text(encoding="utf-8"))
        if asked:
            raise ExtensionError(f"{page.relative_to(folder)} asks a network: {asked[0]}")
