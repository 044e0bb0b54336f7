"""The headings and labels the versions of a form know, as a tree to be found by name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct, field
from rapidfuzz import process
from rapidfuzz.distance import Indel

from pia_audit.forms import FormItem, load, versions
from pia_audit.japanese.patterns import regex
from pia_audit.readers.headings import heading, name_key

_PLACEHOLDER = regex(r"\s*\{[^{}]*\}")
_ALIKE, _LONG = 0.88, 7


class Node(Struct):
    """A level of the form: its text there, its name folded, and the item it is, if it is one.

    ``group`` is the word of a repeated group; ``per_file`` tells a chapter that is printed for each file.
    """

    text: str
    key: str
    number: str
    item: FormItem | None = None
    group: str = ""
    per_file: bool = False
    children: list[Node] = field(default_factory=list)
    by_key: dict[str, list[Node]] = field(default_factory=dict)
    inner: dict[str, list[Node]] | None = None

    @property
    def within(self) -> dict[str, list[Node]]:
        """By name what stands below those children that may be left out; laid out when it is first asked for."""
        if self.inner is None:
            self.inner = {}
            for child in self.children:
                for key, nodes in child.by_key.items() if child.may_be_left_out else ():
                    self.inner.setdefault(key, []).extend(nodes)
        return self.inner

    @property
    def may_be_left_out(self) -> bool:
        """Whether this only heads a few labels, such as 再委託, so that a report may print them without it."""
        return self.item is None and not self.group and heading(self.text).kind in ("plain", "circled")

    @property
    def is_chapter(self) -> bool:
        """Whether this is a chapter or an annex and no field of the cover."""
        return heading(self.text).is_chapter

    def add(self, node: Node) -> Node:
        """Take a child in."""
        self.children.append(node)
        self.by_key.setdefault(node.key, []).append(node)
        return node

    def items(self) -> Iterator[FormItem]:
        """The items below, in the form's order."""
        for child in self.children:
            if child.item is not None:
                yield child.item
            yield from child.items()


@lru_cache(maxsize=16)
def vocabulary(form_key: str) -> Node:
    """The tree of one form version, with what other versions of the form have besides."""
    root = Node("", "", "")
    current_form = load(form_key)
    met: set[tuple[str, ...]] = set()
    for form in (current_form, *(v for v in versions(current_form.form) if v.key != form_key)):
        for item in form.items:
            if form is current_form or item.path not in met:
                met.add(item.path)
                _insert(root, item, is_current=form is current_form)
    return root


def _insert(root: Node, item: FormItem, *, is_current: bool) -> None:
    """Add an item's levels; of another version only what the own one does not have at that place."""
    node = root
    for depth, text in enumerate(item.path, 1):
        bare = _PLACEHOLDER.sub("", text).strip()
        looks = heading(bare)
        # Of one version two items of one name below one heading are two; another version's are the same again.
        last = depth == len(item.path)
        same = [n for n in node.by_key.get(_key(text, bare), ()) if not (last and is_current and n.item is not None)]
        child = same[0] if same else node.add(_node(text, bare, looks.number))
        if last and child.item is None:
            child.item = item
        node = child


def _key(text: str, bare: str) -> str:
    return name_key(bare) if "{n}" in text else heading(bare).key


def _node(text: str, bare: str, number: str) -> Node:
    group = bare if "{n}" in text else ""
    return Node(bare, _key(text, bare), "" if group else number, group=group, per_file="{ファイルn}" in text)


def child_of(node: Node, key: str) -> list[Node]:
    """The children of a name; else those below a heading that is no item itself and need not be printed."""
    return node.by_key.get(key) or node.within.get(key, [])


def similar_nodes(node: Node, key: str) -> list[Node]:
    """The children, or children below a mere heading, whose name is nearly ``key``."""
    if len(key) < _LONG:
        return []

    names = {c.key for c in node.children} | {g.key for c in node.children if c.may_be_left_out for g in c.children}
    near = [n for n in names if _ALIKE / (2 - _ALIKE) <= len(n) / len(key) <= (2 - _ALIKE) / _ALIKE]
    hit = process.extractOne(key, near, scorer=Indel.normalized_similarity, score_cutoff=_ALIKE) if near else None
    return child_of(node, hit[0]) if hit else []
