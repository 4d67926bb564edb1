"""YAML to an issue, TOML to a publication, or every problem with its line and column. The only way from a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from newsletter.documents.approvals import SUFFIX as APPROVALS
from newsletter.documents.blocks.table import DataTable
from newsletter.documents.format_version import FormatHeader
from newsletter.documents.issue import Issue
from newsletter.documents.languages import LanguagesHeader
from newsletter.documents.packs import collect_blocks, find_pack, issue_model, publication_model
from newsletter.documents.periods import Period, PeriodError, is_period, parse_period
from newsletter.documents.publication import Publication, join_languages
from newsletter.documents.records import NO_RECORDS, Records
from newsletter.documents.rhythm import Rhythm
from newsletter.errors import BuildError, Location, PluginError, Problem, ProblemsFoundError
from newsletter.files import list_below
from newsletter.installation import list_own_outputs
from newsletter.parsing.document import DataPath, Document, format_path
from newsletter.parsing.files import read_file
from newsletter.parsing.toml import read_toml
from newsletter.parsing.validation import Model, validate
from newsletter.parsing.yaml import read_yaml
from newsletter.plugins import Group, list_installed, list_plugins
from newsletter.records import load_responses, load_sources
from newsletter.tables import fill_tables
from newsletter.translations import NO_TRANSLATIONS, Translations, find_translations

FILE = "newsletter.toml"


@dataclass(frozen=True, slots=True)
class LoadedIssue:
    """An issue, and the document it came from, so that rules can point at lines long after loading."""

    issue: Issue
    document: Document
    packs: tuple[str, ...]
    """The packs of its publication, which it was read with."""
    translations: Translations = NO_TRANSLATIONS
    """Its texts that are said in several languages."""
    others: tuple[LoadedIssue, ...] = ()
    """The same issue in the other languages of its publication, in their order."""


@dataclass(frozen=True, slots=True)
class LoadedPublication:
    """A publication, and the document it came from, so that rules can point at lines."""

    publication: Publication
    document: Document
    translations: Translations = NO_TRANSLATIONS
    """Its texts that are said in several languages."""


def load_publication(root: Path) -> LoadedPublication:
    """Load the publication in the folder ``root``; its packs are then known by their names of today.

    Raises:
        ProblemsFoundError: its ``newsletter.toml`` cannot be read, does not describe a publication, or names a pack
            that cannot be used; or what is kept beside the issues cannot be understood.
    """
    records = Records(load_sources(root).sources, load_responses(root))
    return parse_publication(read_file(root / FILE, FILE), records)


def parse_publication(data: bytes, records: Records = NO_RECORDS) -> LoadedPublication:
    """Make a publication of the bytes of a ``newsletter.toml``, with what is kept beside its issues.

    Raises:
        ProblemsFoundError: they do not describe one; where they are in a newer format, that alone is reported.
    """
    document = _read_settings(data)
    packs = _find_packs(document)
    _refuse_unknown_outputs(document)
    tags = _read_tags(document)
    texts = find_translations(document, publication_model(packs), tags)
    documents = [_name_language(texts.in_language(tag, document), tag) for tag in tags] or [document]
    made = _validate_each(publication_model(packs), documents, texts.problems)
    named = [one.model_copy(update={"packs": packs}).with_records(records) for one in made]
    return LoadedPublication(join_languages(named), documents[0], texts)


def _read_tags(document: Document) -> tuple[str, ...]:
    """Return the languages of a publication that has several, the main one first.

    Raises:
        ProblemsFoundError: they are not described as they should be.
    """
    header = validate(LanguagesHeader, replace(document, problems=()))
    tags = header.languages.all if header.languages else ()
    named = [("language",)] if tags and "language" in document.data else []
    problems = [
        problem
        for path, tag in [*((path, header.language) for path in named), *_list_provider_languages(document)]
        for problem in _find_unknown_language(document, path, tag, tags)
    ]
    if problems:
        raise ProblemsFoundError(problems)
    main = header.language if header.language in tags else next(iter(tags), "")
    return tuple(sorted(tags, key=lambda tag: tag != main))


def _list_provider_languages(document: Document) -> Iterator[tuple[DataPath, str]]:
    """Yield each language for which the provider has options of its own; anything else is left to the model."""
    provider = document.data.get("provider")
    languages = provider.get("languages") if isinstance(provider, dict) else None
    for tag in languages if isinstance(languages, dict) else ():
        yield ("provider", "languages", tag), tag


def _find_unknown_language(document: Document, path: DataPath, tag: str, tags: tuple[str, ...]) -> Iterator[Problem]:
    if tag not in tags:
        message = f"'{tag}' is not among the languages of this publication."
        hint = f"Write one of them: {', '.join(tags)}." if tags else "Name them all under [languages]."
        yield Problem(document.key_location_of(path), "publication.languages", message, hint, format_path(path))


def _name_language(document: Document, tag: str) -> Document:
    """Return the document of a publication in one language, which it names; its direction follows from that."""
    is_main = document.data.get("language", tag) == tag
    data = {key: value for key, value in document.data.items() if is_main or key != "direction"}
    return replace(document, data=data | {"language": tag})


def _validate_each(model: type[Model], documents: Sequence[Document], problems: Iterable[Problem]) -> list[Model]:
    """Make a model of the document of each language; what is wrong with several is reported once."""
    found, made = list(problems), []
    for document in documents:
        try:
            made.append(validate(model, document))
        except ProblemsFoundError as error:
            found += error.problems
    if found:
        raise ProblemsFoundError(found)
    return made


def load_packs(root: Path) -> tuple[str, ...]:
    """Return the packs of the publication in the folder ``root``, whatever else may be wrong with it.

    Raises:
        ProblemsFoundError: its ``newsletter.toml`` cannot be read, or names a pack that cannot be used.
    """
    return _find_packs(_read_settings(read_file(root / FILE, FILE)))


def load_languages(root: Path) -> tuple[str, ...]:
    """Return the languages of the publication in the folder ``root``, the main one first; none of a single one.

    Raises:
        ProblemsFoundError: its ``newsletter.toml`` cannot be read, or does not name them as it should.
    """
    return _read_tags(_read_settings(read_file(root / FILE, FILE)))


def _read_settings(data: bytes) -> Document:
    """Read a ``newsletter.toml`` in a format that is known; of another, nothing more is judged."""
    document = read_toml(data, FILE)
    validate(FormatHeader, replace(document, problems=()))
    return document


def _find_packs(document: Document) -> tuple[str, ...]:
    """Return the names of the packs that a publication's document names, each once."""
    found: dict[str, DataPath] = {}
    problems = []
    for path, name in _list_packs(document):
        try:
            found.setdefault(find_pack(name).name, path)
            collect_blocks(found)
        except PluginError as error:
            problems.append(Problem(document.location_of(path), "publication.pack", str(error), path=format_path(path)))
    if problems:
        raise ProblemsFoundError([*document.problems, *problems])
    return tuple(found)


