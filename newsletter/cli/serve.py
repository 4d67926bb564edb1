"""``newsletter serve``."""

from __future__ import annotations

from pathlib import Path

import click

from newsletter.cli.arguments import FOLDER, check_port, read_folder, root_option
from newsletter.cli.publication import find_root
from newsletter.cli.terminal import say


@click.command()
@click.option("--out", type=FOLDER, callback=read_folder, help="The folder of the build; dist if left out.")
@click.option("--host", default="127.0.0.1", help="The address to listen on; 127.0.0.1 if left out.")
@click.option(
    "--port", type=int, callback=check_port, help="The port to listen on, or 0 for any free one; 8026 if left out."
)
@click.option(
    "--config", type=click.Choice(["nginx", "caddy"]), help="Print a configuration for that server, and serve nothing."
)
@root_option
def command(out: Path | None, host: str, port: int | None, config: str | None, root: Path | None) -> None:
    """Serve the finished site as a web server does, with media types, status codes and security headers.

    It listens on this machine alone unless another address is named, and has no certificate: for the web, put a server
    that has one before it, or let that serve the files (--config).
    """
    from newsletter.loading import load_publication
    from newsletter.serving.configurations import WRITERS
    from newsletter.serving.server import PORT, format_url, open_socket, serve
    from newsletter.serving.site import open_site

    folder = find_root(root)
    site = open_site(load_publication(folder).publication, out.absolute() if out else folder / "dist")
    if config:
        say(WRITERS[config](site), nl=False)
        return
    sock = open_socket(host, PORT if port is None else port)
    say(f"The site is at {format_url(sock, site)} (Ctrl-C stops it)")
    try:
        serve(site, sock)
    except KeyboardInterrupt:
        say("Stopped.")
