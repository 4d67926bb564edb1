"""``newsletter preview``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from newsletter.cli.arguments import check_port, root_option
from newsletter.cli.publication import find_root_or_beginning
from newsletter.cli.terminal import say


@click.command()
@click.option("--port", type=int, callback=check_port, help="Port to listen on; 0 means any free one.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option("--read-only", is_flag=True, help="Only show issues: nothing can be written in the page.")
@click.option("--no-send", is_flag=True, help="Write in the page, but do not let it send an issue.")
@root_option
def command(port: int | None, root: Path | None, *, no_open: bool, read_only: bool, no_send: bool) -> None:
    """Show issues in the browser as you write them, with their problems beside them.

    What you save in any editor is there at once. Nobody but this machine can see it. Ctrl-C stops it. In an empty
    folder it asks three questions and begins a newsletter there.
    """
    from newsletter.preview.options import PreviewOptions
    from newsletter.preview.server import format_url, open_socket, serve

    folder = find_root_or_beginning(root)
    door = open_socket(port)
    address = format_url(door)
    say(f"The preview is at {address} (Ctrl-C stops it)")
    if not no_open:
        _open_browser(address)
    try:
        serve(folder, os.environ, door, PreviewOptions(is_read_only=read_only, can_send=not no_send))
    except KeyboardInterrupt:
        say("Stopped.")


def _open_browser(address: str) -> None:
    """Open a browser in a thread: one that runs in the terminal returns only when it is closed."""
    import webbrowser
    from threading import Thread

    Thread(target=webbrowser.open, args=(address,), daemon=True).start()
