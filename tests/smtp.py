"""A real SMTP server that records what it accepts and answers as it is told."""

from __future__ import annotations

import asyncio
import socket
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller


class Recorder:
    """Keeps every accepted mail; `answers` are given, in order, before it accepts again ("cut"
    ends the connection instead).

    `refused` maps a recipient to the words with which it is refused; `to_sender` refuses all,
    `to_quit` is the last word.
    """

    def __init__(self, delay: float = 0.0) -> None:
        self.mails: list[Message] = []
        self.answers: list[str] = []
        self.refused: dict[str, str] = {}
        self.to_sender, self.to_quit = "", "221 bye"
        self.delay = delay

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.to_sender:
            return self.to_sender
        envelope.mail_from = address
        return "250 ok"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        return self.to_quit

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.delay)
        if self.answers:
            answer = self.answers.pop(0)
            if answer == "cut":
                server.transport.close()
            return answer
        self.mails.append(message_from_bytes(envelope.content))
        return "250 accepted"


def running(recorder: Recorder) -> Controller:
    """Start the server on a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(recorder, hostname="127.0.0.1", port=port)
    controller.start()
    return controller


def url_of(controller: Controller) -> str:
    """The address for TRACKER_MAIL_URL."""
    return f"smtp://127.0.0.1:{controller.port}"
