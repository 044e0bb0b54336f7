"""The notebooks run from clean and give the data they show.

    python tests/notebooks/test_notebooks.py --write

runs them and keeps what they give.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

_LIMIT = 400_000  # bytes of a notebook somebody still reviews
_MOVES = re.compile(r"\b\d+(?:\.\d+)? ?(?:ms|µs|s|秒)\b|/(?:tmp|home|work|Users)/[^\s'\"<]*|0x[0-9a-f]+")


def run(path: Path) -> Any:
    """The notebook executed in a new kernel of this interpreter, from its own folder; raises when a cell fails."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "PIA_AUDIT_LANG": "ja"}
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}, record_timing=False
    )
    client.execute(env=environment)
    return notebook


def data(cell: Any) -> list[str]:
    """What a cell gives, but for pictures: its texts and tables, without times and paths."""
    found = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            found.append(f"{output.name}: {output.text}")
        elif output.output_type == "error":
            found.append(f"error: {output.ename}: {output.evalue}")
        elif "image/svg+xml" in output.data or "image/png" in output.data:
            found.append("a picture")
        else:
            found.append(output.data.get("text/plain", ""))
    return [_MOVES.sub("…", text) for text in found]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_runs_from_clean_and_gives_what_it_shows(path: Path) -> None:
    """Every cell runs in a new kernel, and gives the texts and tables that are kept in the file."""
    kept = nbformat.read(path, as_version=4)
    made = run(path)
    for before, after in zip(kept.cells, made.cells, strict=True):
        assert data(after) == data(before), before.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_reads_without_running_and_stays_reviewable(path: Path) -> None:
    """Outputs are kept, every code cell that shows something shows it, pictures are SVG, and the file is small."""
    assert path.stat().st_size < _LIMIT
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    shown = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    assert shown
    assert not any("image/png" in o.get("data", {}) for o in shown)
    assert not any(o.output_type == "error" for o in shown)
    drawn = [c for c in notebook.cells if c.cell_type == "code" and "draw(" in c.source and "import" not in c.source]
    assert all(re.fullmatch(r"draw\([^\n]+\)", c.source) for c in drawn)  # one call makes one figure
    assert all("image/svg+xml" in c.outputs[0]["data"] for c in drawn)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_headings_speak_both_languages(path: Path) -> None:
    """Below each heading stands a line in English, set apart."""
    notebook = nbformat.read(path, as_version=4)
    headed = [c.source.split("\n") for c in notebook.cells if c.cell_type == "markdown" and c.source.startswith("#")]
    assert headed
    for lines in headed:
        assert re.fullmatch(r"\*[A-Z][^\u3000-\u9fff]*\*", lines[1]), lines[0]


def test_a_changed_table_is_noticed() -> None:
    """The comparison sees another figure in a table and another printed line, and no other picture."""
    path = NOTEBOOKS[0]
    notebook = nbformat.read(path, as_version=4)
    cell = next(c for c in notebook.cells if c.cell_type == "code" and c.outputs)
    other = nbformat.from_dict(json.loads(json.dumps(cell)))
    if other.outputs[0].output_type == "stream":
        other.outputs[0].text += "1"
    else:
        other.outputs[0].data["text/plain"] += "1"
    assert data(other) != data(cell)


def write() -> None:
    """Run all notebooks and keep what they give."""
    for path in NOTEBOOKS:
        made = run(path)
        for cell in made.cells:
            cell.metadata.pop("execution", None)
        nbformat.write(made, path)
        print(path.name, path.stat().st_size)


if __name__ == "__main__" and "--write" in sys.argv:
    write()
