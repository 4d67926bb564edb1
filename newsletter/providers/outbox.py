"""The provider that needs no account: it puts the finished message into a folder, for another program to send."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from newsletter.documents.values import InnerFile
from newsletter.errors import OutcomeUnknownError, ProviderError, Reason
from newsletter.files import Folder
from newsletter.providers._mime import message_content, read_message
from newsletter.providers.base import (
    Audience,
    Capabilities,
    Content,
    Provider,
    ProviderOptions,
    Receipt,
    RemoteCampaign,
)
from newsletter.providers.base import CampaignState as State
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.message import DIGEST_FIELD, MARKER_FIELD, compose_message

_DRAFT = ".draft"
_HEADER_LIMIT = 64 * 1024  # bytes; far more than our header fields take


class OutboxOptions(ProviderOptions):
    """Options of the outbox."""

    folder: InnerFile = "outbox"


class Outbox(Provider[OutboxOptions]):
    """A draft is ``NAME.eml.draft``; sending gives it the name ``NAME.eml``, which is one indivisible step.

    The folder and what is in it are for the user alone who sends.
    """

    name = "outbox"
    options_type: ClassVar[type[ProviderOptions]] = OutboxOptions
    capabilities = Capabilities(
        own_text=True, test_send="any", remembers=True, reaches_readers=False, attaches_pictures=True
    )

    def audience(self) -> Audience:
        """See ``Provider.audience``."""
        return Audience(f"the folder {self.options.folder}/")

    def find(self, marker: str) -> RemoteCampaign | None:
        """See ``Provider.find``."""
        with self._opened() as folder:
            found = [
                RemoteCampaign(name.removesuffix(_DRAFT), _state_of(name), fields.get(DIGEST_FIELD))
                for name in self._list(folder)
                if (fields := self._read_fields(folder, name)).get(MARKER_FIELD) == marker
            ]
        return next(iter(sorted(found, key=lambda remote_campaign: remote_campaign.state != State.SENT)), None)

    def draft(self, campaign: Campaign) -> str:
        """See ``Provider.draft``."""
        message = compose_message(campaign, to=campaign.sender, unsubscribe_url=campaign.unsubscribe_url)
        remote_id = f"{campaign.issue}-{campaign.digest[:8]}.eml"
        with self._opened() as folder:
            for name in self._list(folder):
                is_draft = _state_of(name) is State.DRAFT
                if is_draft and self._read_fields(folder, name).get(MARKER_FIELD) == campaign.marker:
                    folder.remove(self._path_of(name))
            folder.write(self._path_of(remote_id + _DRAFT), message)
        return remote_id

    def translate(self, campaign: Campaign) -> Content:
        """See ``Provider.translate``."""
        return message_content(campaign)

    def read_back(self, remote_id: str) -> Content:
        """See ``Provider.read_back``."""
        with self._opened() as folder:
            return read_message(folder.read(self._path_of(remote_id + _DRAFT)))

    def test(self, campaign: Campaign, addresses: Sequence[str]) -> Receipt:
        """See ``Provider.test``; each address gets a file of its own."""
        written = [self._test_one(campaign, address) for address in addresses]
        return Receipt(self.name, written[0], self._describe(written))

    def _describe(self, written: Sequence[str]) -> Reason:
        """Say where messages are; where no paths are shown, by their folder alone."""
        return Reason("written to", ", ".join(map(self._path_of, written)), f"the folder {self.options.folder}")

    def _test_one(self, campaign: Campaign, address: str) -> str:
        message = compose_message(campaign, to=address, unsubscribe_url=campaign.unsubscribe_url, is_test=True)
        name = f"{campaign.issue}-test-{hashlib.sha256(message).hexdigest()[:8]}.eml"
        with self._opened() as folder:
            folder.write(self._path_of(name), message)
        return name

    def send(self, remote_id: str) -> Receipt:
        """See ``Provider.send``."""
        with self._opened() as folder:
            folder.rename(self._path_of(remote_id + _DRAFT), remote_id)
            try:
                folder.sync()
            except OSError as error:
                raise OutcomeUnknownError(
                    f"{self._path_of(remote_id)} was written, but may not outlive a power cut: {error.strerror}."
                ) from None
        return Receipt(self.name, remote_id, self._describe([remote_id]))

    def status(self, remote_id: str) -> RemoteCampaign:
        """See ``Provider.status``; if neither file is there, it was removed, sent or not."""
        with self._opened() as folder:
            if folder.find(self._path_of(remote_id)):
                return RemoteCampaign(remote_id, State.SENT)
            has_draft = folder.find(self._path_of(remote_id + _DRAFT)) is not None
        return RemoteCampaign(remote_id, State.DRAFT if has_draft else State.UNKNOWN)

    @contextmanager
    def _opened(self) -> Iterator[Folder]:
        """Open the publication's folder; what the file system refuses is a ``ProviderError`` that names the file."""
        try:
            with Folder(self.root, is_private=True) as folder:
                yield folder
        except OSError as error:
            raise ProviderError(
                f"{error.filename}: {error.strerror}. Look at the folder and its permissions."
            ) from None

    def _list(self, folder: Folder) -> list[str]:
        if folder.find(self.options.folder) is None:
            return []
        return [name for name in folder.list(self.options.folder) if name.endswith((".eml", ".eml" + _DRAFT))]

    def _read_fields(self, folder: Folder, name: str) -> dict[str, str]:
        header = folder.read(self._path_of(name), _HEADER_LIMIT).replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        lines = header.decode("ascii", errors="replace").split("\n")
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

    def _path_of(self, name: str) -> str:
        return f"{self.options.folder}/{name}"


def _state_of(name: str) -> State:
    return State.DRAFT if name.endswith(_DRAFT) else State.SENT
