"""Options that several commands have, and what is refused in all of them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from mobility_analysis.core.errors import UsageError
from mobility_analysis.workflow.place_requests import is_blank


def not_blank(ctx: typer.Context, param: Any, value: Any) -> Any:
    """Refuse an option that was given with an empty value: that does not mean the default."""
    given = value if isinstance(value, list | tuple) else [value]
    source = ctx.get_parameter_source(param.name)
    is_given = source is not None and source.name == "COMMANDLINE"
    if is_given and any(is_blank(str(each)) for each in given if each is not None):
        raise UsageError(
            f"{param.opts[0]} was given without a value.",
            f"Give it a value, or leave {param.opts[0]} out.",
        )
    return value


RunOption = Annotated[
    str,
    typer.Option(
        "--run",
        callback=not_blank,
        help="demo (the made-up state) or real. Default: the run that has the places.",
    ),
]
