"""A front for tests: each request goes to the next node; a node that refuses the connection is passed over."""

import contextlib
import http.client
import itertools
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What holds for one connection alone.
NOT_PASSED_ON = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}
SERVED_BY = "X-Served-By"


class Front(ThreadingHTTPServer):
    """Listens on a port of its own; `served` counts the answers of each node's port."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, ports: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.ports, self.served = ports, Counter[int]()
        self._turns = itertools.count()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def in_turn(self) -> list[int]:
        """Return the nodes to ask, the one whose turn it is first."""
        turn = next(self._turns) % len(self.ports)
        return self.ports[turn:] + self.ports[:turn]


class Passing(BaseHTTPRequestHandler):
    """Passes one request on. What a node began to answer is never asked of another: it may have been done."""

    server: Front

    def pass_on(self) -> None:
        """Ask the nodes in turn, and give back what the first one says that takes the connection."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        for port in self.server.in_turn():
            node = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            try:
                node.connect()
            except ConnectionRefusedError:
                continue
            try:
                node.request(self.command, self.path, body or None, dict(self.headers.items()))
                answer = node.getresponse()
                content = answer.read()
            except (OSError, http.client.HTTPException):
                return self.send_error(502)
            finally:
                node.close()
            self.server.served[port] += 1
            return self._give_back(port, answer, content)
        return self.send_error(502)

    def _give_back(self, port: int, answer: http.client.HTTPResponse, content: bytes) -> None:
        with contextlib.suppress(ConnectionError):
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in NOT_PASSED_ON:
                    self.send_header(name, value)
            self.send_header(SERVED_BY, str(port))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    do_GET = do_POST = pass_on

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def front(ports: list[int]) -> Iterator[Front]:
    """Run a front before nodes on these ports."""
    server = Front(ports)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
