"""How tests print a page with a real browser."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path


def print_page(program: Callable[[str], str], page: str, folder: Path) -> bytes:
    """The PDF that a browser prints of a page.

    Args:
        program: where a program is (the fixture of that name).
        page: the page's markup.
        folder: an empty folder to work in.

    Returns:
        The bytes of the PDF.
    """
    given = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'p'}", "--no-pdf-header-footer")
    (folder / "a.html").write_text(f"<meta charset=utf-8>{page}", "utf-8")
    target = f"--print-to-pdf={folder / 'a.pdf'}"
    command = [program("chromium"), *given, target, (folder / "a.html").as_uri()]
    subprocess.run(command, check=True, capture_output=True)
    return (folder / "a.pdf").read_bytes()
