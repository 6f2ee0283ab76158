"""Whether slow connections keep another person waiting."""

from __future__ import annotations

import socket
import time

from benchmarks.figures import seconds
from benchmarks.installation import Installation
from benchmarks.visitor import Visitor

CONNECTIONS, ASKED = 150, 60


def measure(site: Installation) -> None:
    """Half send their headers, half their body, a few bytes at a time; somebody opens pages."""
    sockets = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(CONNECTIONS)]
    for number, one in enumerate(sockets):
        body = "Content-Length: 100000\r\n\r\n" if number % 2 else ""
        one.sendall(f"POST /login HTTP/1.1\r\nHost: localhost\r\n{body}".encode())
    visitor, longest = Visitor(site.port), 0.0
    for _ in range(ASKED):
        for one in sockets:
            one.sendall(b"a: b\r\n")
        begun = time.perf_counter()
        visitor.get("/login")
        longest = max(longest, time.perf_counter() - begun)
        time.sleep(0.05)
    for one in sockets:
        one.close()
    seconds(f"longest wait beside {CONNECTIONS} slow connections", longest, 1)
