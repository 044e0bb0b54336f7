"""Files dropped on a page, as a browser hands them over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_DROP = """files => {
    const data = new DataTransfer();
    for (const [name, text] of Object.entries(files)) data.items.add(new File([text], name));
    document.getElementById("drop").dispatchEvent(
        new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
    );
}"""


def drop(page: Any, files: Mapping[str, str]) -> None:
    """Drop files, texts by their names, as soon as the page asks for them.

    The sentence that asks is shown by the script that takes them: before it stands there, a page whose headings are
    on the screen already would let what is dropped fall through.
    """
    page.locator("#drop > .js").wait_for(state="visible")
    page.evaluate(_DROP, dict(files))
