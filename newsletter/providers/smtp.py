"""The provider that mails one message to the address of a list (Mailman, Exchange, Google); the list does the rest.

Only the phase says what a lost connection means: before the final dot nothing was sent (RFC 5321, section 4.1.1.4),
after it the outcome is unknown.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from newsletter.documents.values import Email, PlainText, matching
from newsletter.errors import ExchangeError, OutcomeUnknownError, ProviderError, Reason, SendRefusedError
from newsletter.network.budget import Budget, Limits, OutOfTimeError, OverrunError
from newsletter.network.sockets import connect, receive, run_with_deadline, send_all, start_tls
from newsletter.network.trust import load_authorities, require_readable_variables
from newsletter.providers._mime import message_content, read_message
from newsletter.providers.base import (
    Audience,
    CampaignState,
    Capabilities,
    Content,
    Destination,
    Environment,
    Provider,
    ProviderOptions,
    Receipt,
    RemoteCampaign,
)
from newsletter.rendering.campaign import Campaign, Mailbox
from newsletter.rendering.message import compose_message, name_message

USER = "NEWSLETTER_SMTP_USER"
PASSWORD = "NEWSLETTER_SMTP_PASSWORD"  # noqa: S105  # the name of the variable, not what it holds

_PORTS = {"starttls": 587, "tls": 465}  # RFC 8314, section 3.3
_TAKEN = 250  # the one yes to a message (RFC 5321, section 4.3.2)
_REFUSED = range(400, 600)
_MOST_SAID = 65_536  # bytes of replies in one delivery; they are sentences (RFC 5321, section 4.5.3.1.5)
_NO_TIME = 0.001  # seconds; none at all would mean that nothing is waited for, which TLS refuses
_FAREWELL = 5  # seconds for QUIT, when the message is the server's already
_ACCEPTED = range(200, 300)
_GO_ON = (354,)
_END_OF_DATA = b".\r\n"

_check_host = matching(
    r"(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*|[0-9a-fA-F]*:[0-9a-fA-F:]+",
    "host.form",
    "'{text}' is not the name of a server",
    "Write it like smtp.example.org",
)


class SmtpOptions(ProviderOptions):
    """Options of the mail server and the list behind it."""

    host: Annotated[str, AfterValidator(_check_host)] = Field(description="The mail server: host = 'smtp.example.org'")
    to: Email = Field(description="The address of the list: to = 'digest@lists.example.org'")
    security: Literal["starttls", "tls"] = "starttls"
    port: int | None = Field(default=None, ge=1, le=65535, description="587 for starttls and 465 for tls if left out.")
    ca_file: PlainText | None = Field(
        default=None, description="Certificates to trust instead of the system's, as PEM."
    )
    list_headers: bool = Field(default=False, description="Only for a list that writes no List-* fields of its own.")
    timeout: float = Field(
        default=120,
        gt=0,
        le=600,
        allow_inf_nan=False,
        description="Seconds for all that comes before the answer to it.",
    )
    final_timeout: float = Field(
        default=600, gt=0, le=1200, allow_inf_nan=False, description="Seconds to wait for the answer to the message."
    )


class Smtp(Provider[SmtpOptions]):
    """A draft lives in this process alone; the server keeps nothing that could be asked for later."""

    name = "smtp"
    options_type: ClassVar[type[ProviderOptions]] = SmtpOptions
    capabilities = Capabilities(own_text=True, test_send="any", remembers=False, attaches_pictures=True)
    secrets = (USER, PASSWORD)

    def __init__(self, options: SmtpOptions, root: Path, environment: Environment) -> None:
        super().__init__(options, root, environment)
        self._drafts: dict[str, tuple[Campaign, bytes]] = {}

    def audience(self) -> Audience:
        """See ``Provider.audience``."""
        return Audience(self.options.to)

    def find(self, marker: str) -> RemoteCampaign | None:  # noqa: ARG002  # the verb's shape; a mail server keeps no record
        """See ``Provider.find``."""
        return None

    def draft(self, campaign: Campaign) -> str:
        """See ``Provider.draft``; the id is the ``Message-ID``, for which the list's archive can be searched."""
        remote_id = name_message(campaign, self.options.to)
        self._drafts[remote_id] = campaign, self._compose(campaign, Mailbox(campaign.list_name, self.options.to))
        return remote_id

    def translate(self, campaign: Campaign) -> Content:
        """See ``Provider.translate``."""
        return message_content(campaign)

    def read_back(self, remote_id: str) -> Content:
        """See ``Provider.read_back``."""
        return read_message(self._draft(remote_id)[1])

    def test(self, campaign: Campaign, addresses: Sequence[str]) -> Receipt:
        """See ``Provider.test``; each address gets a message of its own."""
        for address in addresses:
            if address.casefold() == self.options.to.casefold():
                raise SendRefusedError(
                    f"{address} is the list itself: a test there would reach everybody. Name one person."
                )
        answers = [self._test_one(campaign, address) for address in addresses]
        return Receipt(self.name, name_message(campaign, addresses[0], is_test=True), "; ".join(answers))

    def _test_one(self, campaign: Campaign, address: str) -> str:
        message = self._compose(campaign, Mailbox("", address), is_test=True)
        return self._deliver(campaign.sender.email, address, message)

    def send(self, remote_id: str) -> Receipt:
        """See ``Provider.send``."""
        campaign, message = self._draft(remote_id)
        return Receipt(self.name, remote_id, self._deliver(campaign.sender.email, self.options.to, message))

    def status(self, remote_id: str) -> RemoteCampaign:
        """See ``Provider.status``."""
        return RemoteCampaign(remote_id, CampaignState.UNKNOWN)

    def _compose(self, campaign: Campaign, to: Mailbox, *, is_test: bool = False) -> bytes:
        return compose_message(
            campaign,
            to=to,
            unsubscribe_url=campaign.unsubscribe_url,
            list_headers=self.options.list_headers,
            is_test=is_test,
        )

    def _draft(self, remote_id: str) -> tuple[Campaign, bytes]:
        try:
            return self._drafts[remote_id]
        except KeyError:
            raise ProviderError(
                f"There is no draft {remote_id} here; drafts for smtp are lost when the process ends."
            ) from None

    def _deliver(self, sender: str, recipient: str, message: bytes) -> str:
        """Hand over one message and return the server's answer to it."""
        user, password = self._credentials()
        with self._translated_errors("connecting"):
            client = self._connect()
        try:
            with self._translated_errors("logging in"):
                client.login(user, password)
            with self._translated_errors("handing over the message"):
                client.transfer(sender, recipient, message)
                client.finish(self.options.final_timeout)  # if this fails, no dot arrived
            answer = self._await_answer(client)
            with suppress(smtplib.SMTPException, OSError):
                client.quit()  # the message is the server's by now, whatever becomes of the farewell
            return answer
        finally:
            client.close()

    def _await_answer(self, client: _MailClient) -> str:
        """Judge the answer to the final dot; without a clear one the message may be the server's, or may not."""
        try:
            code, answered = client.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise self._make_unknown_error(self._format_error(error)) from None
        answer = self._format_error(smtplib.SMTPResponseException(code, answered))
        if code in _REFUSED:
            raise ProviderError(f"{self.options.host} refused the message: {answer}. Nothing was sent.")
        if code != _TAKEN:
            raise self._make_unknown_error(answer)
        return answer

    def _connect(self) -> _MailClient:
        options, is_implicit = self.options, self.options.security == "tls"
        port = options.port or _PORTS[options.security]
        context = self._tls_context()
        return _open_server(options.host, port, context, seconds=options.timeout, implicit=is_implicit)

    def _tls_context(self) -> ssl.SSLContext:
        """Trust the system's certificates, or the private authority's alone; names are always checked."""
        file = self.options.ca_file
        try:
            if file is not None:
                return load_authorities(self.root / file)
            require_readable_variables()
            return ssl.create_default_context()
        except ExchangeError as error:
            raise ProviderError(f"{error}. Nothing was sent.") from None
        except OSError as error:
            raise ProviderError(f"ca_file = '{file}' cannot be used: {error.strerror or error}.") from None

    def destination(self) -> Destination:
        """See ``Provider.destination``; no mail server is anybody's own, so each must be named."""
        return Destination(self.options.host, self.options.ca_file or "")

    def _credentials(self) -> tuple[str, str]:
        """Return user and password, if the host may have them."""
        if refusal := self.environment.format_host_refusal(self.options.host, self.own_hosts):
            raise SendRefusedError(Reason(refusal, ". Nothing was sent.", ". Nothing was sent."))
        return self.environment.secret(USER).get_secret_value(), self.environment.secret(PASSWORD).get_secret_value()

    @contextmanager
    def _translated_errors(self, what: str) -> Iterator[None]:
        """Turn every failure before the final dot into a ``ProviderError``: nothing was sent."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise ProviderError(
                f"{self.options.host} has no trusted certificate: {error.verify_message}. Nothing was sent. "
                "Check the host name; for a private authority, name its certificate with ca_file."
            ) from None
        except UnicodeError:
            raise ProviderError(f"{USER} or {PASSWORD} holds a character outside ASCII. Nothing was sent.") from None
        except (smtplib.SMTPException, OSError) as error:
            reason = self._format_error(error)
            raise ProviderError(f"{self.options.host} failed while {what}: {reason}. Nothing was sent.") from None

    def _make_unknown_error(self, why: str) -> OutcomeUnknownError:
        return OutcomeUnknownError(f"{self.options.host} received the whole message, but its answer was lost: {why}.")

    def _format_error(self, error: Exception) -> str:
        """Say what the server or the network said, on one line and without any secret it may have echoed."""
        if isinstance(error, smtplib.SMTPResponseException):
            text = f"{error.smtp_code} {_decoded(error.smtp_error)}"
        else:
            text = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return self.environment.redact(text)


def _decoded(text: bytes | str) -> str:
    return text.decode("utf-8", errors="replace") if isinstance(text, bytes) else text


def _open_server(host: str, port: int, context: ssl.SSLContext, *, seconds: float, implicit: bool) -> _MailClient:
    """Connect to a mail server and agree on TLS: from the first byte (``implicit``), or with STARTTLS.

    Raises:
        SMTPException: it does not speak SMTP, or no TLS.
        OSError: it cannot be reached, not be trusted, or not in time.
    """
    client = _MailClient(host, port, Budget(Limits(seconds, _MOST_SAID)), context if implicit else None)
    try:
        if not implicit:
            client.starttls(context=context)
    except BaseException as error:
        client.close()
        if isinstance(error, TimeoutError):
            raise client.budget.expired() from None
        raise
    return client


class _MailClient(smtplib.SMTP):
    """The standard library's client, on a socket with a deadline for the whole delivery.

    ``smtplib`` has a time-out for each read of a line, and no limit on their number: here the banner, every reply and
    every write share one budget, and all bytes from the server are counted.
    """

    def __init__(self, host: str, port: int, budget: Budget, implicit_tls: ssl.SSLContext | None) -> None:
        self.budget = budget
        self._implicit_tls = implicit_tls
        super().__init__(host, port, local_hostname=_find_local_hostname(budget))

    def transfer(self, sender: str, recipient: str, message: bytes) -> None:
        """Give the server a message but for the final dot, which decides.

        Raises:
            SMTPException: the server refuses.
            OSError: the connection is lost, or it took too long.
        """
        _require_reply(self.mail(sender))
        _require_reply(self.rcpt(recipient))
        _require_reply(self.docmd("DATA"), _GO_ON)
        self.send(re.sub(rb"(?m)^\.", b"..", message))

    def finish(self, seconds: float) -> None:
        """Say that the message is whole, and give the answer to that so many seconds (RFC 5321, section 4.5.3.2.6).

        Raises:
            OSError: the server did not get it: TLS never delivers a part of a record.
        """
        self.send(_END_OF_DATA)
        self.budget = Budget(Limits(seconds, _MOST_SAID))

    def quit(self) -> tuple[int, bytes]:
        """See ``smtplib.SMTP.quit``; waits a few seconds only, since the answer changes nothing."""
        self.budget = Budget(Limits(_FAREWELL, _MOST_SAID))
        return super().quit()

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
            self.file = _ReplyReader(self.sock, self)
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


class _ReplyReader:
    """What a server says, line by line, as a file that ``smtplib`` reads."""

    def __init__(self, line: socket.socket, client: _MailClient) -> None:
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


def _find_local_hostname(budget: Budget) -> str:
    """Return the name that a server is greeted by; asking for it may take the DNS long, and matters little."""
    try:
        name = run_with_deadline(budget, socket.getfqdn)
    except OSError:
        return "localhost"
    return name if "." in name else "[127.0.0.1]"


def _require_reply(reply: tuple[int, bytes], accepted: range | tuple[int, ...] = _ACCEPTED) -> None:
    if reply[0] not in accepted:
        raise smtplib.SMTPResponseException(*reply)
