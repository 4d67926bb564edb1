"""Owns the templates and how they are filled; the only door to Jinja2.

Templates come from a publication's own folder or from the tool's: they are code. What they are filled with is content,
and content is never compiled. Names ending in ``.txt`` are plain text and are not escaped; everything else is markup
and always is, and neither kind can include the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from traceback import walk_tb
from typing import NoReturn

import jinja2
from jinja2.ext import Extension

from newsletter.errors import TemplateError
from newsletter.rendering.mjml.markers import mark_start_tags

_NO_FILTERS: Mapping[str, Callable[..., object]] = {}
_FAILURES = (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Templates:
    """The templates of one publication, read once; the first folder that has a name wins.

    A change on disk is seen by a new ``Templates``, never by this one: what ``fingerprint`` names is what is rendered.
    """

    def __init__(
        self, folders: tuple[Path, ...], *, filters: Mapping[str, Callable[..., object]] = _NO_FILTERS
    ) -> None:
        self._sources = _read_folders(folders)
        self._filters = filters

    def has(self, name: str) -> bool:
        """Tell whether there is a template of this name, such as ``blocks/notice.html``."""
        return name in self._sources

    def render(self, name: str, /, **values: object) -> str:
        """Fill a template.

        Raises:
            TemplateError: it is missing, cannot be parsed, or uses a value it was not given.

        """
        environment = self._text if _is_text(name) else self._markup
        try:
            return environment.get_template(name).render(values)
        except _FAILURES as error:
            _refuse(error, name)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, over the name and bytes of every template."""
        digest = hashlib.sha256()
        for name, source in sorted(self._sources.items()):
            digest.update(f"{len(name.encode())} {len(source)} {name}\n".encode() + source)
        return digest.hexdigest()

    @cached_property
    def _markup(self) -> jinja2.Environment:
        return self._make_environment({name: text for name, text in self._sources.items() if not _is_text(name)})

    @cached_property
    def _text(self) -> jinja2.Environment:
        return self._make_environment({name: text for name, text in self._sources.items() if _is_text(name)})

    def _make_environment(self, sources: Mapping[str, bytes]) -> jinja2.Environment:
        environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(lambda name: _load(sources, name)),
            autoescape=lambda name: not _is_text(name),  # noqa: S701  # in plain text there is nothing to escape
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=_refuse_unprintable,
            auto_reload=False,
            cache_size=-1,
            extensions=[_Markers],
        )
        del environment.globals["lipsum"], environment.filters["random"]  # the same input gives the same output
        environment.filters |= self._filters
        return environment


class _Markers(Extension):
    """Notes in every MJML start tag where its template has it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002  # Jinja's own signature
        return mark_start_tags(source, name) if name and name.endswith(".mjml") else source


def _is_text(name: str | None) -> bool:
    return name is not None and name.endswith(".txt")


def _read_folders(folders: tuple[Path, ...]) -> dict[str, bytes]:
    """Read every file below the folders; a folder that does not exist holds none."""
    sources: dict[str, bytes] = {}
    for folder in reversed(folders):
        try:
            files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
            sources |= {name: path.read_bytes() for name, path in files.items()}
        except OSError as error:
            raise TemplateError(f"{error.filename}: this template cannot be read: {error.strerror}.") from error
    return sources


def _load(sources: Mapping[str, bytes], name: str) -> tuple[str, str, None] | None:
    """Hand Jinja a source under its relative name, so that tracebacks read alike on every machine."""
    if name not in sources:
        return None
    try:
        return sources[name].decode(), name, None
    except UnicodeDecodeError as error:
        line = sources[name].count(b"\n", 0, error.start) + 1
        raise TemplateError(f"{name}:{line}: this template is not UTF-8. Save it as UTF-8.") from error


def _refuse_unprintable(value: object) -> object:
    """Let through what reads the same everywhere; a ``None`` or a Python object in a mail is a mistake."""
    if isinstance(value, (str, int, float, jinja2.Undefined)) and not isinstance(value, bool):
        return value
    if hasattr(value, "__html__"):
        return value
    raise jinja2.TemplateRuntimeError(
        f"a template cannot print {value if value is None else f'a value of type {type(value).__name__}'}. "
        "Leave it out, or turn it into text with a filter"
    )


def _refuse(error: Exception, name: str) -> NoReturn:
    """Say what is wrong with a template, at the innermost template line that was reached."""
    message = str(error).rstrip(".")
    match error:
        case jinja2.TemplateSyntaxError():
            place = f"{error.name or name}:{error.lineno}"
        case jinja2.TemplateNotFound():
            place, message = _find_place(error, name), f"there is no template '{message}'"
        case RecursionError():
            place, message = name, "this template includes itself without end"
        case _:
            place = _find_place(error, name)
    raise TemplateError(f"{place}: {message}.") from error


def _find_place(error: Exception, name: str) -> str:
    """Find the innermost line of a template in the traceback, as Jinja rewrote it."""
    frames = [(frame, line) for frame, line in walk_tb(error.__traceback__) if "__jinja_exception__" in frame.f_globals]
    places = [f"{frame.f_code.co_filename}:{line}" for frame, line in frames]
    return places[-1] if places else name
