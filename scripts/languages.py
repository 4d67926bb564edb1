"""Keep the languages of the program: their catalogues, and what Unicode's CLDR says of each.

    python -m scripts.languages extract          # phrases of code and templates into all catalogues, and compile them
    python -m scripts.languages extract es       # begin a language: newsletter/languages/es.po, and one in each pack
    python -m scripts.languages missing es       # list what is not translated, or not rightly
    python -m scripts.languages compile          # after a translation was edited
    python -m scripts.languages formats          # write the formats of all languages anew, from CLDR
    python -m scripts.languages formats es pt-BR # add languages, or kinds of one

Babel brings the data. It weighs far more than what is used of it, so that only developers need it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from newsletter.languages.formats import FOLDER
from newsletter.languages.phrases import TEMPLATE
from scripts.catalogues import (
    REPOSITORY,
    compile_translation,
    find_faults,
    format_template,
    format_translation,
    list_folders,
)
from scripts.catalogues import list_languages as list_translations
from scripts.cldr import list_languages, write_formats


def main(arguments: list[str]) -> int:
    """Run a command."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.languages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=_COMMANDS)
    parser.add_argument("tags", nargs="*", metavar="TAG", help="BCP 47 tag: es, pt-BR; all that are there by default")
    chosen = parser.parse_args(arguments)
    return _COMMANDS[chosen.command](chosen.tags)


def _write_formats(tags: Sequence[str]) -> int:
    for tag in tags or list_languages():
        path = write_formats(tag)
        print(f"{path.relative_to(FOLDER.parents[1])}: {path.stat().st_size:,} bytes")
    return 0


def _extract(tags: Sequence[str]) -> int:
    names = sorted({*list_translations(), *map(_name, tags)})
    for folder in list_folders():
        template = format_template(folder)
        (folder / TEMPLATE).write_text(template, encoding="utf-8")
        for name in names:
            (folder / f"{name}.po").write_text(format_translation(folder, name), encoding="utf-8")
    return _compile(names)


def _compile(tags: Sequence[str]) -> int:
    for folder in list_folders():
        for name in map(_name, tags or list_translations()):
            (folder / f"{name}.mo").write_bytes(compile_translation(folder, name))
    return 0


def _list_missing(tags: Sequence[str]) -> int:
    """Print each phrase at fault as ``file: fault: phrase``; return 1 if there is one."""
    count = 0
    for folder in list_folders():
        for name in map(_name, tags or list_translations()):
            path = (folder / f"{name}.po").relative_to(REPOSITORY)
            for message, fault in find_faults(folder, name):
                print(f"{path}: {fault}: {message.id}")
                count += 1
    print(f"{count} to translate." if count else "Nothing is missing.")
    return int(count > 0)


def _name(tag: str) -> str:
    """Return the name of a language's files."""
    return tag.replace("-", "_")


_COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "extract": _extract,
    "compile": _compile,
    "missing": _list_missing,
    "formats": _write_formats,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
