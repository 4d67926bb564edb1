"""Serves a finished site until the process is stopped."""

from __future__ import annotations

import os
import socket

import uvicorn

from newsletter.errors import ServeError
from newsletter.serving.app import make_app
from newsletter.serving.site import FinishedSite

HOST = "127.0.0.1"
PORT = 8026
"""The default port."""


def open_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        ServeError: the address or the port cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else "there is no such address"
        raise ServeError(f"{host}, port {port}, cannot be used: {reason}. Choose others: --host, --port") from error


def format_url(sock: socket.socket, site: FinishedSite) -> str:
    """Return the address of the site."""
    host, port = sock.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{site.prefix}/"


def serve(site: FinishedSite, sock: socket.socket) -> None:
    """Serve the site until the process is stopped."""
    config = uvicorn.Config(
        make_app(site), log_level="error", access_log=False, server_header=False, ws="none", timeout_graceful_shutdown=2
    )
    uvicorn.Server(config).run(sockets=[sock])
