"""The folder of a trend report: figures, workbook and page, each file written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.statistics import Trends
from pia_audit.statistics.output import page, workbook
from pia_audit.statistics.output.figures import FIGURES, NoCharts, draw


def write(trends: Trends, folder: Path, lost: Sequence[Unread], lang: str) -> tuple[list[Path], list[str]]:
    """Write all files into the folder, which is made if need be; what was there under the same names is replaced.

    Returns the files and what the reader has to be told (figures that could not be made, texts cut). Raises
    ``OSError``.
    """
    wording = Wording(lang)
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    figures: dict[str, str] = {}
    warning = ""
    try:
        for name in FIGURES:
            figure = draw(trends, name, lang)
            if figure is not None:
                figures[name] = figure.svg()
                paths.append(_put(folder / f"{name}.svg", figures[name].encode("utf-8")))
                paths.append(_put(folder / f"{name}.png", figure.png()))
    except NoCharts:
        warning = wording.say("trends", "ui.needs_charts")
    target = folder / "trends.xlsx"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".pia-audit-") as made:
        notices = workbook.write(trends, Path(made) / "trends.xlsx", lang)
        os.replace(Path(made) / "trends.xlsx", target)
    paths.append(target)
    text = page.render(trends, figures, lost, lang, warning)
    paths.append(_put(folder / "index.html", text.encode("utf-8", "replace")))
    return paths, [*([warning] if warning else []), *notices]


def _put(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".pia-audit-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
