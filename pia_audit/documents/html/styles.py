"""The style sheets that stand in a web page: which rules hold for which elements, as far as they decide what is seen.

Sheets that a page only names are not fetched. Rules for printers and for small screens are left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import tinycss2
from cssselect2 import ElementWrapper, SelectorError, compile_selector_list
from msgspec import Struct, field

from pia_audit.documents.html.media import is_for_screens, is_supported
from pia_audit.japanese.patterns import regex

_LONGEST = 500_000
_MOST_RULES = 5000
_LONGEST_SELECTORS = 2000
_LONGEST_VALUE = 400
"""Characters of a value that are looked at: none that decides what is seen is longer."""
_MOST_TESTS = 1_000_000
"""How often a selector may be tried on an element; each is tried on those of its class, name or tag."""
_MOST_SIBLINGS = 2000
"""Elements of a page in which selectors that look at all elements beside or below one are tried."""
_SIMPLE = regex(r"(?P<tag>[a-z][a-z0-9]*)?(?:\.(?P<cls>[\w-]+)|#(?P<id>[\w-]+))?", re.IGNORECASE)
_SLOW = regex(r"~(?!=)|-of-type|:has\(|\bof\b")
PROPERTIES = frozenset((
    "display", "visibility", "opacity", "color", "-webkit-text-fill-color", "background", "background-color",
    "background-image", "background-clip", "-webkit-background-clip", "text-decoration", "text-decoration-line",
    "text-shadow", "text-transform", "font-size", "font", "line-height", "zoom", "text-indent", "white-space",
    "position", "z-index", "left", "top", "right", "bottom", "inset", "inset-inline-start", "inset-block-start",
    "margin", "margin-left", "margin-top", "margin-inline-start", "margin-block-start", "padding-left", "padding-top",
    "clip", "clip-path", "mask", "mask-image", "-webkit-mask", "-webkit-mask-image", "filter", "-webkit-filter",
    "width", "height", "max-width", "max-height", "inline-size", "block-size", "contain", "overflow", "overflow-x",
    "overflow-y", "float", "transform", "scale", "translate", "rotate", "content", "content-visibility", "isolation",
    "-webkit-text-security", "direction", "unicode-bidi",
))  # fmt: skip
"""What is looked at of a rule."""

Style = dict[str, str]
"""Values by property, in lower case."""
_Order = tuple[int, int, int]


class _Rule(Struct, frozen=True):
    order: int
    is_layered: bool
    """Whether it stands in a layer: a rule that stands in none is stronger."""
    body: tuple[tuple[str, str, bool], ...]
    """Property, value, and whether it is important."""


class _Held(Struct):
    """The rules that hold for an element, each with its weight, and whether words are written before or after it."""

    rules: list[tuple[_Order, _Rule]] = field(default_factory=list)
    writes: bool = False


class StyleSheets:
    """All style sheets of one page.

    ``left_out`` counts the rules that are too many, or too costly, to be looked at.
    """

    def __init__(self, root: Any) -> None:
        self.left_out = 0
        self._plain: dict[tuple[str, str], list[tuple[str, _Order, _Rule]]] = {}
        self._held: dict[Any, _Held] = {}
        texts = [style.text or "" for style in root.iter("style") if is_for_screens(style.get("media", ""))]
        if any("{" in text for text in texts):
            self._take(root, texts)

    def of(self, node: Any) -> Style:
        """What the sheets and the element's own style say of it, the stronger before the weaker."""
        inline_style = node.get("style")
        if not self._plain and not self._held:
            return dict(_plain_style(inline_style)) if inline_style else {}
        rules = list(self._held[node].rules) if node in self._held else []
        keys = [("tag", node.tag), *(("cls", c) for c in node.get("class", "").split()), ("id", node.get("id", ""))]
        for key in keys if self._plain else ():
            rules += ((weight, rule) for tag, weight, rule in self._plain.get(key, ()) if tag in ("", node.tag))
        if not rules:
            return dict(_plain_style(inline_style)) if inline_style else {}
        strength = sorted(rules, key=lambda r: (not r[1].is_layered, r[0], r[1].order))
        declarations = [d for _, rule in strength for d in rule.body] + (
            _declared(inline_style) if inline_style else []
        )
        out = {name: value for name, value, important in declarations if not important}
        return out | {name: value for name, value, important in declarations if important}

    def writes(self, node: Any) -> bool:
        """Whether a sheet writes words before or after the element."""
        return node in self._held and self._held[node].writes

    # --- reading the sheets ---------------------------------------------------------------------------

    def _take(self, root: Any, texts: Iterable[str]) -> None:
        rules = []
        for number, (prelude, body, is_layered) in enumerate(r for text in texts for r in _rules(text)):
            if number >= _MOST_RULES or prelude is None:
                self.left_out += 1
                continue
            declarations = tuple(d for d in body if d[0] in PROPERTIES or d[0].startswith("--"))
            rules += [(prelude, _Rule(number, is_layered, declarations))] if declarations else []
        hard = [pair for pair in rules if not self._take_plain(*pair)]
        if hard:
            self._match(root, hard)

    def _take_plain(self, prelude: str, rule: _Rule) -> bool:
        """Whether all selectors of a rule are plain ones, which need no search."""
        matches = [_SIMPLE.fullmatch(part.strip()) for part in prelude.split(",")]
        if not all(m and m[0] for m in matches) or any(name == "content" for name, *_ in rule.body):
            return False
        for match in filter(None, matches):
            tag, cls, name = (match["tag"] or "").lower(), match["cls"], match["id"]
            key = ("id", name) if name else ("cls", cls) if cls else ("tag", tag)
            weight = (int(bool(name)), int(bool(cls)), int(bool(tag)))
            self._plain.setdefault(key, []).append((tag, weight, rule))
        return True

    def _match(self, root: Any, rules: list[tuple[str, _Rule]]) -> None:
        """Try the selectors that need it on the elements of the page."""
        tags, classes, names = Counter[str](), Counter[str](), Counter[str]()
        for node in root.iter("*"):
            tags[node.tag] += 1
            names[node.get("id", "")] += 1
            classes.update(node.get("class", "").split())
        size, tests = tags.total(), 0
        by_key: defaultdict[tuple[str, str], list[tuple[Any, _Rule]]] = defaultdict(list)
        for prelude, rule in rules:
            for selector in _compiled(prelude, slow=size <= _MOST_SIBLINGS):
                if selector is None:
                    self.left_out += 1
                    continue
                key = _key(selector)
                tries = {"id": names, "cls": classes, "tag": tags}[key[0]][key[1]] if key[0] else size
                if tests + tries > _MOST_TESTS:
                    self.left_out += 1
                    continue
                tests += tries
                by_key[key].append((selector, rule))
        if by_key:
            for wrapper in ElementWrapper.from_html_root(root).iter_subtree():
                self._try(wrapper, by_key)

    def _try(self, wrapper: Any, rules: dict[tuple[str, str], list[tuple[Any, _Rule]]]) -> None:
        node = wrapper.etree_element
        keys = [("", ""), ("tag", node.tag), ("id", node.get("id", ""))]
        keys += [("cls", c) for c in dict.fromkeys(node.get("class", "").split())]
        for key in keys:
            for selector, rule in rules.get(key, ()):
                if selector.pseudo_element not in (None, "before", "after", "marker") or not selector.test(wrapper):
                    continue
                entry = self._held.setdefault(node, _Held())
                if selector.pseudo_element is None:
                    entry.rules.append((selector.specificity, rule))
                elif any(name == "content" and _has_words(value) for name, value, _ in rule.body):
                    entry.writes = True


