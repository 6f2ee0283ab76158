"""Handing a mail over: by SMTP, or to the app's own outbox page."""

from __future__ import annotations

import smtplib
import ssl
import time
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from config import Config

TIMEOUT = 10
"""Seconds to wait for a connection."""
CONVERSATION = 45
"""Seconds for all that follows: less than a lease, so that nobody else takes the mail meanwhile."""


class Temporary(Exception):
    """Not accepted this time, or the outcome is unknown: send it again, with the same id."""


class Permanent(Exception):
    """Refused for good, with the server's words."""


class Transport(Protocol):
    """A way out for mails."""

    def send(self, message: EmailMessage) -> str:
        """Hand a mail over; returns the server's words. Raises Temporary or Permanent."""


class AppOutbox:
    """The demo's way: the outbox rows themselves are the mailbox."""

    def send(self, message: EmailMessage) -> str:
        """Accept it as it is."""
        return "kept in the app"


class Smtp:
    """A mail server, by URL: smtp://user:password@host:587?starttls=1 or smtps://host."""

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)

    def send(self, message: EmailMessage) -> str:
        """Hand a mail over in a conversation of its own. Raises Temporary or Permanent.

        Only the recipient and the mail itself are refused for good: a server that turns away us,
        our log-in or our sender does so to every mail, until somebody mends it.
        """
        try:
            server = connect(self.url)
            try:
                server.send_message(message)
            finally:
                _leave(server)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _refusal(code, words) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPResponseException as error:
            raise Temporary(_words(error.smtp_code, error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Temporary(f"{type(error).__name__}: {error}") from error
        return f"accepted by {self.url.hostname}"


def _refusal(code: int, words: bytes | str) -> Exception:
    # A refused log-in is the installation's fault, not the mail's: it must not be given up.
    permanent = 500 <= code < 600 and code not in (530, 534, 535, 538)
    return (Permanent if permanent else Temporary)(_words(code, words))


def _words(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def _leave(server: smtplib.SMTP) -> None:
    """Say good-bye. What is answered to that changes nothing: the mail was accepted, or not."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


class _Bounded(smtplib.SMTP):
    """A conversation that ends in time: smtplib alone bounds each answer, not all together."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.end = time.monotonic() + CONVERSATION
        super().__init__(*args, **kwargs)

    def getreply(self) -> tuple[int, bytes]:
        """As smtplib's, with the time that is left."""
        if self.sock is not None:
            self.sock.settimeout(max(0.01, self.end - time.monotonic()))
        return super().getreply()


class _BoundedTls(_Bounded, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


def connect(url: SplitResult) -> smtplib.SMTP:
    """Open a conversation with the server, encrypted and signed in as the URL asks."""
    host = url.hostname or "localhost"
    secure = ssl.create_default_context()
    server: smtplib.SMTP
    if url.scheme == "smtps":
        server = _BoundedTls(host, url.port or 465, timeout=TIMEOUT, context=secure)
    else:
        server = _Bounded(host, url.port or 25, timeout=TIMEOUT)
    if parse_qs(url.query).get("starttls") == ["1"]:
        server.starttls(context=secure)
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    return server


class NoServer(RuntimeError):
    """TRACKER_MAIL_URL names no mail server, and this is not the demo."""


def transport_for(config: Config) -> Transport:
    """The transport that TRACKER_MAIL_URL names.

    Raises NoServer outside the demo where it names none: a mail kept in the app would count as
    sent and reach nobody.
    """
    if not config.mail_url.startswith("outbox:"):
        return Smtp(config.mail_url)
    if config.demo:
        return AppOutbox()
    raise NoServer("no mail is ever sent: TRACKER_MAIL_URL names no mail server")


def check_transport(config: Config) -> str:
    """Talk to the server up to the sender, without sending anything; raises what goes wrong."""
    if isinstance(transport_for(config), AppOutbox):
        return "kept in the app, as is right for the demo"
    with connect(urlsplit(config.mail_url)) as server:
        server.ehlo_or_helo_if_needed()
        code, words = server.mail(parseaddr(config.mail_from)[1])
        if code != 250:
            raise RuntimeError(f"the server refuses TRACKER_MAIL_FROM: {_words(code, words)}")
        server.rset()
    return f"{urlsplit(config.mail_url).hostname} answers and takes our sender"
