"""The panel of reviewing: its addresses, and that of each proof. What they do loads when it is used."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from newsletter.preview.requests import EDIT, read_body, read_json, read_period, show_panel

if TYPE_CHECKING:
    from newsletter.preview.app import Preview
    from newsletter.preview.panels.proof_acts import ProofPanel

_NUMBER = re.compile(r"[1-9][0-9]{0,4}")
_SANDBOX = "sandbox allow-scripts allow-downloads allow-forms allow-popups allow-popups-to-escape-sandbox"


def make_routes(preview: Preview) -> list[Route]:
    """Return the routes of reviewing."""
    proofs = _Proofs(preview)
    address = "/panel/proof/{period}"
    return [
        Route(address, proofs.show),
        Route(address, proofs.act, methods=["POST"]),
        Route(f"{address}/comments", proofs.upload, methods=["POST"]),
        Route("/proof/{period}/{number}", proofs.show_proof),
    ]


class _Proofs:
    """The addresses of reviewing."""

    def __init__(self, preview: Preview) -> None:
        self._preview = preview

    async def show(self, request: Request) -> Response:
        """Answer with the proofs, comments and approvals of an issue."""
        return show_panel(await asyncio.to_thread(self._open(request).show))

    async def act(self, request: Request) -> Response:
        """Do what one of the panel's forms asks for, and answer with the panel as it is then."""
        panel, asked = self._open(request), await read_json(request, EDIT)
        given = {name: value for name, value in asked.items() if isinstance(value, str)}
        return show_panel(await asyncio.to_thread(panel.act, given))

    async def upload(self, request: Request) -> Response:
        """Take a file of comments."""
        panel, data = self._open(request), await read_body(request, EDIT)
        return show_panel(await asyncio.to_thread(panel.take_file, data))

    def _open(self, request: Request) -> ProofPanel:
        from newsletter.preview.panels.proof_acts import ProofPanel  # noqa: PLC0415  # loads only when it is used

        return ProofPanel(self._preview, read_period(request))

    def show_proof(self, request: Request) -> Response:
        """Answer with a proof as it was frozen, to be shown or saved."""
        from newsletter.preview.proofs.proof import write_policy  # noqa: PLC0415  # loads only when it is used
        from newsletter.preview.proofs.records import ProofRecords  # noqa: PLC0415  # loads only when it is used

        period, number = read_period(request), str(request.path_params["number"])
        records = ProofRecords(self._preview.root, period)
        proof = records.read_proof(int(number)) if _NUMBER.fullmatch(number) else None
        if proof is None:
            raise HTTPException(404)
        fields = {"content-security-policy": f"{write_policy()}; frame-ancestors 'none'; {_SANDBOX}"}
        if "save" in request.query_params:
            fields["content-disposition"] = f'attachment; filename="proof-{period}-{number}.html"'
        return HTMLResponse(proof, headers=fields)
