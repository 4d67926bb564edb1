r"""Rewrites valid MJML so that mrml prints what was meant.

mrml prints attribute values, and ``mj-title`` as one of them, with Rust's debug escapes: a no-break space becomes
``\u{a0}``. It prints the text of ``mj-style`` without resolving entities. Numeric entities pass through it untouched.
"""

from __future__ import annotations

import re
from html import unescape

from newsletter.rendering.mjml.markers import strip_markers

_PLAIN_TAG = re.compile(r"[ !\"#-&(-\[\]-~]*")  # printable ASCII without the backslash and the single quote
_TAG = re.compile(r"<!--.*?-->|<[A-Za-z][\w-]*\s(?:[^\"'>]+|\"[^\"]*\"|'[^']*')*+>", re.DOTALL)
_ATTRIBUTE = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)')")
_UNSAFE = re.compile(r"[^ !#-\[\]-~]")  # anything but printable ASCII, and the backslash and the double quote
_TITLE = re.compile(r"<mj-title\s*>\s*([^<]*?)\s*<", re.ASCII)
_STYLE = re.compile(r"<mj-style\s*>([^<]*)")


def harden(mjml: str) -> str:
    """Write attribute values and the title in printable ASCII, CSS without entities, and no markers."""
    mjml = _TAG.sub(_harden_tag, strip_markers(mjml))
    mjml = _TITLE.sub(lambda match: f"<mj-title>{_encode(match[1])}<", mjml)
    return _STYLE.sub(lambda match: f"<mj-style>{unescape(match[1])}", mjml)


def _harden_tag(match: re.Match[str]) -> str:
    tag = match[0]
    if _PLAIN_TAG.fullmatch(tag) or tag.startswith("<!--"):
        return tag
    return _ATTRIBUTE.sub(lambda value: f'="{_encode(value[1] or value[2] or "")}"', tag)


def _encode(text: str) -> str:
    return _UNSAFE.sub(lambda match: f"&#{ord(match[0])};", text)
