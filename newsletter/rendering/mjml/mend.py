"""Mends what mrml writes into finished HTML that readers or spam filters would take amiss."""

from __future__ import annotations

import re

_HIDDEN = "display:none;font-size:1px;color:#ffffff;"
"""How mrml begins the style of the preheader, which is hidden."""

_FIXED_HEIGHT = re.compile(r"text-decoration:none;height:[0-9.]{1,9}px;width:100%;")
"""The height of a picture that is as wide as its column: on a phone, which is narrower, it would be distorted."""


def mend(html: str) -> str:
    """Let the preheader have the colour of the text, and a picture keep its proportions.

    White on white is what spammers hide words with (SpamAssassin's HTML_FONT_LOW_CONTRAST). A picture's height stays in
    its attribute, so that room is kept for it before it is loaded.
    """
    html = html.replace(_HIDDEN, "display:none;font-size:1px;", 1)
    if "<img" not in html:
        return html  # as most mails: looking for the pattern would take as long as compiling them
    return _FIXED_HEIGHT.sub("text-decoration:none;height:auto;width:100%;", html)
