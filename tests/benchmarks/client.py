"""A small HTTP client in a process of its own, so that it is not what is measured.

    python -m tests.benchmarks.client '{"port": 8000, "paths": ["/nb/"], "connections": 8, …}'

It keeps some connections open, has one request under way on each, and stops after so many requests
or seconds. It speaks to this machine only. Prints what it measured as JSON.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field

from tests.support.processes import ROOT

HOST = "127.0.0.1"
PATIENCE = 20.0  # seconds without any answer


@dataclass(frozen=True)
class Load:
    port: int
    paths: list[str]  # asked for in turn
    cookie: str = ""
    connections: int = 1
    requests: int = 2000
    seconds: float = 5.0

    def request(self, number: int) -> bytes:
        path = self.paths[number % len(self.paths)]
        lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}:{self.port}", "Accept: text/html"]
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        return "\r\n".join([*lines, "\r\n"]).encode()


@dataclass
class Result:
    rate: float  # answers per second
    latencies: list[float] = field(default_factory=list)  # seconds, sorted
    bytes_each: int = 0

    def percentile(self, percent: float) -> float:
        """In milliseconds."""
        place = min(len(self.latencies) - 1, int(len(self.latencies) * percent / 100))
        return 1000 * self.latencies[place]


class Connection:
    """One keep-alive connection and the answer that is coming in on it."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.sent = 0
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection((HOST, self.load.port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self) -> None:
        self.received = bytearray()
        self.expected = 0
        self.sent_at = time.perf_counter()
        self.socket.sendall(self.load.request(self.sent))
        self.sent += 1

    def receive(self) -> bool:
        """Take what has come; True once the answer is whole."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError(f"no whole answer to {self._path}: the server hung up")
        self.received += data
        if not self.expected:
            self.expected = self._length()
        return 0 < self.expected <= len(self.received)

    def _length(self) -> int:
        """How long the whole answer is, once its head is here."""
        head, end, _body = bytes(self.received).partition(b"\r\n\r\n")
        if not end:
            return 0
        status, *fields = head.lower().split(b"\r\n")
        if b" 200 " not in status + b" ":
            raise ConnectionError(f"{self._path} answers {status.decode()}, not 200")
        headers = dict(line.split(b": ", 1) for line in fields)
        self.closes = headers.get(b"connection") == b"close"
        return len(head) + len(end) + int(headers[b"content-length"])

    @property
    def _path(self) -> str:
        return self.load.paths[(self.sent - 1) % len(self.load.paths)]

    def again(self, selector: selectors.BaseSelector) -> None:
        """The next request, on a new connection if the server is ending this one."""
        if self.closes:
            selector.unregister(self.socket)
            self.socket.close()
            self.open()
            selector.register(self.socket, selectors.EVENT_READ, self)
        self.send()


def run(load: Load) -> Result:
    """Send the load from this process."""
    latencies: list[float] = []
    connections = [Connection(load) for _ in range(load.connections)]
    size = 0
    with selectors.DefaultSelector() as selector:
        started = time.perf_counter()
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send()
        sent = len(connections)
        while len(latencies) < sent:
            ready = selector.select(PATIENCE)
            if not ready:
                raise TimeoutError(f"no answer in {PATIENCE} s")
            for key, _events in ready:
                connection = key.data
                if not connection.receive():
                    continue
                now = time.perf_counter()
                latencies.append(now - connection.sent_at)
                size = connection.expected
                if sent < load.requests and now - started < load.seconds:
                    connection.again(selector)
                    sent += 1
        took = time.perf_counter() - started
    for connection in connections:
        connection.socket.close()
    return Result(len(latencies) / took, sorted(latencies), size)


def measure(load: Load) -> Result:
    """Send the load from another process and wait for what it measured."""
    command = [sys.executable, "-m", "tests.benchmarks.client", json.dumps(asdict(load))]
    finished = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=load.seconds + 2 * PATIENCE
    )
    if finished.returncode:
        raise RuntimeError(finished.stderr.strip().splitlines()[-1])
    return Result(**json.loads(finished.stdout))


if __name__ == "__main__":
    print(json.dumps(asdict(run(Load(**json.loads(sys.argv[1]))))))
