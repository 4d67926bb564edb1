"""``newsletter schema``."""

from __future__ import annotations

from pathlib import Path

import click

from newsletter.cli.arguments import root_option
from newsletter.cli.publication import find_languages, find_packs, find_root
from newsletter.cli.terminal import say


@click.command()
@click.argument(
    "document",
    type=click.Choice(["issue", "publication", "report", "responses"]),
    default="issue",
    metavar="[issue|publication|report|responses]",
)
@click.option("--write", is_flag=True, help="Write all schemas into the publication's issues folder instead.")
@root_option
def command(document: str, root: Path | None, *, write: bool) -> None:
    """Print the JSON Schema of an issue (the default), a publication, the report of a year or responses.

    Editors such as VS Code use it to complete and check what you type.
    """
    from newsletter.documents.schema import DOCUMENTS, write_schema

    if not write:
        schema = write_schema(document, find_packs(root), find_languages(root))
        click.echo(schema.encode(), nl=False)  # bytes, so that a redirected file is UTF-8 everywhere
        return
    from newsletter.files import list_below, write_below
    from newsletter.loading import load_publication

    folder = find_root(root)
    list_below(folder, "issues")  # without it, this is hardly the folder that was meant
    publication = load_publication(folder).publication
    for model in DOCUMENTS:
        name = f"issues/{model}.schema.json"
        write_below(folder, name, write_schema(model, publication.packs, publication.tags).encode())
        say(f"Wrote {folder / name}")
