"""The tag lists that DKIM and DMARC write their records in (RFC 6376, section 3.2): ``v=DMARC1; p=none``."""

from __future__ import annotations

import re

_TAG = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*=\s*([^;]*?)\s*")


def read_tags(record: str, *, any_case: bool = False) -> dict[str, str] | None:
    """Return the tags of a record in their order, or None where it is no list of tags, or names one twice.

    DKIM tells ``P`` from ``p`` (RFC 6376, section 3.2). DMARC does not: its grammar (RFC 7489, section 6.4) has names
    as strings of ABNF, which have no case (RFC 5234, section 2.3). ``any_case`` makes all of them small.
    """
    tags: dict[str, str] = {}
    for part in record.rstrip().removesuffix(";").split(";"):
        tag = _TAG.fullmatch(part)
        name = "" if tag is None else tag[1].lower() if any_case else tag[1]
        if tag is None or name in tags:
            return None
        tags[name] = tag[2]
    return tags
