"""A real mail server on loopback, with TLS and a login, that can be told to fail at any step of a delivery."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "digest-sender", "canary-4b1d-kestrel"
LOGIN = {"NEWSLETTER_SMTP_USER": USER, "NEWSLETTER_SMTP_PASSWORD": PASSWORD}

Step = Literal["EHLO", "AUTH", "MAIL", "RCPT", "DATA", "mid-data", "dot", "QUIT"]
DROP, STALL, TAKE_AND_DROP, TAKE_AND_STALL = "drop", "stall", "take-and-drop", "take-and-stall"
DRIP, FLOOD, TAKE_AND_DRIP, TAKE_AND_FLOOD = "drip", "flood", "take-and-drip", "take-and-flood"
_ENDLESS = {DRIP: b"2", TAKE_AND_DRIP: b"2", FLOOD: b"250-and more\r\n" * 500, TAKE_AND_FLOOD: b"250-more\r\n" * 500}


@dataclass
class ReceivedMessage:
    """A message the server has taken."""

    sender: str
    recipients: list[str]
    data: bytes


@dataclass
class MailServer:
    """What the server has taken, and which step it fails at: with a reply, or by hanging up or falling silent."""

    certificate: Path
    implicit_tls: bool = False
    offer_starttls: bool = True
    faults: dict[str, str] = field(default_factory=dict)
    messages: list[ReceivedMessage] = field(default_factory=list)
    reached: dict[str, threading.Event] = field(default_factory=dict)
    connections: set[object] = field(default_factory=set)
    port: int = 0

    def fail(self, step: Step, how: str) -> None:
        """Fail at ``step`` from now on; ``how`` is a reply such as ``451 later``, or one of the words above."""
        self.faults[step] = how
        self.reached[step] = threading.Event()

    def wait_until_idle(self) -> None:
        """Wait until every client is gone, and with it whatever it had begun."""
        deadline = time.monotonic() + 10
        while self.connections and time.monotonic() < deadline:
            time.sleep(0.005)

    @cached_property
    def tls(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.certificate.with_suffix(".key"))
        return context

    def take(self, envelope: Envelope) -> None:
        data = envelope.original_content
        assert isinstance(data, bytes)
        self.messages.append(ReceivedMessage(str(envelope.mail_from), [str(to) for to in envelope.rcpt_tos], data))

    def authenticate(self, *credentials: Any) -> AuthResult:  # noqa: ANN401  # aiosmtpd's own signature is untyped
        login = credentials[-1]
        right = isinstance(login, LoginPassword) and login == LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    async def handle_DATA(self, server: _Protocol, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer the final dot; aiosmtpd names its hooks so."""
        how = self.faults.get("dot", "")
        if not how or how.startswith("take"):
            self.take(envelope)
        if how:
            return await server.strike("dot", how)
        return "250 2.0.0 Ok: queued as 4F2A"

    def build(self) -> _Protocol:
        upgrades = self.offer_starttls and not self.implicit_tls
        return _Protocol(
            self,
            hostname="localhost",
            tls_context=self.tls if upgrades else None,
            require_starttls=upgrades,
            auth_required=upgrades,
            auth_require_tls=upgrades,  # aiosmtpd does not count TLS from the first byte
            authenticator=self.authenticate,
            data_size_limit=None,
            loop=asyncio.get_running_loop(),
        )


class _Protocol(SMTP):
    """aiosmtpd's server, with a hook before each step."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.event_handler.connections.discard(self)

    async def strike(self, step: str, how: str) -> str:
        """Do what the fault says; returns the reply, if it is one."""
        server: MailServer = self.event_handler
        server.reached[step].set()
        if how in _ENDLESS:
            await self._go_on_for_ever(_ENDLESS[how])
        if how in (STALL, TAKE_AND_STALL):
            await asyncio.sleep(30)
        if how in {DROP, TAKE_AND_DROP, STALL, TAKE_AND_STALL, *_ENDLESS}:
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.abort()
            raise asyncio.CancelledError
        return how

    async def _go_on_for_ever(self, said: bytes) -> None:
        """Say the same until the client hangs up: slowly where it is one byte, fast where it is more."""
        with suppress(ConnectionError):
            while self.transport is not None and not self.transport.is_closing():
                self._writer.write(said)
                await self._writer.drain()
                await asyncio.sleep(0.02 if len(said) == 1 else 0)

    async def smtp_EHLO(self, arg: str) -> None:  # noqa: N802
        if not await self._failed("EHLO"):
            await super().smtp_EHLO(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if not await self._failed("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        if not await self._failed("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        if not await self._failed("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        server: MailServer = self.event_handler
        if how := server.faults.get("mid-data"):
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n")
            await self.strike("mid-data", how)
        if not await self._failed("DATA"):
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802
        if not await self._failed("QUIT"):
            await super().smtp_QUIT(arg)

    async def _failed(self, step: str) -> bool:
        server: MailServer = self.event_handler
        if how := server.faults.get(step):
            await self.push(await self.strike(step, how))
        return bool(how)


@contextmanager
def running(server: MailServer) -> Iterator[MailServer]:
    """Run ``server`` on a free port of loopback, in a thread of its own."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)  # hanging up on purpose is no news
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        listening = asyncio.run_coroutine_threadsafe(_listen(server, loop), loop).result(10)
        try:
            yield server
        finally:
            asyncio.run_coroutine_threadsafe(_close(listening), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _listen(server: MailServer, loop: asyncio.AbstractEventLoop) -> asyncio.Server:
    tls = server.tls if server.implicit_tls else None
    listening = await loop.create_server(server.build, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    return listening


async def _close(listening: asyncio.Server) -> None:
    listening.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def make_certificate(folder: Path) -> Path:
    """Make a certificate for ``localhost`` and the private authority that vouches for it, both in one file."""
    certificate = folder / "localhost.pem"
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    chain = [*issued.cert_chain_pems, authority.cert_pem]
    certificate.write_bytes(b"".join(pem.bytes() for pem in chain))
    issued.private_key_pem.write_to_path(certificate.with_suffix(".key"))
    return certificate
