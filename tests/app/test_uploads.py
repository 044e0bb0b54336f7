"""What is brought in is bounded, lies under digests, and is accounted for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from app_visits import Visit

from pia_audit.app.uploads import Bounds, shown_name

EDITIONS = Path(__file__).parents[2] / "data" / "tebiki-01"
NEWEST = EDITIONS / "2026-01-09.txt"


def packed(**files: bytes) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in files.items():
            book.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def stored(visitor: Visit) -> set[str]:
    """The names of the files that lie in the folder of uploads."""
    return {p.name for p in visitor.desk.uploads.iterdir()}


def statuses(visitor: Visit) -> dict[str, str]:
    """What became of each file."""
    return {f.source: f.status for f in visitor.desk.files}


def test_files_are_accounted_for(empty: Visit) -> None:
    """A folder of an office: read, the same again, no report, in another format, laid there by a program."""
    content = NEWEST.read_bytes()
    empty.put(
        ("令和7年度/最終.txt", content),
        ("令和7年度/最終（コピー）.txt", content),
        ("令和7年度/~$最終.xlsx", b"x"),
        ("令和7年度/議事録.txt", "会議".encode()),
        ("令和7年度/旧.doc", b"\xd0\xcf\x11\xe0"),
        ("令和7年度/写真.jpg", b"x"),
        ("令和7年度/箱.zip", packed(中__2025=b"x", 前の版=b"x")),
    )
    assert statuses(empty) == {
        "令和7年度/最終.txt": "read",
        "令和7年度/最終（コピー）.txt": "witness",
        "令和7年度/~$最終.xlsx": "left-out",
        "令和7年度/議事録.txt": "not-a-report",
        "令和7年度/旧.doc": "unread",
        "令和7年度/写真.jpg": "unread",
        "令和7年度/箱.zip/中/2025": "not-a-report",
        "令和7年度/箱.zip/前の版": "not-a-report",
    }
    text = empty.client.get("/").text
    assert all(name in text for name in statuses(empty))
    assert "読んだ 1、同じ版の別形式 1、読めない 2、評価書でない 3、対象外 1、計 8" in text


def test_a_zip_is_a_folder(empty: Visit) -> None:
    """The editions in it are of one report, and held against each other."""
    empty.put(("年.zip", packed(**{p.name: p.read_bytes() for p in EDITIONS.glob("*.txt")})))
    assert len(empty.report.head.sources) == 3
    assert {e.source for e in empty.desk.editions()} == {f"年.zip/{p.name}" for p in EDITIONS.glob("*.txt")}


def test_the_same_again_adds_nothing(copied: Callable[[], Visit]) -> None:
    """What the archive has is told with the entry that has it."""
    visitor = copied()
    visitor.put(("x.txt", NEWEST.read_bytes()))
    assert statuses(visitor) == {"x.txt": "witness"}
    assert "保管ファイルに登録済みです（登録番号" in visitor.client.get("/").text


def test_files_of_one_name(empty: Visit) -> None:
    """Two offices call their files alike: each has its line, at once and later; the same file again has its old one."""
    first, second, third = (p.read_bytes() for p in sorted(EDITIONS.glob("*.txt")))
    empty.put(("評価書.txt", first), ("評価書.txt", second), ("議事録.txt", b"x"), ("議事録.txt", b"y"))
    assert statuses(empty) == {
        "評価書.txt": "read",
        "評価書 (2).txt": "read",
        "議事録.txt": "not-a-report",
        "議事録 (2).txt": "not-a-report",
    }
    days = {f.source: str(f.edition) for f in empty.desk.files}
    assert (days["評価書.txt"], days["評価書 (2).txt"]) == ("2024-11-10", "2025-06-17")
    empty.put(("評価書.txt", third), ("評価書.txt", first))
    assert statuses(empty) == {"評価書 (3).txt": "read", "評価書.txt": "witness"}
    for content in (packed(a=b"1"), packed(a=b"2")):
        empty.put(("箱.zip", content))
    assert {e.source for e in empty.desk.editions()} == {"評価書.txt", "評価書 (2).txt", "評価書 (3).txt"}


HOSTILE = [
    "../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "C:\\con.txt",
    "<script>alert(1)</script>.txt",
    "a\u202etxt.exe",
    "長" * 300 + ".txt",
    "..",
    ".",
    "a\r\nSet-Cookie: x=1.txt",
    '"><img src=x onerror=alert(1)>.txt',
    "{{7*7}}.txt",
    "a/../../b.txt",
]


def test_names_are_words_and_no_paths(empty: Visit) -> None:
    """Whatever a file is called, it lies under its digest, and its name is shown as text."""
    around = {p for p in empty.desk.folder.parent.rglob("*") if empty.desk.folder not in p.parents}
    empty.put(*((name, f"{n}".encode()) for n, name in enumerate(HOSTILE)))
    assert all(len(name) == 64 and set(name) <= set("0123456789abcdef") for name in stored(empty))
    assert {p for p in empty.desk.folder.parent.rglob("*") if empty.desk.folder not in p.parents} == around
    text = empty.client.get("/").text
    assert "<img" not in text
    assert "<script>alert" not in text
    assert "\u202e" not in text
    assert "{{7*7}}.txt" in text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a/b/c.txt", "a/b/c.txt"),
        ("..\\..\\b.txt", "b.txt"),
        ("/etc/passwd", "etc/passwd"),
        ("", "?"),
        ("../..", "?"),
        ("a\u202eb.txt", "a\\u202eb.txt"),
        ("a\nb", "a\\nb"),
        ("\ud800.txt", "?.txt"),
        ("a" * 300, "a" * 200),
    ],
)
def test_a_name_is_shown_without_steps(name: str, shown: str) -> None:
    """Folders stay, steps out of them do not, and what cannot be seen is named."""
    assert shown_name(name) == shown


def test_two_gigabytes_are_refused_before_anything_is_kept(empty: Visit) -> None:
    """What says that it is so large is refused unread: nothing lies in the folder, and nothing is at work."""
    size = str(2 * 1024**3)
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": size}
    answer = empty.client.post("/files", content=b"--x\r\n", headers=headers)
    assert answer.status_code == 413
    assert "一度に 1024 MB までです" in answer.text
    assert stored(empty) == set()
    assert empty.desk.bench.work is None


def test_what_says_nothing_of_its_size_is_counted(empty: Visit) -> None:
    """A body that comes in pieces ends where it is too large."""
    empty.desk.bounds = Bounds(total=1024 * 1024)
    head = b'--x\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    sent: list[int] = []

    def body() -> Iterator[bytes]:
        yield head
        for _ in range(100):
            sent.append(1)
            yield b"a" * 100_000

    answer = empty.client.post("/files", content=body(), headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 413
    assert stored(empty) == set()


def test_bounds_of_a_file_and_of_their_number(empty: Visit) -> None:
    """One file too large, or too many of them: none is kept, and the sentence names the file."""
    empty.desk.bounds = Bounds(file=1024, files=3)
    large = empty.put(("小.txt", b"x"), ("大.txt", b"x" * 2000))
    many = empty.put(*((f"{n}.txt", b"x") for n in range(4)))
    assert (large.status_code, many.status_code) == (413, 413)
    assert "大.txt は大きすぎます" in large.text
    assert "3 件までです" in many.text
    assert stored(empty) == set()


def test_a_bomb_stays_shut(empty: Visit) -> None:
    """A zip of a thousand times its size is accounted for and not unpacked."""
    empty.put(("爆.zip", packed(a=b"\0" * 80_000_000)))
    assert statuses(empty) == {"爆.zip/a": "unread"}
    assert empty.desk.reports == {}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"x" * 100, "multipart/form-data"),
        (b"files=x", "application/x-www-form-urlencoded"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"\xff\xfe", "multipart/form-data; boundary=\xff"),
    ],
)
def test_what_is_no_form_is_refused(empty: Visit, body: bytes, kind: str) -> None:
    """In a sentence, with nothing kept and nothing begun."""
    headers = {b"content-type": kind.encode("latin-1")}
    answer = empty.client.post("/files", content=body, headers=headers)
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text
    assert stored(empty) == set()
    assert empty.desk.bench.work is None


def test_a_file_that_breaks_off_breaks_nothing(empty: Visit) -> None:
    """Junk of every format that is read, beside a report that is."""
    junk = [
        ("a.pdf", b"%PDF-1.7 x"),
        ("b.xlsx", b"PK\x03\x04junk"),
        ("c.html", b"<html><table>"),
        ("d.zip", b"PK\x03\x04"),
        ("e.txt", b"\xff" * 99),
    ]
    empty.put(*junk, ("f.txt", NEWEST.read_bytes()))
    assert empty.desk.bench.work is not None
    assert empty.desk.bench.work.state == "done"
    assert statuses(empty)["f.txt"] == "read"
    assert {s for n, s in statuses(empty).items() if n != "f.txt"} <= {"unread", "not-a-report"}
    assert len(statuses(empty)) == 6