def _refuse_unknown_outputs(document: Document) -> None:
    """Report each output that is not installed, at its place.

    Raises:
        ProblemsFoundError: there is one.
    """
    listed = document.data.get("outputs")
    problems = []
    for n, name in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(name, str) and name not in (*list_own_outputs(), *list_plugins(Group.OUTPUTS)):
            hint = f"{list_installed(Group.OUTPUTS)} Correct the name, or install what has it."
            place = document.location_of(("outputs", n))
            problems.append(Problem(place, "publication.output", f"unknown output '{name}'.", hint, f"outputs[{n}]"))
    if problems:
        raise ProblemsFoundError([*document.problems, *problems])


def _list_packs(document: Document) -> Iterator[tuple[DataPath, str]]:
    """Yield each name of a pack with its path; anything else is left to the model."""
    checks = document.data.get("checks")
    named: dict[DataPath, object] = {("packs",): document.data.get("packs")}
    named |= {("checks", "packs"): checks.get("packs")} if isinstance(checks, dict) else {}
    for path, names in named.items():
        listed = names if isinstance(names, list) else []
        yield from (((*path, n), name) for n, name in enumerate(listed) if isinstance(name, str))


def load_issue(path: Path, name: str, packs: tuple[str, ...], tags: tuple[str, ...] = ()) -> LoadedIssue:
    """Load the issue at ``path``; ``name`` is what problems call the file, ``packs`` are those of its publication.

    ``tags`` are the languages of a publication that has several, the main one first.

    Raises:
        ProblemsFoundError: the file cannot be read, or is not an issue; or a table that it names has faults.
    """
    return parse_issue(read_file(path, name), name, packs, path.parents[name.count("/")], tags)


