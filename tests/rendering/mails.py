"""MJML for the tests: the least a mail needs around a fragment, and a whole digest of six articles."""

from __future__ import annotations

from pathlib import Path

from newsletter.rendering.templates import Templates

HOSTS = frozenset({"digest.example.org"})
TITLE = "Café\u00a0“Review”: \\u{a0} & \U0001f468\u200d\U0001f469\u200d\U0001f467, हिन्दी <6>"

CSS = """
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 12px; }
h2 { font-size: 22px; margin: 0 0 8px; }
p, ul { margin: 0 0 12px; }
.facts th { text-align: left; padding: 4px 12px 4px 0; }
"""

_SENTENCE = "Nobody asked the child’s school what it knew – and each agency “assumed” that another would. "


def write_mail(column: str = "", *, head: str = "", body: str = "") -> str:
    """Write the MJML of a mail: ``column`` in a section of its own, if there is any, and then ``body``."""
    section = f"<mj-section><mj-column>{column}</mj-column></mj-section>" if column else ""
    return f'<mjml lang="en-GB" dir="ltr">\n<mj-head>{head}</mj-head>\n<mj-body>{section}{body}</mj-body>\n</mjml>'


def write_digest(articles: int = 6) -> str:
    """Render the digest template: MJML with markers, as a build has it."""
    templates = Templates((Path(__file__).parent / "templates",))
    return templates.render(
        "email/digest.mjml",
        language="en-GB",
        title=TITLE,
        preheader="Six reviews, thirty-nine lessons",
        articles=[_make_article(number) for number in range(1, articles + 1)],
    )


def _make_article(number: int) -> dict[str, object]:
    return {
        "heading": f"{number}. What the “review” of Child\u00a0{chr(64 + number)} found",
        "summary": _SENTENCE * 12,
        "url": f"https://digest.example.org/issues/2024-01/child-{number}/?from=mail&copy=1",
        "points": [_SENTENCE * 2] * 13,
        "age": f"{number} years",
    }
