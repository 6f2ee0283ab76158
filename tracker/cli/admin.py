"""`tracker clinic` and `tracker user`: administration from the shell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy.orm import Session

from config import from_environment
from tracker.care import administration, passwords
from tracker.care.viewer import Refused
from tracker.cli.installation import engine
from tracker.store.people import STAFF


@contextmanager
def refused() -> Iterator[None]:
    """Tell what a use case refuses in one line."""
    try:
        yield
    except Refused as error:
        raise click.ClickException(" ".join(error.errors.values())) from error


@click.group()
def clinic() -> None:
    """Clinics."""


@clinic.command("add")
@click.argument("name")
@click.option("--phone", required=True)
@click.option("--zone", required=True, help="for example Europe/Berlin")
@click.option("--emergency-number", default="112", show_default=True,
              help="shown to patients with signs of an emergency")
@click.option("--hours", default="", help="when the phone is answered, in words")
@click.option("--after-hours-phone", default="", help="answered outside these hours")
def add_clinic(
    name: str, phone: str, zone: str, emergency_number: str, hours: str, after_hours_phone: str
) -> None:
    """Add a clinic; prints its number."""
    with Session(engine(from_environment())) as session, refused():
        click.echo(administration.add_clinic(
            session, name, phone, zone, emergency_number=emergency_number, hours=hours,
            after_hours_phone=after_hours_phone))


@click.group()
def user() -> None:
    """Clinic staff, and everybody's accounts."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--clinic", "clinic_id", type=click.IntRange(1, 2**31 - 1), required=True)
@click.option("--role", type=click.Choice(STAFF), required=True)
@click.option("--on-call/--not-on-call", default=None,
              help="whether alerts come to this address; on call unless told for a clinician of a "
                   "clinic where nobody is yet")
@click.password_option()
def add_user(
    email: str, name: str, clinic_id: int, role: str, on_call: bool | None, password: str
) -> None:
    """Add somebody of a clinic's staff."""
    with Session(engine(from_environment())) as session, refused():
        if on_call is None:
            on_call = administration.needed_on_call(session, clinic_id, role)
        administration.add_staff(session, clinic_id, email, name, role,
                                 passwords.accepted(password, name, email), on_call=on_call)
    click.echo(f"{email} can sign in and is {'on call' if on_call else 'not on call'}: alerts "
               f"{'come' if on_call else 'do not come'} to this address"
               f"{'.' if on_call else ' while somebody else is on call.'}")


@user.command()
@click.argument("email")
def disable(email: str) -> None:
    """Close somebody's account and sign them out everywhere."""
    _set_active(email, False)
    click.echo(f"{email} is signed out everywhere and can sign in no more.")


@user.command()
@click.argument("email")
def enable(email: str) -> None:
    """Open somebody's account again; they sign in anew."""
    _set_active(email, True)
    click.echo(f"{email} can sign in again.")


def _set_active(email: str, active: bool) -> None:
    with Session(engine(from_environment())) as session, refused():
        administration.set_active(session, email, active, now=datetime.now(UTC))
