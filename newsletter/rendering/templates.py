"""Templates and how they are filled; the only module that imports Jinja2.

Templates come from a publication's own folder or from the tool's: they are code. What they are filled with is content,
and content is never compiled. Markup is always escaped. Plain text and style sheets, ``.txt`` and ``.css``, are not;
markup cannot include the one, and escapes what it takes from the other.

Rendered MJML remembers its templates by markers, which never reach a mail: an attribute, the first in every start tag
that a template spells out, such as ``<mj-text data-at="email/issue.mjml:12" css-class="lead">``.
"""

from __future__ import annotations

import hashlib
import marshal
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from importlib.util import MAGIC_NUMBER
from keyword import iskeyword
from pathlib import Path
from types import CodeType
from typing import ClassVar, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from newsletter.errors import TemplateError
from newsletter.files import Folder, UserCache, walk_below
from newsletter.languages.wording import Wording, find_wording
from newsletter.rendering.borrowed_words import mark_wording, strip_languages, write_languages

_NO_FILTERS: Mapping[str, Callable[..., object]] = {}
_PLAIN = (".txt", ".css")
_FAILURES = (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Templates:
    """The templates of one publication, read once; the first folder that has a name wins.

    A change on disk is seen by a new ``Templates``, never by this one: what ``fingerprint`` names is what is rendered.
    They say the program's own words with ``_``, ``ngettext`` and ``pgettext``, in the ``wording`` at hand.
    """

    def __init__(
        self, folders: tuple[Path, ...], *, filters: Mapping[str, Callable[..., object]] = _NO_FILTERS
    ) -> None:
        self._sources = _read_folders(folders)
        self._filters = filters
        self.wording = find_wording("en")

    def render(self, name: str, wording: Wording | None = None, /, **values: object) -> str:
        """Fill a template, with the words of ``wording``, or else with those of the template around it.

        Raises:
            TemplateError: it is missing, cannot be parsed, or uses a value it was not given.

        """
        is_plain = name.endswith(_PLAIN)
        environment = self._plain if is_plain else self._markup
        before, self.wording = self.wording, wording or self.wording
        try:
            spoken = self.wording if is_plain else mark_wording(self.wording)
            rendered = environment.get_template(name).render(values, wording=spoken)
            return strip_languages(rendered) if is_plain else write_languages(rendered)
        except _FAILURES as error:
            _refuse(error, name)
        finally:
            self.wording = before

    def __contains__(self, name: str) -> bool:
        """Whether there is a template of this name."""
        return name in self._sources

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, over the name and bytes of every template."""
        digest = hashlib.sha256()
        for name, source in sorted(self._sources.items()):
            digest.update(f"{len(name.encode())} {len(source)} {name}\n".encode() + source)
        return digest.hexdigest()

    @cached_property
    def _markup(self) -> jinja2.Environment:
        sources = {name: source for name, source in self._sources.items() if not name.endswith(".txt")}
        return self._make_environment(sources, autoescape=True)

    @cached_property
    def _plain(self) -> jinja2.Environment:
        sources = {name: source for name, source in self._sources.items() if name.endswith(_PLAIN)}
        return self._make_environment(sources, autoescape=False)

    def _make_environment(self, sources: Mapping[str, bytes], *, autoescape: bool) -> jinja2.Environment:
        settings = f"{type(self)} {autoescape} {' '.join(sorted(self._filters))}"
        environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(lambda name: _load(sources, name)),
            autoescape=autoescape,  # noqa: S701  # only plain text and style sheets go without
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=_leave_to_show,
            optimized=False,  # what is compiled holds no answer of this publication's filters
            bytecode_cache=_CompiledTemplates(settings, is_kept=type(self) is Templates),
            auto_reload=False,
            cache_size=-1,
            extensions=[_Markers, _OwnWords],
        )
        environment.code_generator_class = _ShortCode
        mark_source = None if type(self).mark_source is Templates.mark_source else self.mark_source
        environment.extend(mark_source=mark_source, show=self._choose_show(is_markup=autoescape))
        del environment.globals["lipsum"], environment.filters["random"]  # the same input gives the same output
        environment.filters |= self._filters
        environment.globals |= self.list_phrases(is_markup=autoescape)
        return environment

    def _choose_show(self, *, is_markup: bool) -> Callable[[object], str]:
        """Return what writes every printed value, after what a kind of templates does with it."""
        write = _write_markup if is_markup else _write_plain
        if type(self).show is Templates.show:
            return write
        return lambda value: write(
            self.show(value if isinstance(value, str) else _refuse_unprintable(value), is_markup=is_markup)
        )

    def show(self, value: object, *, is_markup: bool) -> object:  # noqa: ARG002  # for what another kind needs
        """Return what is written for a printed value: text that is no markup is then escaped where ``is_markup``."""
        return value

    def mark_source(self, text: str, name: str, line: int) -> str:  # noqa: ARG002  # as above
        """Return a piece of a template that is written as it is, from a line of it."""
        return text

    def list_phrases(self, *, is_markup: bool) -> dict[str, Callable[..., str]]:
        """Return what says a phrase in a template, by the names that gettext has for it."""

        def choose() -> Wording:
            return mark_wording(self.wording.markup) if is_markup else self.wording

        return {
            "_": lambda msgid, /, **values: choose().gettext(msgid, **values),
            "ngettext": lambda one, many, count, /, **values: choose().ngettext(one, many, count, **values),
            "pgettext": lambda context, msgid, /, **values: choose().pgettext(context, msgid, **values),
        }


class _ShortCode(CodeGenerator):
    """Writes the code of a template so that a printed value and a call are one call each, and not three or four.

    ``Context.call`` looks for functions that take a context, of which there are none here.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if self._is_usual(frame):
            self.write("environment.show(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if self._is_usual(frame):
            self.write(")")
        else:
            super()._output_child_post(node, frame, finalize)

    def _is_usual(self, frame: Frame) -> bool:
        """Whether what is printed is escaped or not as everywhere in the environment."""
        return not frame.eval_ctx.volatile and frame.eval_ctx.autoescape == self.environment.autoescape

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802  # Jinja's own signature
        if node.dyn_args or node.dyn_kwargs or any(iskeyword(given.key) for given in node.kwargs):
            super().visit_Call(node, frame, forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for given in (*node.args, *node.kwargs):
            self.visit(given, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")


class _CompiledTemplates(jinja2.BytecodeCache):
    """The templates that were compiled, in memory: one that is unchanged is not compiled again.

    Where they are kept, the next process finds them in the user's cache. Their code is run as it is found there, as
    Python does with its own; a digest tells it from that of another version of this program, and from damaged code.
    """

    _compiled: ClassVar[dict[tuple[str, str], tuple[str, CodeType]]] = {}

    def __init__(self, settings: str, *, is_kept: bool) -> None:
        self._settings, self._is_kept = settings, is_kept

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._compiled.get((self._settings, bucket.key), (None, None))
        bucket.code = code if checksum == bucket.checksum else self._read(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._compiled[self._settings, bucket.key] = (bucket.checksum, bucket.code)
            if self._is_kept:
                code = marshal.dumps(bucket.code)
                _open_cache().write(self._name(bucket), self._sign(bucket, code) + code)

    def _read(self, bucket: Bucket) -> CodeType | None:
        kept = _open_cache().read(self._name(bucket)) if self._is_kept else b""
        signature, code = kept[:_SIGNATURE], kept[_SIGNATURE:]
        if not code or signature != self._sign(bucket, code):
            return None
        found: CodeType = marshal.loads(code)  # noqa: S302  # of a folder that is this user's alone
        self._compiled[self._settings, bucket.key] = (bucket.checksum, found)
        return found

    def _name(self, bucket: Bucket) -> str:
        """Name the file of a template: one that has changed takes the place of what was kept before."""
        return hashlib.sha256(f"{self._settings} {bucket.key}".encode()).hexdigest()

    def _sign(self, bucket: Bucket, code: bytes) -> bytes:
        return hashlib.sha256(f"{_name_compiler()} {bucket.checksum} ".encode() + code).digest()


_SIGNATURE = 32
"""Bytes of a SHA-256."""


@cache
def _open_cache() -> UserCache:
    return UserCache("templates")


@cache
def _name_compiler() -> str:
    """Name all that compiled code depends on besides its template: Python, Jinja and this module."""
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return f"{MAGIC_NUMBER.hex()} {jinja2.__version__} {own}"


class _Markers(Extension):
    """Notes in every MJML start tag where its template has it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002  # Jinja's own signature
        return mark_start_tags(source, name) if name and name.endswith(".mjml") else source


class _OwnWords(Extension):
    """Lets a kind of templates mark what is written in them, and not given to them."""

    def filter_stream(self, stream: TokenStream) -> TokenStream | Iterator[Token]:
        mark, name = self.environment.mark_source, stream.name or ""  # type: ignore[attr-defined]  # see above
        if mark is None:
            return stream
        return (
            Token(token.lineno, token.type, mark(token.value, name, token.lineno)) if token.type == "data" else token
            for token in stream
        )


def _read_folders(folders: tuple[Path, ...]) -> dict[str, bytes]:
    """Read every file below the folders; a folder that does not exist holds none."""
    files: dict[str, bytes] = {}
    for folder in reversed(folders):
        files |= _read_folder(folder) if folder.is_dir() else {}
    return files


def _read_folder(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder; links are followed as long as they stay beside it, in its publication."""
    try:
        with Folder(folder.parent) as parent:
            found = walk_below(folder.parent, folder.name)
            return {name.partition("/")[2]: parent.read(real) for name, real in found}
    except OSError as error:
        name = str(error.filename).removeprefix(f"{folder}/")
        raise TemplateError(f"{name}: this template cannot be read: {error.strerror}.") from error


def _load(sources: Mapping[str, bytes], name: str) -> tuple[str, str, None] | None:
    """Hand Jinja a source under its relative name, so that tracebacks read alike on every machine."""
    if name not in sources:
        return None
    try:
        return sources[name].decode(), name, None
    except UnicodeDecodeError as error:
        line = sources[name].count(b"\n", 0, error.start) + 1
        raise TemplateError(f"{name}:{line}: this template is not UTF-8. Save it as UTF-8.") from error


@jinja2.pass_eval_context  # so that Jinja does not fill in constants while it compiles
def _leave_to_show(_: jinja2.nodes.EvalContext, value: object) -> object:
    return value


def _write_markup(value: object) -> str:
    """Return what is written for a value in markup; this and the next are called a thousand times an issue."""
    if type(value) is Markup:
        return value
    return escape(value if isinstance(value, str) else _refuse_unprintable(value))


def _write_plain(value: object) -> str:
    return value if isinstance(value, str) else str(_refuse_unprintable(value))


def _refuse_unprintable(value: object) -> object:
    """Let through what reads the same everywhere; a ``None`` or a Python object in a mail is a mistake."""
    if isinstance(value, (int, float, jinja2.Undefined)) and not isinstance(value, bool):
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
    place, step = name, error.__traceback__
    while step:
        if "__jinja_exception__" in step.tb_frame.f_globals:
            place = f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}"
        step = step.tb_next
    return place


MARKER = "data-at"

_START_TAG = re.compile(
    r"\{#.*?(?:#\}|\Z)|\{\{.*?(?:\}\}|\Z)|\{%.*?(?:%\}|\Z)|<!--.*?(?:-->|\Z)|<(?:mjml|mj-[\w-]+)(?=[\s/>{])", re.DOTALL
)
_MARKED_TAG = re.compile(rf'(<(?:mjml|mj-[\w-]+)) {MARKER}="([^"]*)"')


def mark_start_tags(source: str, name: str) -> str:
    """Write into every MJML start tag of a template's source its line; no line moves."""

    def mark(match: re.Match[str]) -> str:
        if not match[0].startswith("<m"):
            return match[0]
        return f'{match[0]} {MARKER}="{escape(name)}:{source.count(chr(10), 0, match.start()) + 1}"'

    return _START_TAG.sub(mark, source)


def strip_markers(mjml: str) -> str:
    """Take every marker out of rendered MJML."""
    return _MARKED_TAG.sub(r"\1", mjml)


def find_last_marker(mjml: str) -> str | None:
    """Return the text of the last marker in a piece of rendered MJML."""
    places = [match[2] for match in _MARKED_TAG.finditer(mjml)]
    return places[-1] if places else None
