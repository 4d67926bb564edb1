"""Serves the preview on loopback until it is stopped; the only door to uvicorn."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from pathlib import Path

import uvicorn

from newsletter.errors import PreviewError
from newsletter.preview.app import Preview

HOST = "127.0.0.1"
PORT = 8025
"""Where the preview is, if nobody says otherwise and nobody else is there."""


def open_door(port: int | None) -> socket.socket:
    """Return a socket that listens on loopback: at this port, or at the usual one, or where there is room.

    Raises:
        PreviewError: the port that was asked for cannot be had.

    """
    try:
        return _listen(PORT if port is None else port)
    except OSError as error:
        if port is None:
            return _listen(0)
        reason = os.strerror(error.errno or 0)  # what the error itself says also names the address
        raise PreviewError(f"Port {port} cannot be used: {reason}. Give another one with --port.") from error


def _listen(port: int) -> socket.socket:
    door = socket.create_server((HOST, port))
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # without it every answer would wait 40 ms
    return door


def name_address(door: socket.socket) -> str:
    """Return the address to type into a browser."""
    return f"http://{HOST}:{door.getsockname()[1]}/"


def serve(root: Path, environment: Mapping[str, str], door: socket.socket) -> None:
    """Serve the preview of the publication in ``root`` until the process is told to stop."""
    preview = Preview(root, environment)
    config = uvicorn.Config(
        preview.make_app(),
        log_level="error",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=2,
    )
    _Server(config, preview).run(sockets=[door])


class _Server(uvicorn.Server):
    """Lets go of everybody who waits for a change before it waits for them to go."""

    def __init__(self, config: uvicorn.Config, preview: Preview) -> None:
        super().__init__(config)
        self._preview = preview

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._preview.epochs.close()
        await super().shutdown(sockets)
