"""A Papermill engine that runs a notebook's cells in this process instead of a kernel of its own.

A kernel starts a second Python and imports the scientific stack again, which takes longer than a
report's figures. Papermill finds the engine by its entry point (``papermill.engine``, in_process).
Each notebook gets a fresh namespace, and the figures it leaves open are closed, so that two places
never share state. It cannot be used inside a notebook, because it replaces the session's shell.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from nbformat.v4 import new_output
from papermill.engines import Engine

from mobility_analysis.core.plainly import explain
from mobility_analysis.press.notebooks import forget_paths


class InProcessEngine(Engine):
    """Runs cells one after another; the first error ends the notebook, as a kernel would."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, execution_timeout: float | None = None, **_: Any
    ) -> None:
        """Execute ``nb_man.nb``; an error becomes the cell's output, which Papermill then raises."""
        with _fresh_shell() as shell:
            for index, cell in enumerate(nb_man.nb.cells):
                if cell.cell_type != "code" or not cell.source.strip():
                    continue
                nb_man.cell_start(cell, index)
                error = _run_cell(shell, cell, execution_timeout)
                if error is not None:
                    nb_man.cell_exception(cell, cell_index=index)
                nb_man.cell_complete(cell, index)
                if error is not None:
                    break
        forget_paths(nb_man.nb)


@contextmanager
def _fresh_shell() -> Iterator[Any]:
    """An IPython shell with an empty namespace, gone afterwards with its figures."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    quiet = Config()
    quiet.HistoryManager.enabled = False
    InteractiveShell.clear_instance()
    try:
        shell = InteractiveShell.instance(config=quiet)
        # The value of a cell's last line becomes an output of its own, not printed text.
        shell.display_trap.hook = shell.displayhook.fill_exec_result
        yield shell
    finally:
        InteractiveShell.clear_instance()
        _close_figures()


def _close_figures() -> None:
    import matplotlib.pyplot as plt

    plt.close("all")


def _run_cell(shell: Any, cell: Any, timeout: float | None) -> BaseException | None:
    """Run one cell; its outputs and count are put into it, and its error is returned."""
    from IPython.utils.capture import capture_output

    with capture_output() as captured, _at_most(timeout):
        result = shell.run_cell(cell.source, store_history=True)
    cell.execution_count = result.execution_count
    cell.outputs = [
        new_output("stream", name=name, text=text)
        for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr))
        if text and result.success
    ]
    cell.outputs += [
        new_output("display_data", data=shown.data, metadata=shown.metadata or {})
        for shown in captured.outputs
    ]
    if result.result is not None:
        data, metadata = shell.display_formatter.format(result.result)
        count = cell.execution_count
        cell.outputs.append(
            new_output("execute_result", data=data, metadata=metadata, execution_count=count)
        )
    error = result.error_before_exec or result.error_in_exec
    _leave_if_stopped(error)
    if error is not None:
        lines = shell.InteractiveTB.stb2text(
            shell.InteractiveTB.structured_traceback(type(error), error, error.__traceback__)
        ).splitlines()
        cell.outputs.append(
            new_output("error", ename=type(error).__name__, evalue=str(error), traceback=lines)
        )
    return error


def _leave_if_stopped(error: BaseException | None) -> None:
    """Raise Ctrl-C, a full disk and exhausted memory again: they are no errors of the notebook."""
    if isinstance(error, KeyboardInterrupt):
        raise error
    if isinstance(error, OSError | MemoryError) and (told := explain(error)) is not None:
        raise told from error


@contextmanager
def _at_most(seconds: float | None) -> Iterator[None]:
    """Stop a hanging cell; only the main thread can be interrupted by an alarm."""
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_: int, __: FrameType | None) -> None:
        raise TimeoutError(f"the cell took longer than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