def parse_issue(
    data: bytes, name: str, packs: tuple[str, ...], root: Path | None = None, tags: tuple[str, ...] = ()
) -> LoadedIssue:
    """Make an issue of a document's bytes; ``name`` is what problems call it, ``packs`` are those of its publication.

    ``root`` is the publication's folder, from which tables in CSV files are read; without it they have no rows.
    ``tags`` are the languages of a publication that has several, the main one first.

    Raises:
        ProblemsFoundError: it is not an issue, or a table that it names has faults.
    """
    return make_issue(read_yaml(data, name), packs, root, tags)


def make_issue(
    document: Document, packs: tuple[str, ...], root: Path | None = None, tags: tuple[str, ...] = ()
) -> LoadedIssue:
    """Make an issue of a document that was read; see ``parse_issue``.

    Raises:
        ProblemsFoundError: as there.
    """
    model = issue_model(packs)
    texts = find_translations(document, model, tags)
    documents = [texts.in_language(tag, document) for tag in tags] or [document]
    issues = _validate_each(model, documents, [*texts.problems, *_find_own_language(document, tags)])
    filled = [_fill_tables(issue, one, root) for issue, one in zip(issues, documents, strict=True)]
    loaded = [LoadedIssue(issue, one, packs, texts) for issue, one in filled]
    return replace(loaded[0], others=tuple(loaded[1:]))


def _fill_tables(issue: Issue, document: Document, root: Path | None) -> tuple[Issue, Document]:
    has_tables = root is not None and any(isinstance(block, DataTable) and block.file for block in issue.walk())
    return fill_tables(issue, document, root) if root and has_tables else (issue, document)


def _find_own_language(document: Document, tags: tuple[str, ...]) -> Iterator[Problem]:
    """Report an issue that has a language of its own, where every issue is in all of them."""
    if tags and "language" in document.data:
        message = "every issue of this publication is in all of its languages."
        hint = "Delete this key. A single block can have a language of its own."
        yield Problem(document.key_location_of(("language",)), "translation.issue", message, hint, "language")


def find_issue_names(root: Path) -> tuple[str, ...]:
    """Return the issue files of a publication, as ``issues/2024-01.yaml``, the oldest first.

    Raises:
        ProblemsFoundError: a YAML file there is not named after a period.
        BuildError: there is no ``issues`` folder, or it cannot be listed.

    """
    try:
        names = [name for name in list_below(root, "issues") if Path(name).suffix in {".yaml", ".yml"}]
    except OSError as error:
        raise BuildError(
            f"{root / 'issues'}: the issues cannot be listed: {error.strerror}. Begin the first issue: newsletter new"
        ) from error
    found = [name for name in names if not name.endswith(APPROVALS)]
    misnamed = [name for name in found if not (name.endswith(".yaml") and is_period(Path(name).stem))]
    if misnamed:
        raise ProblemsFoundError(_report_misnamed(name) for name in misnamed)
    periods = [parse_period(Path(name).stem) for name in found]
    return tuple(f"issues/{period}.yaml" for period in sorted(periods, key=find_rhythm(root, periods).order))


def find_rhythm(root: Path, periods: Iterable[Period]) -> Rhythm:
    """Return the rhythm by which these issues of a publication are put in order.

    Its ``newsletter.toml`` is read for seasons alone: which of them is first in a year depends on the hemisphere.
    """
    if any(period.kind == "season" for period in periods):
        with suppress(ProblemsFoundError, PluginError):  # whatever else needs it reports them
            return load_publication(root).publication.rhythm
    return Rhythm()


def _report_misnamed(name: str) -> Problem:
    message = f"'{name}' is not the name of an issue file"
    try:
        parse_period(Path(name).stem)
    except PeriodError as error:
        hint = "Name it after its month, as 2024-01.yaml, or after what else your newsletter's issues are of."
        if error.is_written:
            message, hint = f"{message}: {error.message}", error.hint
        return Problem(Location(f"issues/{name}"), "issue.file-name", message, hint)
    hint = f"Name it {Path(name).stem}.yaml"
    return Problem(Location(f"issues/{name}"), "issue.file-name", message, hint)


def choose_issue(names: tuple[str, ...], period: str) -> str:
    """Return the file of one issue.

    Raises:
        BuildError: there is no such issue; the message names a close one.

    """
    name = f"issues/{period}.yaml"
    if name not in names:
        periods = [Path(known).stem for known in names]
        close = get_close_matches(period, periods, 1) or periods[-1:]
        hint = f"Did you mean {close[0]}?" if close else "There are no issues yet."
        raise BuildError(f"There is no issue '{period}'. {hint}")
    return name