def _key(selector: Any) -> tuple[str, str]:
    """By what the elements are found that a selector may hold for."""
    if selector.id is not None:
        return "id", selector.id
    if selector.class_name is not None:
        return "cls", selector.class_name
    return ("tag", selector.lower_local_name) if selector.local_name is not None else ("", "")


@lru_cache(maxsize=1024)
def _compiled(prelude: str, *, slow: bool) -> tuple[Any, ...]:
    """The selectors of a rule; ``None`` for one that is left out, nothing for one that no page ever shows."""
    if len(prelude) > _LONGEST_SELECTORS or (not slow and _SLOW.search(prelude)):
        return (None,)
    try:
        return tuple(selector for selector in compile_selector_list(prelude) if not selector.never_matches)
    except SelectorError:  # a browser leaves out the whole rule as well
        return ()
    except (RecursionError, MemoryError, SyntaxError, NotImplementedError, TypeError, ValueError):
        return (None,)


_Block = tuple[str | None, list[tuple[str, str, bool]], bool]
"""Selectors (``None`` where it cannot be told for what a block is meant), what they declare, whether in a layer."""


def _rules(text: str) -> Iterator[_Block]:
    """The rules of a sheet. Blocks for screens are gone into, and rules that stand in others."""
    try:
        parsed = tinycss2.parse_stylesheet(text[:_LONGEST], skip_comments=True, skip_whitespace=True)
    except RecursionError:
        return
    stack = [(rule, "", False) for rule in reversed(parsed)]
    while stack:
        rule, above, is_layered = stack.pop()
        if rule.type == "qualified-rule":
            selectors, content = _written(rule.prelude), rule.content
            if above and len(above) * (selectors.count(",") + selectors.count("&") + 1) > _LONGEST_SELECTORS:
                yield None, [], False
                continue
            prelude = _below(above, selectors)
            if any(token.type == "{} block" for token in content):
                blocks = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
                stack += ((b, prelude, is_layered) for b in reversed(blocks) if b.type in ("qualified-rule", "at-rule"))
                content = [b for b in blocks if b.type == "declaration"]
                yield prelude, [_declaration(d) for d in content], is_layered
                continue
            yield prelude, _declarations(content), is_layered
        elif rule.type == "at-rule" and rule.content is not None:
            name, prelude = rule.lower_at_keyword, _written(rule.prelude)
            if name == "container" or (name == "scope" and not _SCOPE.fullmatch(prelude)):
                yield None, [], False
            elif name == "scope" or _is_shown(name, prelude):
                inner_above = prelude[1:-1] if name == "scope" else above
                inner = _inner(rule.content, is_nested=bool(above))
                stack += ((r, inner_above, is_layered or name == "layer") for r in reversed(inner))
        elif rule.type == "declaration" and above:
            yield above, [_declaration(rule)], is_layered


