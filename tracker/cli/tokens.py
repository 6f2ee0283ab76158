"""`tracker token`: what other systems use to ask for somebody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click
from sqlalchemy.orm import Session

from config import from_environment
from tracker.care import api_tokens
from tracker.cli.admin import refused
from tracker.cli.installation import engine


@click.group()
def token() -> None:
    """Tokens for other systems, see docs/api.md."""


@token.command()
@click.argument("email")
@click.option("--name", required=True, help="what uses it, for example 'hospital system'")
@click.option("--days", type=click.IntRange(1, 3650),
              help="ends by itself after so many days; else when it is ended")
def add(email: str, name: str, days: int | None) -> None:
    """Make a token that acts as somebody. Printed once: only its hash is kept."""
    with Session(engine(from_environment())) as session, refused():
        holds = timedelta(days=days) if days else None
        click.echo(api_tokens.add(session, email, name, holds=holds, now=datetime.now(UTC)))


@token.command("list")
@click.argument("email")
def list_tokens(email: str) -> None:
    """List somebody's tokens: number, name, and when each was made, used and ends (UTC)."""
    with Session(engine(from_environment())) as session, refused():
        for row in api_tokens.tokens_of(session, email):
            ended = (f", ended {_at(row.ended_at)}" if row.ended_at
                     else f", holds until {_at(row.holds_until)}" if row.holds_until else "")
            click.echo(f"{row.id}  {row.name}: made {_at(row.created_at)}, "
                       f"last used {_at(row.last_used_at)}{ended}")


@token.command()
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
def end(number: int) -> None:
    """End a token for good."""
    with Session(engine(from_environment())) as session, refused():
        api_tokens.end(session, number, now=datetime.now(UTC))
    click.echo(f"Token {number} opens nothing any more.")


def _at(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"
