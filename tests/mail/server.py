"""A mail server of one's own, which takes mails, refuses some, or hangs where it is told to."""

import asyncio
import email
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session


class Post:
    """What arrived, and how the server behaves: `answers` by address, and what it does at an address or a mail first."""

    def __init__(self) -> None:
        self.arrived: list[Message] = []
        self.answers: dict[str, str] = {}
        self.hangs_at_address = self.hangs_at_content = self.hangs_up_at_content = False
        self.at_address: Callable[[], Any] | None = None
        self.connections = 0
        self.reached: asyncio.Event = asyncio.Event()

    @property
    def ids(self) -> Counter[str]:
        """How often each Message-ID arrived."""
        return Counter(each["Message-ID"] for each in self.arrived)

    @property
    def addresses(self) -> list[str]:
        """To whom mails arrived."""
        return sorted(each["To"] for each in self.arrived)

    async def handle_EHLO(
        self, server: Any, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> Any:
        """Greet."""
        self.connections += 1
        session.host_name = name
        return answers

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        """Take, refuse or put off an address."""
        self.reached.set()
        if self.hangs_at_address:
            await asyncio.sleep(3600)
        if self.at_address:
            act, self.at_address = self.at_address, None
            await asyncio.get_running_loop().run_in_executor(None, act)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        """Take a mail."""
        self.arrived.append(email.message_from_bytes(envelope.content or b""))
        if self.hangs_at_content:
            await asyncio.sleep(3600)
        if self.hangs_up_at_content:
            server.transport.close()
        return "250 taken"


@contextmanager
def serving(settings: Any) -> Iterator[Post]:
    """Serve on a free port, which the settings name."""
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=free_port())
    controller.start()
    use(settings, controller.port)
    try:
        yield post
    finally:
        controller.stop()


@contextmanager
def silent(settings: Any) -> Iterator[None]:
    """Serve nothing: whoever connects waits for a greeting."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        use(settings, listening.getsockname()[1])
        yield


def use(settings: Any, port: int) -> None:
    """Send to this port, with little patience."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.5


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]
