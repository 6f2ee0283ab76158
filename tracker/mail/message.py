"""Composing: subject.txt and body.txt of a template become a mail. No word about health."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config import ROOT, Config
from tracker.store.alerts import Outbox
from tracker.translations import catalogue, known


@lru_cache(maxsize=64)
def _templates(language: str) -> Environment:
    # Plain text only: nothing to escape, and html would be shown as it is.
    made = Environment(  # noqa: S701
        loader=FileSystemLoader(ROOT / "templates" / "mail"),
        undefined=StrictUndefined,
        trim_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    told = catalogue(language)
    made.install_gettext_callables(told.gettext, told.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


def compose(row: Outbox, config: Config) -> EmailMessage:
    """The mail of an outbox row; links begin with the configured address alone.

    Raises ValueError for an address that no header can hold.
    """
    words = {**row.context, "name": row.recipient_name,
             "link": config.base_url + str(row.context.get("path", ""))}
    if "unsubscribe" in row.context:
        words["unsubscribe"] = config.base_url + str(row.context["unsubscribe"])
    render = _templates(known(row.context.get("language"))).get_template
    message = EmailMessage(policy=_Folding())
    message["Subject"] = _one_line(render(f"{row.template}.subject.txt").render(words))
    name, address = parseaddr(config.mail_from)
    message["From"] = Address(_one_line(name or str(row.context.get("clinic", ""))),
                              addr_spec=address)
    message["To"] = Address(_one_line(row.recipient_name), addr_spec=row.recipient)
    message["Date"] = format_datetime(row.created_at)
    message["Message-ID"] = row.message_id
    message["Auto-Submitted"] = "auto-generated"
    if "unsubscribe" in row.context:
        _one_click(message, words["unsubscribe"])
    message.set_content(render(f"{row.template}.body.txt").render(words))
    return message


class _Folding(EmailPolicy):
    """The usual folding, but for a link: encoded into words, no mail program would follow it."""

    def fold(self, name: str, value: Any) -> str:
        """One header as text."""
        return self._whole(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """One header as it is sent."""
        return self._whole(name, value).encode("ascii") or super().fold_binary(name, value)

    def _whole(self, name: str, value: Any) -> str:
        return f"{name}: {value}{self.linesep}" if name == "List-Unsubscribe" else ""


def _one_click(message: EmailMessage, link: str) -> None:
    """Let the mail program offer to unsubscribe; by one click (RFC 8058) only where by https."""
    message["List-Unsubscribe"] = f"<{link}>"
    if link.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _one_line(text: str) -> str:
    """Text without line breaks and other control characters, safe in a header."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
