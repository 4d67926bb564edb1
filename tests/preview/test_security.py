"""Who may ask: the page that is open, on this machine, under this machine's own name. Asked over a real wire."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from newsletter.checking.analysis.images import make_png, measure_picture
from tests.building.publications import write_issue
from tests.preview.previews import Preview

pytestmark = pytest.mark.slow

ANSWERED = 200
REFUSED = 403
TEST = "api/issues/2024-01/test"
WHOLE = json.dumps({"address": "me@example.org", "digest": "0" * 64}).encode()


def knock(
    preview: Preview, method: str, path: str, fields: dict[str, str], body: bytes | None = None
) -> tuple[int, str]:
    """Ask with exactly these header fields and exactly this path, which no library tidies up."""
    with closing(HTTPConnection(preview.host, timeout=30)) as connection:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in fields.items():
            connection.putheader(name, value.encode())
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        with connection.getresponse() as answer:
            return answer.status, answer.read().decode(errors="replace")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_this_machine_by_its_own_names_is_answered(preview: Preview, name: str) -> None:
    port = preview.host.rpartition(":")[2]

    assert knock(preview, "GET", "/api/issues", {"Host": f"{name}:{port}"})[0] == ANSWERED


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "127.0.0.1@evil.example",
        "evil.example@127.0.0.1",
        "127.0.0.1:x",
        "[127.0.0.1",
        "2130706433",
        "0.0.0.0:8025",
        "127.0.0.1/evil.example",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/issues", "/frame/2024-01/email", "/static/app.js"])
def test_a_name_that_somebody_else_points_at_this_machine_is_refused(preview: Preview, host: str, path: str) -> None:
    status, answer = knock(preview, "GET", path, {"Host": host})

    assert status in {400, REFUSED}
    assert "Issue 2024" not in answer
    assert preview.token() not in answer


@pytest.mark.parametrize(
    "fields",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_site_is_refused_whatever_it_knows(preview: Preview, method: str, fields: dict[str, str]) -> None:
    path = f"/{TEST}" if method == "POST" else "/api/issues"
    given = {"Host": preview.host, "X-Preview-Token": preview.token(), **fields}
    status, answer = knock(preview, method, path, given, WHOLE if method == "POST" else None)

    assert status == REFUSED
    assert answer == "The preview answers only its own page. Open it by typing its address.\n"


def test_a_link_elsewhere_may_lead_to_the_preview(preview: Preview) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}

    assert knock(preview, "GET", "/", {"Host": preview.host, **link})[0] == ANSWERED


@pytest.mark.parametrize("token", [None, "", "guess", "é"])
def test_nothing_is_sent_without_the_token_of_the_page(preview: Preview, token: str | None) -> None:
    fields = {"Host": preview.host} | ({} if token is None else {"X-Preview-Token": token})
    status, answer = knock(preview, "POST", f"/{TEST}", fields, WHOLE)

    assert (status, answer) == (
        REFUSED,
        "This request does not come from the page that is open. Load the page again.\n",
    )
    assert not (preview.root / "outbox").exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[7]", 400),
        (b"\xff", 400),
        (b"[" * 4000, 400),
        (b'{"a":' * 800, 400),
        (b"9" * 4096, 400),
        (b" " * 5000, 413),
        (b"{}", 409),
        (b"[]", 409),
        (b'{"address": 7}', 409),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(preview: Preview, body: bytes, status: int) -> None:
    fields = {"Host": preview.host, "X-Preview-Token": preview.token()}

    assert knock(preview, "POST", f"/{TEST}", fields, body)[0] == status
    assert not (preview.root / "outbox").exists()


@pytest.mark.parametrize("seen", ["9" * 5000, "²", "-1", "soon"])
def test_an_epoch_that_never_was_is_answered_with_the_present_one(preview: Preview, seen: str) -> None:
    status, answer = knock(preview, "GET", f"/api/revision?seen={quote(seen)}", {"Host": preview.host})

    assert status == 200
    assert "revision" in answer


def test_a_test_is_of_exactly_what_was_seen(preview: Preview) -> None:
    write_issue(preview.root, "2024-02", words="Seen.")
    seen = preview.ask("api/issues/2024-02").json()["digest"]
    write_issue(preview.root, "2024-02", words="Changed since.")
    fields = {"Host": preview.host, "X-Preview-Token": preview.token()}
    body = json.dumps({"address": "me@example.org", "digest": seen}).encode()
    status, answer = knock(preview, "POST", "/api/issues/2024-02/test", fields, body)

    assert status == 409
    assert "The issue has changed since this page showed it." in answer
    assert not (preview.root / "outbox").exists()


@pytest.mark.parametrize(
    "address", ["", "me", "me@example.org, you@example.org", "me@example.org\r\nBcc: you@example.org"]
)
def test_a_test_goes_to_one_address(preview: Preview, address: str) -> None:
    fields = {"Host": preview.host, "X-Preview-Token": preview.token()}
    body = json.dumps({"address": address, "digest": preview.ask("api/issues/2024-01").json()["digest"]}).encode()
    status, answer = knock(preview, "POST", f"/{TEST}", fields, body)

    assert (status, "That is not an e-mail address." in answer) == (409, True)
    assert not (preview.root / "outbox").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2fapp.py",
        "/api/issues/..%2F..%2Fsecret",
        "/api/issues/2024-01%00",
        "/api/issues/2024-01%0a",
        "/api/issues/2024-13",
        "/api/issues/%D9%A2024-01",
        "/frame/..%2Fsecret/email",
        "/frame/2024-01/..%2F..%2Fsecret",
        "/frame/2024-01/secret",
        "/site/..%2F..%2Fsecret/light/",
        "/site/2024-01/light/../../../secret.yaml",
        "/site/2024-01/light/%2e%2e/%2e%2e/secret.yaml",
        "/site/2024-01/light//etc/passwd",
        "/site/2024-01/light/secret.yaml",
        "/site/2024-01/light/newsletter.toml",
        "/secret.yaml",
        "//etc/passwd",
    ],
)
def test_no_address_leads_out_of_what_is_shown(preview: Preview, path: str) -> None:
    (preview.root / "secret.yaml").write_text("the secret", encoding="utf-8")
    (preview.root.parent / "secret.yaml").write_text("the secret", encoding="utf-8")
    status, answer = knock(preview, "GET", path, {"Host": preview.host})

    assert status == 404
    assert "the secret" not in answer
    assert "root:" not in answer
    assert "Traceback" not in answer


def test_a_logo_is_served_from_inside_the_publication_alone(preview: Preview) -> None:
    settings = preview.root / "newsletter.toml"
    logo = '\n[logo]\nfile = "logo.png"\nalt = "Riverside"\nwidth = 200\nheight = 50\n'
    settings.write_text(settings.read_text(encoding="utf-8") + logo, encoding="utf-8")
    (preview.root / "logo.png").write_bytes(make_png(400, 100))
    [shown] = _find_logos(preview)
    inside = preview.ask(shown)
    (preview.root.parent / "elsewhere.png").write_bytes(make_png(300, 75))
    (preview.root / "logo.png").unlink()
    (preview.root / "logo.png").symlink_to(preview.root.parent / "elsewhere.png")
    shown_now = [shown, *_find_logos(preview), "site/2024-01/light/logo.png"]

    assert (inside.status_code, inside.headers["content-type"]) == (200, "image/png")
    assert measure_picture(inside.content) == (400, 100)
    assert not [path for path in shown_now if measure_picture(preview.ask(path).content) == (300, 75)]


def _find_logos(preview: Preview) -> list[str]:
    return re.findall(r'src="/(site/2024-01/light/images/[^"]+)"', preview.ask("frame/2024-01/email").text)


@pytest.mark.parametrize(
    "path", ["", "static/app.js", "api/issues", "api/issues/2024-01", "frame/2024-01/email", "gone"]
)
def test_every_answer_is_kept_to_the_page_and_out_of_caches(preview: Preview, path: str) -> None:
    fields = preview.ask(path).headers

    assert fields["cache-control"] == "no-store"
    assert fields["x-content-type-options"] == "nosniff"
    assert fields["cross-origin-resource-policy"] == "same-origin"
    assert fields["referrer-policy"] == "no-referrer"
    assert fields["content-security-policy"].startswith("default-src 'none'; ")
    assert "server" not in fields
    assert "set-cookie" not in fields


@pytest.mark.parametrize(
    "path", ["frame/2024-01/email", "frame/2024-01/feed", "site/2024-01/dark/issues/2024-01/", "site/2024-01/light/x/"]
)
def test_a_frame_may_run_nothing_and_load_nothing_from_elsewhere(preview: Preview, path: str) -> None:
    policy = preview.ask(path).headers["content-security-policy"]

    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert "sandbox allow-same-origin" in policy
    assert "http" not in policy
    assert "frame-ancestors 'self'" in policy


def test_only_loopback_is_listened_on(preview: Preview) -> None:
    port = int(preview.host.rpartition(":")[2])
    lines = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    listening = [line[1] for line in lines if line[3] == "0A" and line[1].endswith(f":{port:04X}")]

    assert listening == [f"0100007F:{port:04X}"]


_ATTACK = """<!doctype html><title>elsewhere</title><iframe name="sink"></iframe>
<iframe id="framed" src="{url}"></iframe><script src="{url}static/app.js"></script>
<form method="post" action="{url}{test}" enctype="text/plain" target="sink">
<input name='{{"address":"x@example.org","a":"' value='"}}'></form>
<script>
window.told = [];
const tell = (what) => window.told.push(what);
const attempts = [
  fetch("{url}api/issues").then((answer) => answer.text()),
  fetch("{url}").then((answer) => answer.text()),
  fetch("{url}{test}", {{method: "POST", body: "{{}}", headers: {{"x-preview-token": "guess"}}}}).then((a) => a.text()),
].map((attempt) => attempt.then(tell, () => {{}}));
document.forms[0].submit();
window.done = Promise.all(attempts).then(() => window.told);
</script>"""


@pytest.fixture
def elsewhere(preview: Preview) -> Iterator[str]:
    """Return the address of a hostile page on another port of this machine."""
    page = _ATTACK.format(url=preview.url, test=TEST).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the base class asks for it by this name
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Keep the terminal for the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


@pytest.mark.browser
def test_a_hostile_page_in_the_same_browser_learns_nothing_and_sends_nothing(
    page: Page, preview: Preview, elsewhere: str
) -> None:
    answered: dict[tuple[str, str], int] = {}
    page.on("response", lambda one: answered.update({(one.request.method, one.url): one.status}))
    with page.expect_response(lambda one: one.request.method == "POST" and one.url.endswith("/test")):
        page.goto(elsewhere)

    assert page.evaluate("window.done") == []
    assert {status for (_, url), status in answered.items() if url.startswith(preview.url)} <= {REFUSED}
    assert not (preview.root / "outbox").exists()
    assert not (preview.root / ".newsletter").exists()
