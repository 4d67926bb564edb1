"""Serves the preview on loopback until it is stopped."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Mapping
from pathlib import Path

import uvicorn

from newsletter.errors import PreviewError
from newsletter.preview.app import Preview
from newsletter.preview.options import PreviewOptions

HOST = "127.0.0.1"
PORT = 8025
"""The default port, if it is free."""


def open_socket(port: int | None) -> socket.socket:
    """Return a socket that listens on loopback: at this port, or at the default one, or at any free one.

    Raises:
        PreviewError: the requested port is not available.

    """
    try:
        return _listen(PORT if port is None else port)
    except OSError as error:
        if port is None:
            return _listen(0)
        reason = os.strerror(error.errno or 0)  # the error's own text also names the address
        raise PreviewError(f"Port {port} cannot be used: {reason}. Choose another with --port.") from error


def _listen(port: int) -> socket.socket:
    sock = socket.create_server((HOST, port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # otherwise every response waits 40 ms
    return sock


def format_url(sock: socket.socket) -> str:
    """Return the address to type into a browser."""
    return f"http://{HOST}:{sock.getsockname()[1]}/"


SELDOM, MIDDLE = 100_000, 20
"""Objects from which Python looks for cycles, and how often it then looks among older ones.

At its own 700 and 10, every other keystroke in a long issue waited for it, as long as for all the rest.
"""


def serve(root: Path, environment: Mapping[str, str], sock: socket.socket, options: PreviewOptions) -> None:
    """Serve the preview of the publication in ``root`` until the process is stopped."""
    gc.set_threshold(SELDOM, MIDDLE, MIDDLE)
    preview = Preview(root, environment, options)
    config = uvicorn.Config(
        preview.make_app(),
        log_level="error",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=2,
    )
    _Server(config, preview).run(sockets=[sock])


class _Server(uvicorn.Server):
    """Wakes requests that wait for a change, so that shutting down does not wait for them."""

    def __init__(self, config: uvicorn.Config, preview: Preview) -> None:
        super().__init__(config)
        self._preview = preview

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._preview.revisions.close()
        await super().shutdown(sockets)
