"""The looks of the checklist's cells: quiet, printable in grey, and never colour alone."""

from __future__ import annotations

from typing import Any

_FONT = {"font_name": "Meiryo UI", "font_size": 9}
_LINE = {"border": 1, "border_color": "#B8C0CC"}
_TEXT = {**_FONT, **_LINE, "text_wrap": True, "valign": "top", "num_format": "@"}
_STATES: dict[str, dict[str, Any]] = {
    "fine": {"font_color": "#1E6B3A"},
    "check": {"font_color": "#7A4100", "bg_color": "#FDE9C9", "bold": True},
    "cannot": {"font_color": "#3F4A5A", "bg_color": "#ECEFF3"},
    "not-applicable": {"font_color": "#5B6472"},
}


class Formats:
    """The formats of one workbook, by what they are for."""

    def __init__(self, book: Any) -> None:
        def add(*parts: dict[str, Any], **more: Any) -> Any:
            both: dict[str, Any] = {}
            for part in (*parts, more):
                both |= part
            return book.add_format(both)

        centre = {"align": "center"}
        self.title = add(_FONT, font_size=16, bold=True, font_color="#17365D", valign="vcenter")
        self.subtitle = add(_FONT, font_size=12, bold=True, valign="vcenter")
        self.plain = add(_FONT, num_format="@")
        self.strong = add(_FONT, font_size=10, bold=True, num_format="@")
        self.note = add(_FONT, font_size=8, font_color="#3F4A5A", text_wrap=True, valign="top")
        self.mark = add(_FONT, font_size=5, font_color="#A0A7B2", num_format="@")
        self.head = add(_FONT, _LINE, centre, bold=True, bg_color="#17365D", font_color="#FFFFFF", text_wrap=True,
                        valign="vcenter")  # fmt: skip
        self.faint_head = add(_FONT, _LINE, centre, font_size=7, font_color="#5B6472", bg_color="#ECEFF3",
                              text_wrap=True, valign="vcenter")  # fmt: skip
        self.band = add(_FONT, font_size=10, bold=True, bg_color="#DCE6F2", font_color="#17365D", valign="vcenter",
                        top=1, bottom=1, border_color="#B8C0CC")  # fmt: skip
        self.number = add(_TEXT, centre, bold=True)
        self.ask = add(_TEXT, bold=True)
        self.text = add(_TEXT)
        self.sub = add(_TEXT, bg_color="#FAFBFC")
        self.small = add(_TEXT, font_size=8.5, font_color="#3F4A5A")
        self.entry = add(_TEXT)
        self.day = add(_TEXT, centre, num_format="yyyy/m/d")
        self.faint = add(_TEXT, font_size=5, font_color="#A0A7B2")
        self.count = add(_TEXT, centre, num_format="0", valign="vcenter")
        self.link = add(_TEXT, centre, valign="vcenter", font_color="#1F4E9E", underline=1)
        self.todo = add(bg_color="#FFF9DB")
        self.sub_state = add(_TEXT, centre, font_color="#7A4100", bg_color="#FAFBFC")
        self.middle = add(_TEXT, valign="vcenter")
        self.late = add(bg_color="#FBD9D3", font_color="#8A1C0B", bold=True)
        self._states = {name: add(_TEXT, centre, look) for name, look in _STATES.items()}

    def state(self, name: str) -> Any:
        """The look of what the tool found."""
        return self._states[name]
