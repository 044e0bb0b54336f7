"""What an HTML report says and where, without its dress: an outline that a change of content alone changes."""

from __future__ import annotations

from html.parser import HTMLParser

_LEFT_OUT = {"style", "script", "svg", "select", "table", "form"}
_VOID = {"meta", "link", "input", "br", "use", "path", "line", "circle", "rect"}
_LINES = {"h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "summary", "section", "details", "nav", "title"}


class Outline(HTMLParser):
    """The page's headings, paragraphs and lists with their class and anchor, one a line; tables and drawings left out.

    What a screen reader is told only by the style sheet is not in it.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._skipped: list[str] = []
        self.feed(page)
        self.close()

    def text(self) -> str:
        """The outline."""
        return "\n".join(" ".join(line.split()) for line in self._lines if line.strip()) + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new line for what stands on one; marks of a redline stay in their line."""
        if self._skipped or tag in _LEFT_OUT:
            if tag not in _VOID:
                self._skipped.append(tag)
        elif tag in _LINES:
            attributes = dict(attrs)
            sign = "".join(
                f"{mark}{attributes[name]}" for mark, name in (("#", "id"), (".", "class")) if attributes.get(name)
            )
            self._lines.append(f"{tag}{sign} ")
        elif tag in ("del", "ins") and self._lines:
            self._lines[-1] += f"<{tag}>"
        elif tag == "a" and self._lines:
            self._lines[-1] += f"[{dict(attrs).get('href')}]"

    def handle_endtag(self, tag: str) -> None:
        """The end of what is left out, or of a mark."""
        if self._skipped:
            if tag in self._skipped:
                while self._skipped.pop() != tag:
                    pass
        elif tag in ("del", "ins") and self._lines:
            self._lines[-1] += f"</{tag}>"

    def handle_data(self, data: str) -> None:
        """Text, as part of the line it stands in."""
        if not self._skipped and self._lines:
            self._lines[-1] += data
