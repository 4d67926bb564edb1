"""The phrases that the program and its packs say to readers, as ``newsletter.pot`` in their folders lists them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from newsletter.languages.wording import CATALOGUES

TEMPLATE = "newsletter.pot"

_PHRASE = re.compile(r'^msgid ("(?:[^"\\]|\\.)+")$(?:\nmsgid_plural ("(?:[^"\\]|\\.)+")$)?', re.MULTILINE)


def find_phrases(folders: Iterable[Path] = ()) -> dict[str, str]:
    """Return each phrase of the program and of the packs in ``folders``, with its plural, or an empty string.

    What has no letter, such as the comma of a list, is no phrase.
    """
    found = (phrase for folder in (CATALOGUES, *folders) for phrase in _read_template(folder / TEMPLATE))
    return {one: many for one, many in found if any(map(str.isalpha, one))}


@cache
def _read_template(path: Path) -> tuple[tuple[str, str], ...]:
    """Read a template; each phrase in it is on one line. A pack without one lists no phrases."""
    if not path.is_file():
        return ()
    found = _PHRASE.findall(path.read_text(encoding="utf-8"))
    return tuple((json.loads(one), json.loads(many) if many else "") for one, many in found)
