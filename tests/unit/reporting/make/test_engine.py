"""Notebooks run in this process through Papermill's engine entry point."""

from __future__ import annotations

from pathlib import Path

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill.exceptions import PapermillExecutionError


def _notebook(folder: Path, *cells: str) -> str:
    notebook = new_notebook(
        cells=[
            new_code_cell("place = 'nowhere'", metadata={"tags": ["parameters"]}),
            new_markdown_cell("words"),
            *(new_code_cell(source) for source in cells),
        ],
        metadata={
            "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}
        },
    )
    path = folder / "in.ipynb"
    nbformat.write(notebook, path)
    return str(path)


def _run(folder: Path, *cells: str, seconds: int = 60, **parameters: str) -> nbformat.NotebookNode:
    return papermill.execute_notebook(
        _notebook(folder, *cells),
        str(folder / "out.ipynb"),
        parameters=parameters,
        engine_name="in_process",
        progress_bar=False,
        execution_timeout=seconds,
        cwd=str(folder),
    )


def _outputs(notebook: nbformat.NotebookNode) -> list[dict]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def test_parameters_prints_and_displays_arrive(tmp_path: Path) -> None:
    done = _run(
        tmp_path,
        "print(place)",
        "from IPython.display import HTML, display\ndisplay(HTML('<b>shown</b>'))",
        "1 + 1",
        place="99001",
    )
    printed, shown, value = _outputs(done)
    assert printed["text"] == "99001\n"
    assert shown["data"]["text/html"] == "<b>shown</b>"
    assert value["data"]["text/plain"] == "2"
    assert [c.execution_count for c in done.cells if c.cell_type == "code"] == [1, 2, 3, 4, 5]


def test_a_failing_cell_stops_the_notebook_and_is_named(tmp_path: Path) -> None:
    with pytest.raises(PapermillExecutionError, match="no such pillar"):
        _run(tmp_path, "raise ValueError('no such pillar')", "open('later', 'w').close()")
    assert not (tmp_path / "later").exists()


def test_a_hanging_cell_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(PapermillExecutionError, match="longer than 2 seconds"):
        _run(tmp_path, "while True: pass", seconds=2)


def test_two_notebooks_share_neither_names_nor_figures(tmp_path: Path) -> None:
    import matplotlib.pyplot as plt

    _run(tmp_path, "secret = 1\nimport matplotlib.pyplot as plt\nplt.figure()")
    assert plt.get_fignums() == []
    with pytest.raises(PapermillExecutionError, match="secret"):
        _run(tmp_path, "print(secret)")


def test_cells_work_in_the_given_folder(tmp_path: Path) -> None:
    _run(tmp_path, "open('here', 'w').close()")
    assert (tmp_path / "here").exists()
