"""A listing of program code, shown as it is typed. Data only."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from newsletter.documents.blocks.base import Block
from newsletter.documents.values import Heading, document_error, refuse_controls
from newsletter.errors import MissingExtraError, Reason
from newsletter.installation import require_extra

LONGEST_CODE = 5_000
"""Characters of a listing, some 150 lines: the patterns that find its parts are Pygments', and a few are not linear."""

LANGUAGES = {
    "bash": "sh shell zsh", "c": "", "c++": "cpp", "clojure": "clj", "cmake": "", "console": "shell-session terminal",
    "csharp": "c# cs", "css": "", "dart": "", "diff": "patch", "dockerfile": "docker", "elixir": "ex", "erlang": "erl",
    "fortran": "f90", "fsharp": "f#", "go": "golang", "graphql": "", "groovy": "", "haskell": "hs", "html": "",
    "http": "", "ini": "cfg", "java": "", "javascript": "js", "jinja": "", "json": "", "jsx": "", "julia": "jl",
    "kotlin": "kt", "latex": "tex", "lisp": "common-lisp", "lua": "", "markdown": "md", "matlab": "", "nginx": "",
    "ocaml": "", "perl": "pl", "php": "", "powershell": "ps1", "protobuf": "proto", "pycon": "",
    "python": "py python3", "r": "", "ruby": "rb", "rust": "rs", "scala": "", "scheme": "scm", "sql": "", "swift": "",
    "text": "plain plaintext txt", "toml": "", "tsx": "", "typescript": "ts", "vue": "", "xml": "svg", "yaml": "yml",
    "zig": "",
}  # fmt: skip
"""The languages that can be marked, by the names that Pygments has for them, each with other names for it.

Pygments knows 500 more. Each of these was tried on texts made to be slow; some others take all memory there is.
"""

_NAMES = {name: language for language, more in LANGUAGES.items() for name in (language, *more.split())}

_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of text around; in code it hides what the code does (Unicode TR 36; CVE-2021-42574)."""


def _check_language(name: str) -> str:
    """Require a language that can be marked; return its name in Pygments."""
    if language := _NAMES.get(name.casefold()):
        _require_pygments()
        return language
    close = get_close_matches(name.casefold(), _NAMES, 1)
    hint = f"Did you mean {close[0]}?" if close else f"Leave it out, or write one of {', '.join(LANGUAGES)}."
    hint = Reason("", hint, f"Choose {close[0]}, or none." if close else "Choose none, or one of those offered.")
    raise document_error("code.language", "'{text}' is not a programming language that is known here", hint, text=name)


def _require_pygments() -> None:
    try:
        require_extra("code", "A listing with a language")
    except MissingExtraError as error:
        raise document_error(
            "code.extra", "{reason}", "Or leave language out.", reason=str(error).rstrip(".")
        ) from None


def _check_code(code: str) -> str:
    if not code.strip():
        raise document_error("text.empty", "this is empty", "Write something, or leave the block out.")
    refuse_controls(code)
    if found := _OVERRIDES.search(code):
        message = "the code contains the invisible character {character}, which turns the direction of text around"
        hint = "Delete it, or write it as an escape of the language."
        raise document_error("code.direction", message, hint, character=f"U+{ord(found[0]):04X}")
    return code


class Code(Block):
    """A listing of code. Every space is kept; with a language, its comments, strings and keywords are marked."""

    example = """\

- type: code
  title: A listing
  caption: What it does
  code: |
    every space
      is kept"""

    type: Literal["code"] = "code"
    title: Heading | None = None
    """The heading, if it needs one."""
    language: Annotated[str, Field(max_length=40), AfterValidator(_check_language)] | None = None
    """The programming language, such as python, so that comments, strings and keywords are marked."""
    caption: Heading | None = None
    """What the code does, or which file it is from."""
    code: Annotated[
        str, StringConstraints(strip_whitespace=False, max_length=LONGEST_CODE), AfterValidator(_check_code)
    ]
    """The code as it is, below a line code: | and indented."""

    @property
    def spoken_language(self) -> None:
        """The key language is that of the code."""
        return

    @property
    def lines(self) -> list[str]:
        """Its lines, without the empty ones around them."""
        return self.code.strip("\n").rstrip().split("\n")
