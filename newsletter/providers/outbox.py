"""The provider that needs no account: it puts the finished message into a folder, for another program to send."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from newsletter.documents.values import InnerFile
from newsletter.errors import OutcomeUnknownError, ProviderError
from newsletter.providers._eml import message_content, read_message
from newsletter.providers.base import Audience, Capabilities, Content, Provider, ProviderOptions, Receipt, Remote
from newsletter.providers.base import RemoteState as State
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.message import DIGEST_FIELD, MARKER_FIELD, compose_message
from newsletter.storing import sync_folder, write_whole

_DRAFT = ".draft"
_HEADER_LIMIT = 64 * 1024  # bytes; far more than our header fields take


class OutboxOptions(ProviderOptions):
    """Options of the outbox."""

    folder: InnerFile = "outbox"


class Outbox(Provider[OutboxOptions]):
    """A draft is ``NAME.eml.draft``; sending gives it the name ``NAME.eml``, which is one indivisible step."""

    name = "outbox"
    options_type: ClassVar[type[ProviderOptions]] = OutboxOptions
    capabilities = Capabilities(own_text=True, test_send="any", remembers=True, reaches_readers=False)

    def audience(self) -> Audience:
        """See ``Provider.audience``."""
        return Audience(f"the folder {self.options.folder}/")

    def find(self, marker: str) -> Remote | None:
        """See ``Provider.find``."""
        found = [
            Remote(path.name.removesuffix(_DRAFT), _state_of(path), fields.get(DIGEST_FIELD))
            for path in self._files()
            if (fields := _read_fields(path)).get(MARKER_FIELD) == marker
        ]
        return next(iter(sorted(found, key=lambda remote: remote.state != State.SENT)), None)

    def draft(self, campaign: Campaign) -> str:
        """See ``Provider.draft``."""
        message = compose_message(campaign, to=campaign.sender, unsubscribe_url=campaign.unsubscribe_url)
        remote_id = f"{campaign.issue}-{campaign.digest[:8]}.eml"
        for path in self._files():
            if path.suffix == _DRAFT and _read_fields(path).get(MARKER_FIELD) == campaign.marker:
                path.unlink(missing_ok=True)
        _write_whole(self._path(remote_id + _DRAFT), message)
        return remote_id

    def translate(self, campaign: Campaign) -> Content:
        """See ``Provider.translate``."""
        return message_content(campaign)

    def read_back(self, remote_id: str) -> Content:
        """See ``Provider.read_back``."""
        with _explained(self._path(remote_id + _DRAFT)) as path:
            return read_message(path.read_bytes())

    def test(self, campaign: Campaign, addresses: Sequence[str]) -> Receipt:
        """See ``Provider.test``; each address gets a file of its own."""
        written = [self._test_one(campaign, address) for address in addresses]
        return Receipt(self.name, written[0].name, f"written to {', '.join(map(self._shown, written))}")

    def _test_one(self, campaign: Campaign, address: str) -> Path:
        message = compose_message(campaign, to=address, unsubscribe_url=campaign.unsubscribe_url, is_test=True)
        path = self._path(f"{campaign.issue}-test-{hashlib.sha256(message).hexdigest()[:8]}.eml")
        _write_whole(path, message)
        return path

    def send(self, remote_id: str) -> Receipt:
        """See ``Provider.send``."""
        path = self._path(remote_id)
        with _explained(path):
            path.with_name(remote_id + _DRAFT).replace(path)
        try:
            sync_folder(path.parent)
        except OSError as error:
            raise OutcomeUnknownError(
                f"{path} was written, but may not outlive a power cut: {error.strerror}."
            ) from None
        return Receipt(self.name, remote_id, f"written to {self._shown(path)}")

    def status(self, remote_id: str) -> Remote:
        """See ``Provider.status``; neither file there means that somebody took it away, sent or not."""
        with _explained(self._path(remote_id)) as path:
            if path.exists():
                return Remote(remote_id, State.SENT)
            has_draft = path.with_name(remote_id + _DRAFT).exists()
        return Remote(remote_id, State.DRAFT if has_draft else State.UNKNOWN)

    def _path(self, name: str) -> Path:
        root = self.root.resolve()
        folder = (root / self.options.folder).resolve()
        if not folder.is_relative_to(root):
            raise ProviderError(
                f"{self.root / self.options.folder} leads out of the publication. Name a folder inside it."
            )
        return folder / name

    def _files(self) -> list[Path]:
        with _explained(self._path("")) as folder:
            paths = sorted(folder.iterdir()) if folder.exists() else []
        return [path for path in paths if path.name.endswith((".eml", ".eml" + _DRAFT)) and path.is_file()]

    def _shown(self, path: Path) -> str:
        return f"{self.options.folder}/{path.name}"


@contextmanager
def _explained(path: Path) -> Iterator[Path]:
    """Turn what the file system says into a ``ProviderError`` that names the file."""
    try:
        yield path
    except OSError as error:
        raise ProviderError(f"{path}: {error.strerror}. Look at the folder and its permissions.") from None


def _state_of(path: Path) -> State:
    return State.DRAFT if path.suffix == _DRAFT else State.SENT


def _read_fields(path: Path) -> dict[str, str]:
    with _explained(path), path.open("rb") as file:
        header = file.read(_HEADER_LIMIT).replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    lines = header.decode("ascii", errors="replace").split("\n")
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _write_whole(path: Path, data: bytes) -> None:
    with _explained(path):
        write_whole(path, data)
