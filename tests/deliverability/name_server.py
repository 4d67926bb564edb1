"""A real name server on loopback, over UDP and TCP, that knows what a test tells it."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset


@dataclass
class Zone:
    """What the server knows: records by name and kind, and names at which it fails or says nothing."""

    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    is_long: set[str] = field(default_factory=set)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    address: tuple[str, int] = ("", 0)

    def text(self, name: str, *texts: str) -> None:
        """Add TXT records; a long one becomes several strings."""
        quoted = ['"' + '" "'.join(text[at : at + 200] for at in range(0, len(text) or 1, 200)) + '"' for text in texts]
        self.records.setdefault((name, "TXT"), []).extend(quoted)

    def add(self, name: str, kind: str, *values: str) -> None:
        """Add records of any kind."""
        self.records.setdefault((name, kind), []).extend(values)

    def answer(self, wire: bytes, transport: str) -> bytes | None:
        """Answer one question as a name server does, following aliases."""
        question = dns.message.from_wire(wire)
        asked = question.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(asked.rdtype)
        self.asked.append((name, kind, transport))
        if name in self.silent:
            return None
        response = dns.message.make_response(question)
        if name in self.failing:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif name in self.is_long and transport == "udp":
            response.flags |= dns.flags.TC
        else:
            self._fill(response, name, kind)
        return response.to_wire()

    def _fill(self, response: dns.message.Message, name: str, kind: str) -> None:
        while alias := self.records.get((name, "CNAME")):
            response.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", *alias))
            name = alias[0].rstrip(".")
        if found := self.records.get((name, kind)):
            response.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", kind, *found))
        elif not any(known == name for known, _ in self.records):
            response.set_rcode(dns.rcode.NXDOMAIN)


class _Udp(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        wire, sock = self.request
        if answer := self.server.zone.answer(wire, "udp"):  # type: ignore[attr-defined]  # set below
            sock.sendto(answer, self.client_address)


class _Tcp(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        (length,) = struct.unpack("!H", self.rfile.read(2))
        if answer := self.server.zone.answer(self.rfile.read(length), "tcp"):  # type: ignore[attr-defined]  # as above
            self.wfile.write(struct.pack("!H", len(answer)) + answer)


@contextmanager
def serving() -> Iterator[Zone]:
    """Run a name server, both ways on one port."""
    zone = Zone()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Tcp) as tcp:
        zone.address = tcp.server_address[0], tcp.server_address[1]  # type: ignore[assignment]  # of IPv4, a text and a number
        with socketserver.ThreadingUDPServer(zone.address, _Udp) as udp:
            for server in (tcp, udp):
                vars(server)["zone"] = zone  # read by the handlers
                threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            yield zone
            tcp.shutdown()
            udp.shutdown()
