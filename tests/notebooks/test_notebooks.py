"""The notebooks run from clean and give the data they show.

    python tests/notebooks/test_notebooks.py --write

runs them and keeps what they give.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
import sys
from contextlib import chdir
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import pia_audit

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
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = _with_whole_streams(cell.outputs)
    return notebook


def _with_whole_streams(outputs: list[Any]) -> list[Any]:
    """The outputs, what one stream says at a stretch as one: a kernel hands it on in as many pieces as time allows."""
    whole: list[Any] = []
    for output in outputs:
        last = whole[-1] if whole else None
        if last is not None and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            whole.append(output)
    return whole


def cell_texts(cell: Any) -> list[str]:
    """What a cell gives, but for pictures: its texts and tables, without times and paths."""
    outputs = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            outputs.append(f"{output.name}: {output.text}")
        elif output.output_type == "error":
            outputs.append(f"error: {output.ename}: {output.evalue}")
        elif "image/svg+xml" in output.data or "image/png" in output.data:
            outputs.append("a picture")
        else:
            outputs.append(output.data.get("text/plain", ""))
            if not outputs[-1].startswith("shape:") and "<tr>" in output.data.get("text/html", ""):
                outputs.append(re.sub(r"<[^>]+>", " ", output.data["text/html"]))
    return [_MOVES.sub("…", text) for text in outputs]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_runs_from_clean_and_gives_what_it_shows(path: Path) -> None:
    """Every cell runs in a new kernel, and gives the texts and tables that are kept in the file."""
    kept = nbformat.read(path, as_version=4)
    made = run(path)
    for before, after in zip(kept.cells, made.cells, strict=True):
        assert cell_texts(after) == cell_texts(before), before.source


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
    assert all(re.fullmatch(r"pia_audit\.draw\([^\n]+\)", c.source) for c in drawn)  # one call makes one figure
    assert all("image/svg+xml" in c.outputs[0]["data"] for c in drawn)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_headings_speak_both_languages(path: Path) -> None:
    """Below each heading stands a line in English, set apart."""
    notebook = nbformat.read(path, as_version=4)
    headed = [c.source.split("\n") for c in notebook.cells if c.cell_type == "markdown" and c.source.startswith("#")]
    assert headed
    for lines in headed:
        assert re.fullmatch(r"\*[A-Z][^\u3000-\u9fff]*\*", lines[1]), lines[0]


def _code(path: Path) -> list[str]:
    return [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_the_first_cell_asks_for_a_folder_and_imports_only_what_is_public(path: Path) -> None:
    """Whoever opens it changes one line; a name of the package stands in the ``__all__`` of where it is taken from."""
    first = _code(path)[0]
    assert re.search(r"^FOLDER\b.* = .*your folder here$", first, re.MULTILINE)
    trees = [ast.parse(source) for source in _code(path)]
    taken = [n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    product_imports = [n for n in taken if (n.module or "").startswith("pia_audit")]
    for node in product_imports:
        public = importlib.import_module(str(node.module)).__all__
        assert {alias.name for alias in node.names} <= set(public), node.module
    used = {
        n.attr
        for t in trees
        for n in ast.walk(t)
        if isinstance(n, ast.Attribute) and ast.unparse(n.value) == "pia_audit"
    }
    assert used <= set(pia_audit.__all__)
    assert not any(a.name != "pia_audit" and a.name.startswith("pia_audit")
                   for t in trees for n in ast.walk(t) if isinstance(n, ast.Import) for a in n.names)  # fmt: skip


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_sentence_stands_under_each_figure(path: Path) -> None:
    """Worked out of what the figure shows, and of nothing else."""
    sources = _code(path)
    for at, source in enumerate(sources):
        if drawn := re.fullmatch(r"pia_audit\.draw\((.+)\)", source):
            assert sources[at + 1] == f"print(pia_audit.conclusion({drawn[1]}))"


@pytest.mark.parametrize(("stem", "folder"), [("01-reconciliation", "tebiki-01"), ("04-citations", "kawanari-07")])
def test_another_folder_will_do(stem: str, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The cells run on other reports than those they come with; here in this process, which is quicker."""
    scope: dict[str, Any] = {}
    with chdir(FOLDER):
        for source in _code(FOLDER / f"{stem}.ipynb"):
            exec(source.replace("../data/meguro-14", f"../data/{folder}"), scope)
    assert "読み取れなかったもの 0" in capsys.readouterr().out
    assert scope["edition"].agency != "目黒区長"


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
    assert cell_texts(other) != cell_texts(cell)


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
