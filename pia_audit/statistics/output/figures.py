"""Figures of the trends: one call makes one, for a report, a body or the nation."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import Wording
from pia_audit.statistics import Trends
from pia_audit.statistics.output.style import config

if TYPE_CHECKING:
    import polars as pl


_PLACES = regex(r' (?:d|transform|x|y|x1|x2|y1|y2|width|height)="[^"<>]*"')  # to a hundredth of a pixel
_DECIMALS = regex(r"(\d\.\d\d)\d+")


class NoCharts(ImportError):
    """The libraries for figures (the extra ``charts``) are not installed."""


class Figure(Struct, frozen=True, eq=False, dict=True):
    """A figure with the frame it shows. In a notebook it shows itself as SVG."""

    name: str
    title: str
    spec: dict[str, Any]
    table: pl.DataFrame

    def __repr__(self) -> str:
        return f"Figure(name={self.name!r}, title={self.title!r})"

    @cached_property
    def _drawn(self) -> str:
        drawn: str = _converter().vegalite_to_svg(self.spec, vl_version="6.1", allowed_base_urls=[])
        return drawn

    def svg(self) -> str:
        """The figure as SVG, text as text; made without a network."""
        return _PLACES.sub(lambda m: _DECIMALS.sub(r"\1", m[0]), self._drawn)

    def png(self, scale: float = 2) -> bytes:
        """The figure as PNG: what the SVG shows, drawn no second time."""
        picture: bytes = _converter().svg_to_png(self._drawn, scale=scale)
        return picture

    def _repr_svg_(self) -> str:
        return self.svg()


Draw = Callable[[Trends, Wording], "tuple[Any, str] | None"]


def _converter() -> Any:
    import vl_convert  # of the extra charts, as all that draws

    return vl_convert


def _drawings() -> dict[str, Draw]:
    try:
        _converter()
        from pia_audit.statistics.output import bars, interval_chart, life_lines
    except ImportError as error:
        raise NoCharts(f'figures need more libraries: pip install "pia-audit[charts]" ({error})') from error
    return {
        "revisions": bars.revisions, "timing": bars.timing, "sections": bars.sections, "items": bars.items,
        "bodies": bars.bodies, "lags": interval_chart.lags, "body_lags": interval_chart.body_lags, "rates": bars.rates,
        "gaps": interval_chart.gaps, "survival": interval_chart.survival, "systems": life_lines.systems,
        "system_counts": life_lines.system_counts, "provisions": life_lines.provisions,
        "provision_counts": life_lines.provision_counts,
    }  # fmt: skip


FIGURES = (
    "revisions", "timing", "sections", "items", "bodies", "lags", "body_lags", "rates", "gaps", "survival", "systems",
    "system_counts", "provisions", "provision_counts",
)  # fmt: skip
"""The trends that have a figure."""


def draw(trends: Trends, name: str, lang: str = "ja") -> Figure | None:
    """The figure of a trend; in a notebook it shows itself.

    Args:
        trends: what was counted.
        name: a trend of :data:`FIGURES`.
        lang: ``ja`` or ``en``.

    Returns:
        The figure, which has the frame it shows; ``None`` when there is nothing to draw.

    Raises:
        NoCharts: without the extra ``charts``.
        KeyError: for a trend without a figure.
    """
    wording = Wording(lang)
    drawn = _drawings()[name](trends, wording)
    if drawn is None:
        return None
    chart, subtitle = drawn

    title = wording.say("trends", f"title.{name}")
    spec: dict[str, Any] = chart.to_dict()
    spec["title"] = {"text": title, "subtitle": subtitle} if subtitle else {"text": title}
    spec["config"] = config()
    spec["$schema"] = "https://vega.github.io/schema/vega-lite/v6.1.0.json"
    return Figure(name, title, _printable(spec), trends[name])


_UNPRINTABLE = regex("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def _printable(value: Any) -> Any:
    """A specification whose texts hold nothing that SVG cannot hold or that turns the writing round."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {k: _printable(v) for k, v in value.items()}
    return [_printable(v) for v in value] if isinstance(value, list | tuple) else value
