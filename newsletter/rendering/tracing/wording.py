"""The program's own words, which know their phrase and whose words are in it, for texts that models make."""

from __future__ import annotations

from newsletter.languages.wording import Wording
from newsletter.rendering.tracing.origins import Origin
from newsletter.rendering.tracing.reads import ReadLog
from newsletter.rendering.tracing.strings import find_origin, trace_text


class TracingWording(Wording):
    """Says what another wording says."""

    def __init__(self, plain: Wording, log: ReadLog) -> None:
        self.__dict__.update(plain.__dict__)
        self._plain, self._log = plain, log

    @property
    def markup(self) -> Wording:
        """See ``Wording.markup``; what templates say is traced where they say it."""
        return self._plain.markup

    def gettext(self, msgid: str, /, **values: object) -> str:
        """See ``Wording.gettext``; a phrase of the publication's own leads there."""
        return self._trace(super().gettext(msgid, **values), msgid, values)

    def pgettext(self, context: str, msgid: str, /, **values: object) -> str:
        """See ``Wording.pgettext``."""
        return self._trace(super().pgettext(context, msgid, **values), msgid, values)

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """See ``Wording.ngettext``."""
        return self._trace(super().ngettext(one, many, count, **values), one, values | {"count": count})

    def _trace(self, phrase: str, msgid: str, values: dict[str, object]) -> str:
        parts = [part for value in values.values() for part in self._log.find_value(value)]
        return trace_text(str(phrase), find_origin(msgid) or Origin("template", phrase=str(msgid)), parts)
