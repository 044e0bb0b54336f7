"""Nobody gets in but the browser that was given the address, and nothing is changed but from a page of ours."""

from __future__ import annotations

import pytest
from app_visits import HERE, Visit

from pia_audit.app import create

PLACES = [
    "/", "/reports", "/outputs", "/answers", "/keeping", "/manual", "/manual/page", "/style.css", "/script.js", "/work",
]  # fmt: skip


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:8123", ""])
def test_a_foreign_name_is_not_answered(worked: Visit, host: str) -> None:
    """A name pointed at this computer from outside gets nothing, even with the cookie."""
    answer = worked.client.get("/reports", headers={"host": host})
    assert answer.status_code == 421
    assert worked.report.head.title not in answer.text


def test_both_names_of_this_computer_are(worked: Visit) -> None:
    """127.0.0.1 and localhost, with the port."""
    cookies = "; ".join(f"{n}={v}" for n, v in worked.client.cookies.items())
    for name in ("127.0.0.1:8123", "LOCALHOST:8123"):
        assert worked.client.get("/reports", headers={"host": name, "cookie": cookies}).status_code == 200


@pytest.mark.parametrize("place", PLACES)
def test_without_the_cookie_nothing_is_shown(worked: Visit, place: str) -> None:
    """No screen, no style: a sentence that says where to come from."""
    answer = worked.client.get(place, headers={"cookie": "pia-audit-000000000000=x"})
    assert answer.status_code == 403
    assert "pia-audit serve が示したアドレス" in answer.text


def test_the_token_lets_in_once(empty: Visit) -> None:
    """It was used to get in; whoever comes with it later is told, and a wrong one is no better."""
    empty.client.cookies.clear()
    second, wrong = empty.client.get("/?token=a token"), empty.client.get("/?token=b")
    assert (second.status_code, wrong.status_code) == (403, 403)
    assert "一度使われました" in second.text
    assert not empty.client.cookies


def test_the_address_again_in_the_same_browser(empty: Visit) -> None:
    """Whoever has the cookie is let in by the spent address as well."""
    assert "取り込み" in empty.client.get("/?token=a token").text


def test_the_cookie_stays_here(empty: Visit) -> None:
    """No script sees it and no other site sends it."""
    made = create(empty.desk.folder, "another", "ja")
    client = type(empty.client)(made, base_url=HERE)
    cookie = client.get("/?token=another").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": ""}, {"origin": "http://127.0.0.1:81"},
        {"origin": "https://127.0.0.1:8123"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "place",
    ["finding", "matter", "undo", "/files", "/answers", "/answers/undo", "/cancel", "/check", "/outputs", "/verify"],
)
def test_nothing_is_done_for_another_page(worked: Visit, place: str, headers: dict[str, str]) -> None:
    """A form on another site, with the cookie or not, is refused and nothing is written."""
    before = worked.desk.archive.read_bytes()
    form = {"verdict": "fine", "reason": "x", "by": "x", "last": "0"}
    inner = {
        "finding": worked.address(),
        "matter": worked.address().replace("/findings/", "/matters/"),
        "undo": f"/reports/{worked.report.key}/undo",
    }
    answer = worked.client.post(inner.get(place, place), data=form, headers=headers)
    assert answer.status_code == 403
    assert "ほかのページ" in answer.text
    assert worked.desk.archive.read_bytes() == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_refused(worked: Visit, method: str) -> None:
    """There are GET and POST."""
    assert worked.client.request(method, "/reports").status_code == 405


TRICKS = [
    "/../archive.sqlite", "/archive.sqlite", "/files/x", "/outputs/..%2farchive.sqlite", "/outputs/archive.sqlite",
    "/outputs/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/reports/..%2f..%2fetc%2fpasswd", "/reports/%00", "/reports/x/page",
    "/reports/x/findings/%3Cscript%3E", "/templates/frame.j2", "//etc/passwd", "/" + "a" * 5000, "/outputs/workbook",
    "/letters/0", "/letters/99", "/letters/..%2farchive.sqlite", "/letters/-1", "/outputs/workbook/page",
    "/outputs/..%2f..%2fx/page", "/reports/x/passages", "/reports/x/matters/y", "/accounts.json",
]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_no_path_leads_out(worked: Visit, trick: str) -> None:
    """No address opens a file: what is no address of ours is told so, in a sentence."""
    answer = worked.client.get(trick)
    assert answer.status_code == 404
    assert "root:" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("place", [*PLACES, "/nothing", "/?token=wrong"])
def test_every_answer_is_guarded(worked: Visit, place: str) -> None:
    """Whatever is answered: framed by nobody else, no kind guessed at, nothing asked for outside; kept nowhere, but for
    the style and the script, which hold nothing of a report and are named after what they hold."""
    headers = worked.client.get(place).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert ("no-store" in headers["cache-control"]) is (place not in ("/style.css", "/script.js"))
    policy = headers["content-security-policy"]
    if place == "/manual/page":  # the document brings the rest of its policy with it
        assert policy == "sandbox allow-scripts allow-modals; frame-ancestors 'self'"
    else:
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy


def test_what_nobody_foresaw_is_a_sentence(worked: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback and none of the error's own words, which may hold anything."""
    monkeypatch.setattr(type(worked.desk.ledger), "of", lambda *_: dict[str, str]()["<secret>"])
    answer = worked.client.get(worked.address())
    assert answer.status_code == 500
    assert "思わぬことで続けられません（KeyError）" in answer.text
    assert "secret" not in answer.text