_SCOPE = regex(r"\([^()]*\)")


def _inner(content: list[Any], *, is_nested: bool) -> list[Any]:
    """The rules of a block that holds under a condition; inside another rule it may declare something itself."""
    parse = tinycss2.parse_blocks_contents if is_nested else tinycss2.parse_rule_list
    return list(parse(content, skip_comments=True, skip_whitespace=True))


def _below(above: str, prelude: str) -> str:
    """Selectors that stand inside those of another rule."""
    if not above:
        return prelude
    if "&" in prelude or ":scope" in prelude:
        return prelude.replace("&", f":is({above})").replace(":scope", f":is({above})")
    return ",".join(f":is({above}) {part.strip()}" for part in prelude.split(","))


def _is_shown(name: str, prelude: str) -> bool:
    if name == "supports":
        return is_supported(prelude)
    return name == "layer" or (name == "media" and is_for_screens(prelude))


def _declarations(content: list[Any]) -> list[tuple[str, str, bool]]:
    parsed = tinycss2.parse_declaration_list(content, skip_comments=True, skip_whitespace=True)
    return [_declaration(d) for d in parsed if d.type == "declaration"]


def _declaration(declaration: Any) -> tuple[str, str, bool]:
    value = _written(declaration.value)[:_LONGEST_VALUE]
    return (
        declaration.lower_name,
        value if declaration.lower_name == "content" else value.lower(),
        declaration.important,
    )


def _written(tokens: list[Any]) -> str:
    """Tokens as they stand in the sheet; nothing where brackets stand in one another hundreds of times."""
    try:
        return str(tinycss2.serialize(tokens)).strip()
    except RecursionError:
        return ""


@lru_cache(maxsize=4096)
def _plain_style(text: str) -> Style:
    """What an element's own style says."""
    declarations = _declared(text)
    return {n: v for n, v, important in declarations if not important} | {
        n: v for n, v, important in declarations if important
    }


@lru_cache(maxsize=4096)
def _declared(text: str) -> list[tuple[str, str, bool]]:
    """Such declarations one by one; split by hand, as most pages have thousands of them."""
    out = []
    for part in text[:5000].lower().split(";"):
        name, mark, value = part.partition(":")
        if mark:
            plain = value.replace("!important", "")
            out.append((name.strip(), plain.strip()[:_LONGEST_VALUE], plain != value))
    return out


_STRING = regex(r""""([^"]*)"|'([^']*)'""")


def _has_words(content: str) -> bool:
    """Whether what stands before or after an element says something: letters, numbers, or what a page works out."""
    if re.search(r"\b(?:attr|counters?)\(", content):
        return True
    content_text = "".join(a or b for a, b in _STRING.findall(content))
    content_text = re.sub(r"\\([0-9a-fA-F]{1,6})\s?", lambda m: chr(min(int(m[1], 16), 0x10FFFF)), content_text)
    return any(char.isalnum() or char in "○◎●☑☐□■✓✔レ" for char in content_text)
