"""Keep the languages of the program: ``formats`` distils Unicode's CLDR into a small file per language.

    python -m scripts.languages formats          # write the files of all languages anew
    python -m scripts.languages formats es pt-BR # add languages, or kinds of one

Babel brings the data. It weighs far more than what is used of it, so that only developers need it.
"""

from __future__ import annotations

import argparse
import sys

from newsletter.languages.formats import FOLDER
from scripts.cldr import list_languages, write_formats


def main(arguments: list[str]) -> int:
    """Run a command."""
    parser = argparse.ArgumentParser(prog="python -m scripts.languages", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    formats = commands.add_parser("formats", help="write what CLDR says of a language")
    formats.add_argument("tags", nargs="*", metavar="TAG", help="BCP 47 tag: es, pt-BR; all that are there by default")
    for tag in parser.parse_args(arguments).tags or list_languages():
        path = write_formats(tag)
        print(f"{path.relative_to(FOLDER.parents[1])}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
