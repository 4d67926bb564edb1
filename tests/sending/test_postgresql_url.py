"""The URL of a ledger: read exactly, refused where it is torn, and its password shown nowhere."""

from __future__ import annotations

import logging
import ssl
import traceback
from pathlib import Path

import pytest

from newsletter.errors import LedgerError
from newsletter.sending.ledger import URL_NAME, open_ledger
from newsletter.sending.ledger.postgresql import PostgresqlStore
from newsletter.sending.ledger.postgresql_url import read_url
from tests.sending.ledgers import EVENT, MARKER, Workspace
from tests.sending.servers import PASSWORD, SPELT, find_free_port

CANARY = "c4nary"


def test_a_url_is_read() -> None:
    address = read_url(f" postgresql://anna%40home:{SPELT}@db.example.org:6543/the%20ledger?sslmode=disable\n")
    url = address.url
    assert (url.username, url.password, url.host, url.port, url.database) == (
        "anna@home", PASSWORD, "db.example.org", 6543, "the ledger",
    )  # fmt: skip
    assert str(address) == "postgresql://anna%40home@db.example.org:6543/the ledger"


@pytest.mark.parametrize(
    "url",
    [
        "", "c4nary", "sqlite:///c4nary", "mysql://anna:c4nary@db/ledger", "postgresql://", "postgresql://db/ledger",
        "postgresql://anna:c4nary@db", "postgresql://anna:c4nary@/ledger", "postgresql://:c4nary@db/ledger",
        "postgresql://anna:c4nary/x@db/ledger", "postgresql://anna:12/c4nary@db/ledger",
        "postgresql://anna:c4nary?x@db/ledger", "postgresql://anna:12?c4nary@db/ledger",
        "postgresql://anna:c4nary#x@db/ledger", "postgresql://anna:12#c4nary@db/ledger",
        "postgresql://anna:c4nary@x@db/ledger", "postgresql://anna:[c4nary@db/ledger",
        "postgresql://anna:x@db:c4nary/ledger", "postgresql://anna:x@db:99999/c4nary",
        "postgresql://anna:x@d[b/c4nary", "postgresql://anna:x@db]/c4nary", "postgresql://anna:x@db/ledger#c4nary",
        "postgresql://anna:x@db/ledger?c4nary=1", "postgresql://anna:x@db/ledger?sslmode=c4nary",
        "postgresql://anna:x@db/ledger?sslmode=prefer", "postgresql://anna:x@db/ledger?sslmode=",
        "postgresql://anna:x@db/ledger?sslmode", "postgresql://anna:x@db/ledger?sslmode=%20",
        "postgresql://anna:x@db/ledger?sslmode=verify-full&sslmode=", "postgresql://anna:x@db/ledger?sslrootcert=",
        "postgresql://anna:x@db/ledger?sslmode=&sslmode=verify-full", "postgresql://anna:x@127.0.0.1/ledger?sslmode=",
        "postgresql://anna:x@db/ledger?sslmode=VERIFY-FULL", "postgresql://anna:x@db/ledger?sslmode=disable&sslmode=disable",
        "postgresql://anna:c4nary\n@db/ledger", "postgresql://anna:c4nary\x1b[2J@db/ledger",
    ],
)  # fmt: skip
def test_anything_else_is_refused_without_being_shown(tmp_path: Path, url: str) -> None:
    with pytest.raises(LedgerError) as raised:
        open_ledger(tmp_path, {URL_NAME: url})
    assert str(raised.value).startswith(URL_NAME)
    assert CANARY not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize("host", ["db.example.org", "192.0.2.7"])
def test_a_remote_server_must_prove_its_identity(host: str) -> None:
    tls = read_url(f"postgresql://anna:x@{host}/ledger").tls
    assert isinstance(tls, ssl.SSLContext)
    assert (tls.check_hostname, tls.verify_mode) == (True, ssl.CERT_REQUIRED)


def test_an_operator_can_require_less() -> None:
    tls = read_url("postgresql://anna:x@db.example.org/ledger?sslmode=require").tls
    assert isinstance(tls, ssl.SSLContext)
    assert tls.verify_mode == ssl.CERT_NONE
    assert read_url("postgresql://anna:x@db.example.org/ledger?sslmode=disable").tls is False


def test_named_certificates_are_required_whatever_the_server_is_called(certificate: Path) -> None:
    url = f"postgresql://anna:x@db.example.org/ledger?sslmode=require&sslrootcert={certificate}"
    tls = read_url(url).tls
    assert isinstance(tls, ssl.SSLContext)
    assert (tls.check_hostname, tls.verify_mode) == (False, ssl.CERT_REQUIRED)


@pytest.mark.parametrize("host", ["localhost", "LocalHost", "127.0.0.1", "[::1]"])
def test_a_local_server_need_not_prove_its_identity(host: str) -> None:
    assert read_url(f"postgresql://anna:x@{host}/ledger").tls is None


def test_certificates_that_cannot_be_read_are_an_error() -> None:
    with pytest.raises(LedgerError, match="names as sslrootcert cannot be read: No such file"):
        read_url("postgresql://anna:x@db.example.org/ledger?sslrootcert=/nowhere/roots.pem")


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_missing_certificates_of_the_environment_are_reported(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "/nowhere/roots")
    with pytest.raises(LedgerError, match=f"{variable}=/nowhere/roots names certificates that cannot be used"):
        read_url("postgresql://anna:x@db.example.org/ledger")
    assert read_url("postgresql://anna:x@localhost/ledger").tls is None


def test_an_unreachable_server_is_reported_without_the_password(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    port = find_free_port()
    with pytest.raises(LedgerError) as raised:
        open_ledger(tmp_path, {URL_NAME: f"postgresql://anna:{SPELT}@127.0.0.1:{port}/ledger"})
    assert str(raised.value) == (
        f"The ledger postgresql://anna@127.0.0.1:{port}/ledger cannot be used: "
        "the server cannot be reached (Connection refused)."
    )
    assert CANARY not in caplog.text + "".join(traceback.format_exception(raised.value))
    assert not (tmp_path / ".newsletter").exists()


def test_a_store_does_not_show_its_password(tmp_path: Path) -> None:
    url = f"postgresql://anna:{SPELT}@127.0.0.1/ledger"
    store = PostgresqlStore(url, tmp_path / "guard file")
    assert CANARY not in repr([store, vars(store), read_url(url)])


@pytest.mark.postgresql
def test_nothing_on_a_server_shows_the_password(shared: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shared.append(EVENT)
    told = [repr(shared.open()), repr(vars(shared.open())), *map(repr, shared.open().export())]
    for breaking in ("DROP TABLE letters", "DROP TABLE events"):
        with pytest.raises(LedgerError) as raised:
            shared.append(EVENT)
        told += traceback.format_exception(raised.value)
        shared.execute(breaking)
        told.append(shared.refusal())
    rows = [path.read_text(encoding="utf-8") for path in (shared.root / ".newsletter").iterdir()]
    assert CANARY not in "".join([*told, *rows, caplog.text])
    assert shared.environment[URL_NAME].count(CANARY) == 1
    assert MARKER in told[2]
