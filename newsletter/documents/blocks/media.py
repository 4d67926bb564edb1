"""A recording to listen to or to watch. Data only."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StrictInt, StringConstraints, model_validator

from newsletter.documents.blocks.base import Block, Enclosure
from newsletter.documents.blocks.links import Link
from newsletter.documents.pictures import Picture
from newsletter.documents.values import Heading, HttpsUrl, Markdown, document_error
from newsletter.languages.wording import Wording

_MEDIA_TYPE = r"(audio|video)/[A-Za-z0-9][A-Za-z0-9.+-]*"


class Media(Block):
    """A podcast or a film, with a link to it. If it is a file, feed readers and podcast programs can download it."""

    example = """\

- type: media
  title: An evening with the ringers
  kind: audio
  url: https://example.org/ringers.mp3
  media_type: audio/mpeg
  bytes: 8400000
  minutes: 12
  transcript: {text: Read what is said, url: https://example.org/ringers}"""

    type: Literal["media"] = "media"
    title: Heading
    """What it is called."""
    kind: Literal["audio", "video"]
    """Write audio for something to listen to, video for something to watch."""
    url: HttpsUrl
    """The address of the file, or of a page that plays it."""
    media_type: Annotated[str, StringConstraints(max_length=80, pattern=rf"^{_MEDIA_TYPE}$")] | None = None
    """The format, if url is a file: audio/mpeg, video/mp4. Leave it out for a page."""
    bytes: StrictInt | None = Field(default=None, ge=1)
    """The size of the file in bytes."""
    minutes: StrictInt | None = Field(default=None, ge=1, le=1440)
    """How long it is, in minutes."""
    body: Markdown | None = None
    """What it is about."""
    picture: Picture | None = None
    """A still picture to show in its place, with a play button drawn on it. It links to url."""
    transcript: Link | None = None
    """Where to read what is said, for those who cannot hear it."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        if self.media_type and not self.media_type.startswith(f"{self.kind}/"):
            message, hint = f"media_type is {self.media_type}, and kind is {self.kind}", "Correct one of them."
            raise document_error("media.kind", message, hint)
        if self.bytes and not self.media_type:
            hint = "Add media_type: audio/mpeg, video/mp4 …, or leave bytes out if url is a page."
            raise document_error("media.page", "a size is given, and no media_type", hint)
        return self

    def invite(self, wording: Wording) -> str:
        """Return the words of the link to it: what readers do by following it, and its title."""
        if self.kind == "audio":
            return wording.gettext("Listen: {title}", title=self.title)
        return wording.gettext("Watch: {title}", title=self.title)

    @property
    def poster(self) -> Picture | None:
        """Its picture, which leads to the recording unless it has no words to say so."""
        if self.picture is None or self.picture.decorative:
            return self.picture
        return self.picture.model_copy(update={"url": self.picture.url or self.url})

    def facts(self, wording: Wording) -> list[str]:
        """Return what readers should know before they follow the link: what it is, how long, how large."""
        kind = wording.gettext("Audio") if self.kind == "audio" else wording.gettext("Video")
        length = wording.ngettext("{count} minute", "{count} minutes", self.minutes) if self.minutes else ""
        return [fact for fact in (kind, length, wording.size(self.bytes) if self.bytes else "") if fact]

    def cover(self) -> Picture | None:
        """See ``Block.cover``."""
        return self.picture

    def enclosure(self) -> Enclosure | None:
        """Return the file, unless the address is that of a page."""
        return Enclosure(self.url, self.media_type, self.bytes, self.title) if self.media_type else None
