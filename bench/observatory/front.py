"""A TLS front for the scorer: one port that speaks http and https, as two ports of a real front would."""

import contextlib
import datetime
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TLS_HELLO = b"\x16"
OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


def certificate(folder: Path) -> Path:
    """Return a certificate for localhost, with its key beside it, that vouches for itself for a day."""
    path = folder / "front.pem"
    if path.exists():
        return path
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    hosts: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = serialization.NoEncryption()
    key_text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secret)
    (folder / "front.key").write_bytes(key_text)
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return path


@contextlib.contextmanager
def serve(folder: Path, upstream: int, places: list[dict[str, Any]]) -> Iterator["Front"]:
    """Stand before the application at `upstream`; the front's address answers to http and to https."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder), folder / "front.key")
    front = Front(context, upstream, {place["path"]: place for place in places})
    threading.Thread(target=front.serve_forever, daemon=True).start()
    try:
        yield front
    finally:
        front.shutdown()
        front.server_close()


class Front(ThreadingHTTPServer):
    """Hands each request on, and says whether it came over TLS."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext, upstream: int, places: dict[str, dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), Handing)
        self.context, self.upstream, self.places = context, upstream, places
        self.address = f"localhost:{self.server_port}"
        self.wrong: list[str] = []

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Speak TLS with who begins so."""
        with contextlib.suppress(OSError):
            if request.recv(1, socket.MSG_PEEK) == TLS_HELLO:
                request = self.context.wrap_socket(request, server_side=True)
            super().process_request_thread(request, client_address)


class Handing(BaseHTTPRequestHandler):
    """Hands one request on, with the session of the place's person; what the scorer would not score is given as 200."""

    server: Front

    def do_GET(self) -> None:
        """Ask the application and give its answer."""
        over_tls = isinstance(self.connection, ssl.SSLSocket)
        place = self.server.places.get(self.path, {})
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OF_THE_CONNECTION}
        headers["X-Forwarded-Proto"] = "https" if over_tls else "http"
        if place.get("session"):
            headers["Cookie"] = f"__Host-sessionid={place['session']}; {headers.get('Cookie', '')}".rstrip("; ")
        asked = http.client.HTTPConnection("127.0.0.1", self.server.upstream, timeout=30)
        asked.request(self.command, self.path, headers=headers)
        answer = asked.getresponse()
        content = answer.read()
        if place and over_tls and self.command == "GET" and answer.status != place["status"]:
            self.server.wrong.append(f"{self.path} answered {answer.status}, not {place['status']}")
        self.send_response_only(200 if place and over_tls else answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in OF_THE_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_OPTIONS = do_GET

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing of each request."""
