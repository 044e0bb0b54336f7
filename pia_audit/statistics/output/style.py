"""How the figures look: colours that colour-blind readers tell apart, fonts with Japanese signs, sizes."""

from __future__ import annotations

from typing import Any

BLUE, ORANGE, GREEN, RED, PURPLE, SKY, GREY = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#8C8C8C",
)  # fmt: skip
"""Okabe and Ito's colours; no figure tells two things apart by colour alone."""

LINES = (BLUE, RED, GREEN, PURPLE, ORANGE, GREY)
DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 4], [1, 3])

FONTS = "Noto Sans CJK JP, Noto Sans JP, Yu Gothic, Meiryo, Hiragino Sans, IPAGothic, MS Gothic, sans-serif"
"""By name, the first that is there is taken: those of Linux, Windows and macOS. Nothing is fetched."""

WIDTH, STEP, INK = 620, 26, "#333333"


def config() -> dict[str, Any]:
    """The configuration all figures share."""
    text = {"labelFontSize": 12, "titleFontSize": 12, "labelColor": INK, "titleColor": INK, "titleFontWeight": "normal"}
    return {
        "font": FONTS,
        "background": "white",
        "padding": 12,
        "view": {"stroke": None},
        "axis": {**text, "gridColor": "#E5E5E5", "domainColor": "#999999", "tickColor": "#999999", "labelLimit": 380},
        "legend": {**text, "orient": "top", "title": None, "labelLimit": 380, "symbolSize": 120},
        "title": {"fontSize": 15, "subtitleFontSize": 12, "anchor": "start", "color": INK, "subtitleColor": "#555555",
                  "offset": 14, "fontWeight": "bold"},
        "text": {"fontSize": 11, "color": INK},
    }  # fmt: skip
