"""The provider that mails one message to the address of a list (Mailman, Exchange, Google); the list does the rest.

Only the phase says what a lost connection means: before the final dot nothing was sent (RFC 5321, section 4.1.1.4),
after it nobody knows.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from newsletter.documents.values import Email, PlainText, matching
from newsletter.errors import ExchangeError, OutcomeUnknownError, ProviderError, SendRefusedError
from newsletter.network.trust import load_authorities, require_readable_variables
from newsletter.providers._mime import message_content, read_message
from newsletter.providers._smtp import MailClient, SMTPException, SMTPResponseException, open_server
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
    capabilities = Capabilities(own_text=True, test_send="any", remembers=False)
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
                f"There is no draft {remote_id} here; a draft for smtp ends with its process."
            ) from None

    def _deliver(self, sender: str, recipient: str, message: bytes) -> str:
        """Hand over one message and return the server's answer to it."""
        user, password = self._credentials()
        with self._doing("connecting"):
            client = self._connect()
        try:
            with self._doing("logging in"):
                client.login(user, password)
            with self._doing("handing over the message"):
                client.hand_over(sender, recipient, message)
                client.finish(self.options.final_timeout)  # if this fails, no dot arrived
            answer = self._await_answer(client)
            with suppress(SMTPException, OSError):
                client.take_leave()  # the message is the server's by now, whatever becomes of the farewell
            return answer
        finally:
            client.close()

    def _await_answer(self, client: MailClient) -> str:
        """Judge the answer to the final dot; without a clear one the message may be the server's, or may not."""
        try:
            code, said = client.getreply()
        except (SMTPException, OSError) as error:
            raise self._unknown(self._shown(error)) from None
        answer = self._shown(SMTPResponseException(code, said))
        if code in _REFUSED:
            raise ProviderError(f"{self.options.host} refused the message: {answer}. Nothing was sent.")
        if code != _TAKEN:
            raise self._unknown(answer)
        return answer

    def _connect(self) -> MailClient:
        options, is_implicit = self.options, self.options.security == "tls"
        port = options.port or _PORTS[options.security]
        context = self._tls_context()
        return open_server(options.host, port, context, seconds=options.timeout, implicit=is_implicit)

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
        if refusal := self.environment.refuse_host(self.options.host, self.own_hosts):
            raise SendRefusedError(f"{refusal}. Nothing was sent.")
        return self.environment.secret(USER).get_secret_value(), self.environment.secret(PASSWORD).get_secret_value()

    @contextmanager
    def _doing(self, what: str) -> Iterator[None]:
        """Turn every failure before the final dot into a ``ProviderError``: nothing was sent."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise ProviderError(
                f"{self.options.host} has no certificate we can trust: {error.verify_message}. Nothing was sent. "
                "Check the host name; for a private authority, name its certificate with ca_file."
            ) from None
        except UnicodeError:
            raise ProviderError(f"{USER} or {PASSWORD} holds a character outside ASCII. Nothing was sent.") from None
        except (SMTPException, OSError) as error:
            said = self._shown(error)
            raise ProviderError(f"{self.options.host} failed while {what}: {said}. Nothing was sent.") from None

    def _unknown(self, why: str) -> OutcomeUnknownError:
        return OutcomeUnknownError(f"{self.options.host} had the whole message, but its answer was lost: {why}.")

    def _shown(self, error: Exception) -> str:
        """Say what the server or the network said, on one line and without any secret it may have echoed."""
        if isinstance(error, SMTPResponseException):
            text = f"{error.smtp_code} {_decoded(error.smtp_error)}"
        else:
            text = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return self.environment.clean(text)


def _decoded(said: bytes | str) -> str:
    return said.decode("utf-8", errors="replace") if isinstance(said, bytes) else said
