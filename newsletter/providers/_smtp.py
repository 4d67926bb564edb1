"""A connection to a mail server that ends in time. The only door to ``smtplib``.

``smtplib`` gives each read of a line its time-out, and reads lines without end: here the banner, every reply and every
write get what is left of one budget, and all that the server says is counted.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl

from newsletter.network.budget import Budget, Limits, OutOfTimeError, OverrunError
from newsletter.network.sockets import connect, receive, run_with_deadline, send_all, start_tls

SMTPException = smtplib.SMTPException
SMTPResponseException = smtplib.SMTPResponseException

_MOST_SAID = 65_536  # bytes of replies in one delivery; they are sentences (RFC 5321, section 4.5.3.1.5)
_NO_TIME = 0.001  # seconds; none at all would mean that nothing is waited for, which TLS refuses
_FAREWELL = 5  # seconds for QUIT, when the message is the server's already
_ACCEPTED = range(200, 300)
_GO_ON = (354,)
_END_OF_DATA = b".\r\n"


def open_server(host: str, port: int, context: ssl.SSLContext, *, seconds: float, implicit: bool) -> MailClient:
    """Connect to a mail server and agree on TLS: from the first byte (``implicit``), or with STARTTLS.

    Raises:
        SMTPException: it does not speak SMTP, or no TLS.
        OSError: it cannot be reached, not be trusted, or not in time.
    """
    client = MailClient(host, port, Budget(Limits(seconds, _MOST_SAID)), context if implicit else None)
    try:
        if not implicit:
            client.starttls(context=context)
    except BaseException as error:
        client.close()
        if isinstance(error, TimeoutError):
            raise client.budget.expired() from None
        raise
    return client


class MailClient(smtplib.SMTP):
    """The standard library's client, on a socket that has a budget."""

    def __init__(self, host: str, port: int, budget: Budget, implicit_tls: ssl.SSLContext | None) -> None:
        self.budget = budget
        self._implicit_tls = implicit_tls
        super().__init__(host, port, local_hostname=_name_ourselves(budget))

    def hand_over(self, sender: str, recipient: str, message: bytes) -> None:
        """Give the server a message but for the final dot, which decides.

        Raises:
            SMTPException: the server refuses.
            OSError: the connection is lost, or it took too long.
        """
        _demand(self.mail(sender))
        _demand(self.rcpt(recipient))
        _demand(self.docmd("DATA"), _GO_ON)
        self.send(re.sub(rb"(?m)^\.", b"..", message))

    def finish(self, seconds: float) -> None:
        """Say that the message is whole, and give the answer to that so many seconds (RFC 5321, section 4.5.3.2.6).

        Raises:
            OSError: the server did not get it: TLS never delivers a part of a record.
        """
        self.send(_END_OF_DATA)
        self.budget = Budget(Limits(seconds, _MOST_SAID))

    def take_leave(self) -> None:
        """Say good-bye, without waiting long for an answer that changes nothing.

        Raises:
            SMTPException: the server does not say so, too.
            OSError: the same.
        """
        self.budget = Budget(Limits(_FAREWELL, _MOST_SAID))
        self.quit()

    def send(self, s: bytes | str) -> None:  # type: ignore[override]  # smtplib's own takes any buffer
        """See ``smtplib.SMTP.send``."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the server has closed the connection")
        data = s.encode(self.command_encoding) if isinstance(s, str) else s
        try:
            send_all(self.sock, data, self.budget)
        except OSError:
            self.close()
            raise

    def getreply(self) -> tuple[int, bytes]:
        """See ``smtplib.SMTP.getreply``; TLS, if that comes next, finds only what is left of the time."""
        if self.file is None and self.sock is not None:
            self.file = _Lines(self.sock, self)
        try:
            reply = super().getreply()
        except smtplib.SMTPServerDisconnected as error:
            if isinstance(error.__context__, OutOfTimeError | OverrunError):
                raise error.__context__ from None  # it was we who hung up
            raise
        if self.sock is not None:
            self.sock.settimeout(max(self.budget.remaining, _NO_TIME))
        return reply

    def _get_socket(self, host: str, port: int, timeout: float | None) -> socket.socket:  # noqa: ARG002  # smtplib's own signature
        plain = connect(host, port, self.budget)
        return start_tls(plain, self._implicit_tls, host, self.budget) if self._implicit_tls else plain


class _Lines:
    """What a server says, line by line, as a file that ``smtplib`` reads."""

    def __init__(self, line: socket.socket, client: MailClient) -> None:
        self._line = line
        self._client = client
        self._waiting = bytearray()

    def readline(self, most: int) -> bytes:
        seen = 0
        while (end := self._waiting.find(b"\n", seen)) < 0 and len(self._waiting) < most:
            seen = len(self._waiting)
            if not (data := receive(self._line, most, self._client.budget)):
                break
            self._waiting += data
        length = min(most, end + 1 if end >= 0 else len(self._waiting))
        taken = bytes(self._waiting[:length])
        del self._waiting[:length]
        return taken

    def close(self) -> None:
        self._waiting.clear()


def _name_ourselves(budget: Budget) -> str:
    """Return the name that a server is greeted by; asking for it may take the DNS long, and matters little."""
    try:
        name = run_with_deadline(budget, socket.getfqdn)
    except OSError:
        return "localhost"
    return name if "." in name else "[127.0.0.1]"


def _demand(reply: tuple[int, bytes], accepted: range | tuple[int, ...] = _ACCEPTED) -> None:
    if reply[0] not in accepted:
        raise smtplib.SMTPResponseException(*reply)
