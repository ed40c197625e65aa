"""Notebooks as pages: run with papermill, their outputs put into one self-contained page."""

from __future__ import annotations

import contextlib
import copy
import os
from collections.abc import Iterator, Mapping, Set
from functools import lru_cache
from pathlib import Path
from typing import Any

from mobility_analysis.core.content_policy import content_policy
from mobility_analysis.core.errors import MissingInput, ReportError
from mobility_analysis.core.slow_imports import skip_iri_grammar
from mobility_analysis.press.templates import TEMPLATES

CELL_SECONDS = 120


def run_notebook(
    template: Path, output: Path, parameters: Mapping[str, Any], root: Path, about: str
) -> Any:
    """Run a notebook for one place with papermill; it works in the folder of ``output``.

    Outside a notebook the cells run in this process (the engine ``in_process``, which papermill finds by its
    entry point); inside one they get a kernel of their own.

    Parameters
    ----------
    root
        The project's folder, which the cells find in their environment.
    about
        What the notebook is about, for the error's words.

    Raises
    ------
    MissingInput
        There is no such notebook.
    ReportError
        A cell failed.
    """
    skip_iri_grammar()
    import papermill
    from papermill.exceptions import PapermillExecutionError

    if not template.is_file():
        raise MissingInput(f"{template} is not there.", "Restore it from git.")
    is_own = not _is_in_notebook()
    try:
        with _environment(MOBILITY_ROOT=str(root), PYDEVD_DISABLE_FILE_VALIDATION="1"):
            executed = papermill.execute_notebook(
                str(template),
                str(output),
                parameters=dict(parameters),
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
                engine_name="in_process" if is_own else None,
                execution_timeout=CELL_SECONDS,
                extra_arguments=["--log-level=50"],
                cwd=str(output.parent),
            )
        return executed if is_own else _without_paths(executed, output)
    except PapermillExecutionError as error:
        raise ReportError(
            f"The notebook failed for {about} at cell {error.exec_count}: "
            f"{error.ename}: {error.evalue}",
            f"Open {template.name} in JupyterLab with these parameters to see why: {dict(parameters)}.",
        ) from error


def export_page(notebook: Any, page: dict[str, Any], without: Set[str] = frozenset()) -> str:
    """The HTML outputs of an executed notebook as one page.

    Parameters
    ----------
    page
        What the template asks for; ``script``, if there is one, is the only one that the page's policy lets run.
    without
        Tags of cells that are left out; one notebook becomes several editions so.
    """
    if without:
        from nbconvert.preprocessors import TagRemovePreprocessor

        # Given to an exporter by configuration alone it does nothing: it has to be enabled by name.
        remover: Any = TagRemovePreprocessor
        found = remover(enabled=True, remove_cell_tags=set(without))
        notebook, _ = found.preprocess(copy.deepcopy(notebook), {})
    page = {**page, "policy": content_policy(page.get("script", ""))}
    html, _ = _load_exporter().from_notebook_node(notebook, resources={"page": page})
    return str(html)


@lru_cache(maxsize=1)
def _load_exporter() -> Any:
    skip_iri_grammar()
    from nbconvert.exporters import HTMLExporter, TemplateExporter

    class PageExporter(HTMLExporter):
        """The stock exporter without its second parse of the page, which names unnamed images."""

        def from_notebook_node(self, nb: Any, resources: Any = None, **more: Any) -> Any:
            return TemplateExporter.from_notebook_node(self, nb, resources, **more)

    exporter: Any = PageExporter
    return exporter(
        template_name="findings", extra_template_basedirs=[str(TEMPLATES / "nbconvert")]
    )


def forget_paths(notebook: Any) -> None:
    """Take the folders of this machine out of an executed notebook."""
    for name in ("input_path", "output_path"):
        notebook.metadata.papermill.pop(name, None)


def _is_in_notebook() -> bool:
    from IPython.core.interactiveshell import InteractiveShell

    return bool(InteractiveShell.initialized())


def _without_paths(notebook: Any, output: Path) -> Any:
    """Write the executed notebook again without the folders of the machine that ran it."""
    import nbformat

    forget_paths(notebook)
    nbformat.write(notebook, output)
    return notebook


@contextlib.contextmanager
def _environment(**settings: str) -> Iterator[None]:
    """Environment variables that the kernel inherits, put back afterwards."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
