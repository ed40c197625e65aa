"""The templates of the report and what fills them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mobility_analysis.core.content_policy import content_policy
from mobility_analysis.core.paths import PACKAGE

TEMPLATES = PACKAGE / "reporting" / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates escape everything but what the package itself has drawn."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"content_policy": content_policy, "read_script": read_script}
    return found


def read_script(name: str) -> Markup:
    """A script of the templates' folder as it stands between its tags."""
    return Markup("\n" + (TEMPLATES / name).read_text(encoding="utf-8"))


def render(template: str, **context: Any) -> str:
    """Return ``template`` filled in with ``context``."""
    return environment().get_template(template).render(**context)


def without_formulas(*parts: str) -> str:
    """HTML in one element in which a notebook's MathJax looks for no formulas.

    It would read "$71,000, against $78,500" as one. Each of the two classes is what a version of MathJax
    leaves out: 3 and 4 in JupyterLab, 2 in older viewers.
    """
    return f'<div class="mathjax_ignore tex2jax_ignore">{"".join(parts)}</div>'
