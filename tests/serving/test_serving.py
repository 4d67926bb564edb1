"""The finished site over HTTP: by ``newsletter serve``, by nginx and by Caddy, which all answer the same."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from newsletter.building import BuildRequest, build
from newsletter.loading import load_publication
from newsletter.serving.configurations import WRITERS
from newsletter.serving.site import open_site
from scripts import web_servers
from tests.building.publications import TODAY, make_publication

PREFIX = "/riverside"
_EVENT = """  - type: event
    id: fair
    title: A fair
    starts: 2024-05-14T19:00
    body: Come.
  - type: article
    id: gone
    title: What was here
    body: What it said.
    withdrawn: {at: 2024-04-01T10:00:00Z, reason: It named a person.}
"""
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
_ABSENT = ("nothing/", "_redirects", "../.build.json", "%2e%2e/.build.json", "issues/2024-01/%00")
SERVERS = ("newsletter", "nginx", "caddy")


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a publication with an item that was withdrawn and an address that moved, built."""
    root = make_publication(tmp_path_factory.mktemp("served") / "news")
    with (root / "issues/2024-01.yaml").open("a", encoding="utf-8") as issue:
        issue.write(_EVENT)
    whole = (root / "issues/2024-02.yaml").read_text(encoding="utf-8") + _EVENT
    gone = "withdrawn: {at: 2024-04-01T10:00:00Z, reason: It named a person.}\nblocks:"
    (root / "issues/2024-02.yaml").write_text(whole.replace("blocks:", gone, 1), encoding="utf-8")
    with (root / "newsletter.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[redirects]\n"old/" = "issues/2024-01/first/"\n')
    build(BuildRequest(root, root / "dist", TODAY))
    root.parent.chmod(0o755)
    return root


@pytest.fixture(
    scope="module",
    params=[name if name == "newsletter" else pytest.param(name, marks=pytest.mark.peers) for name in SERVERS],
)
def port(request: pytest.FixtureRequest, news: Path) -> Iterator[int]:
    """Return the port at which a server serves the site on loopback."""
    if request.param != "newsletter" and not web_servers.find(request.param):
        pytest.fail(f"{request.param} is not there. {web_servers.ADVICE}")
    folder = Path(str(news.parent))
    with start(request.param, news, folder) as found:
        yield found


@contextmanager
def start(name: str, news: Path, folder: Path) -> Iterator[int]:
    """Start a server of the site that was built of a publication, and yield its port; its log is in the folder."""
    port, log = _find_port(), folder / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(_command(name, news, folder, port), stdout=output, stderr=output)  # noqa: S603  # servers of ours
    try:
        _await_port(port, process, log)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _command(name: str, news: Path, folder: Path, port: int) -> list[str]:
    """Write the configuration of a server that was installed, and return what starts it."""
    if name == "newsletter":
        return [sys.executable, "-m", "newsletter", "serve", "--root", str(news), "--port", str(port)]
    text = WRITERS[name](open_site(load_publication(news).publication, news / "dist"))
    if name == "nginx":
        text = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
        frame = f"daemon off; pid {folder}/nginx.pid; error_log stderr; events {{}} http {{ access_log off;"
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if _is_root() else ""
        (folder / "nginx.conf").write_text(f"{user} {frame} {temporary}\n{text}}}\n", encoding="utf-8")
        return [str(web_servers.find(name)), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    text = text.replace("digest.example.org {", f"http://127.0.0.1:{port} {{", 1)
    (folder / "Caddyfile").write_text(f"{{\n    admin off\n}}\n{text}", encoding="utf-8")
    return [str(web_servers.find(name)), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def _is_root() -> bool:
    return Path("/root").owner() == "root" and Path.home() == Path("/root")


def _find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    return port


def _await_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            pytest.fail(log.read_text(encoding="utf-8"))
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server does not listen")


def ask(
    port: int, path: str, method: str = "GET", *, prefix: str = PREFIX, **fields: str
) -> tuple[HTTPResponse, bytes]:
    """Ask for a path below the site's, and return the answer and its body."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    connection.request(method, f"{prefix}/{path}", headers=named)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_files_have_their_types_and_every_answer_its_fields(port: int, news: Path) -> None:
    for path, kind in {
        "": "text/html; charset=utf-8",
        "rss.xml": "application/rss+xml; charset=utf-8",
        "atom.xml": "application/atom+xml; charset=utf-8",
        "feed.json": "application/feed+json; charset=utf-8",
        "issues/2024-01/fair.ics": "text/calendar; charset=utf-8",
        "style.css": "text/css; charset=utf-8",
        "icon.svg": "image/svg+xml",
        "sitemap.xml": "application/xml; charset=utf-8",
        "robots.txt": "text/plain; charset=utf-8",
    }.items():
        answer, body = ask(port, path)
        file = news / "dist/site" / (path or "index.html")
        phrase = str(answer.headers["content-type"]).lower()
        assert answer.status == 200, path
        assert phrase in {kind, kind.replace("application/xml", "text/xml")}, path
        assert body == file.read_bytes()
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "script-src" not in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_the_page_of_the_search_alone_may_run_a_script(port: int) -> None:
    answer, _ = ask(port, "search/")
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_a_file_that_has_not_changed_is_not_sent_again(port: int) -> None:
    first, _ = ask(port, "atom.xml")
    again, body = ask(port, "atom.xml", If_None_Match=str(first.headers["etag"]))

    assert (again.status, body) == (304, b"")


def test_texts_are_compressed_as_another_form_of_the_same(port: int) -> None:
    plain, whole = ask(port, "atom.xml")
    answer, body = ask(port, "atom.xml", Accept_Encoding="gzip")

    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == whole
    assert "accept-encoding" in answer.headers["vary"].lower()
    if answer.headers.get("server") != "Caddy":  # 2.6, which Debian has, gives both the same
        assert answer.headers["etag"] != plain.headers["etag"]


def test_a_part_of_a_file_can_be_asked_for(port: int) -> None:
    _, whole = ask(port, "atom.xml")
    answer, body = ask(port, "atom.xml", Range="bytes=10-19")

    assert (answer.status, body) == (206, whole[10:20])
    assert answer.headers["content-range"] == f"bytes 10-19/{len(whole)}"


def test_a_head_has_the_fields_and_no_body(port: int) -> None:
    answer, body = ask(port, "rss.xml", "HEAD")
    assert (answer.status, body) == (200, b"")
    assert int(answer.headers["content-length"]) > 0


def test_what_was_withdrawn_is_gone_and_says_so(port: int) -> None:
    answer, body = ask(port, "issues/2024-01/gone/")
    assert answer.status == 410
    assert b"This entry was withdrawn" in body
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["issues/2024-01/gone.ics", "issues/2024-01/gone/cite.ris", "issues/2024-01/gone/x/y"])
def test_what_belonged_to_it_is_gone_too(port: int, path: str) -> None:
    answer, body = ask(port, path)
    assert answer.status == 410
    assert b"This entry was withdrawn" in body
    assert answer.headers["content-type"].lower() == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "title"), [("", "issue"), ("data.json", "issue"), ("gone/", "entry"), ("gone.ics", "entry")]
)
def test_all_of_an_issue_that_was_withdrawn_is_gone(port: int, path: str, title: str) -> None:
    answer, body = ask(port, f"issues/2024-02/{path}")
    assert answer.status == 410
    assert f"This {title} was withdrawn".encode() in body


def test_a_folder_without_its_slash_is_led_to_below_the_path_of_the_site(port: int) -> None:
    answer, _ = ask(port, "issues/2024-01")
    assert answer.status in {301, 307, 308}
    assert str(answer.headers["location"]).removeprefix(f"http://127.0.0.1:{port}") in {
        f"{PREFIX}/issues/2024-01/",
        "2024-01/",
    }


def test_what_moved_leads_on(port: int) -> None:
    answer, _ = ask(port, "old/")
    assert (answer.status, answer.headers["location"]) == (301, f"{PREFIX}/issues/2024-01/first/")


@pytest.mark.parametrize(
    "path", ["nothing/", "_redirects", "../.build.json", "%2e%2e/.build.json", "issues/2024-01/%00"]
)
def test_what_is_not_there_is_not_found(port: int, path: str) -> None:
    answer, body = ask(port, path)
    assert answer.status >= 400
    assert b"IssueRecord" not in body
    assert b"live_on" not in body
    if path == "nothing/":
        assert b"Page not found" in body


def test_nothing_can_be_written(port: int) -> None:
    answer, _ = ask(port, "rss.xml", "POST")
    assert answer.status == 405
