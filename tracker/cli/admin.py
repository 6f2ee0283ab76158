"""`tracker clinic` and `tracker user`: administration from the shell."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from sqlalchemy.orm import Session

from tracker.care import administration, passwords
from tracker.care.viewer import Refused
from tracker.cli.installation import engine, settings


@click.group()
def clinic() -> None:
    """Clinics."""


@clinic.command("add")
@click.argument("name")
@click.option("--phone", required=True)
@click.option("--zone", required=True, help="for example Europe/Berlin")
def add_clinic(name: str, phone: str, zone: str) -> None:
    """Add a clinic; prints its number."""
    with Session(engine(settings())) as session:
        try:
            click.echo(administration.add_clinic(session, name, phone, zone))
        except Refused as error:
            raise click.ClickException("; ".join(error.errors.values())) from error


@click.group()
def user() -> None:
    """Clinic staff, and everybody's accounts."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--clinic", "clinic_id", type=int, required=True)
@click.option("--role", type=click.Choice(["clinician", "manager"]), required=True)
@click.option("--on-call/--not-on-call", default=False)
@click.password_option()
def add_user(
    email: str, name: str, clinic_id: int, role: str, on_call: bool, password: str
) -> None:
    """Add somebody of a clinic's staff."""
    with Session(engine(settings())) as session:
        try:
            administration.add_staff(session, clinic_id, email, name, role,
                                     passwords.accepted(password, name, email), on_call=on_call)
        except Refused as error:
            raise click.ClickException("; ".join(error.errors.values())) from error
    click.echo(f"{email} can sign in.")


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
    with Session(engine(settings())) as session:
        try:
            administration.set_active(session, email, active, now=datetime.now(UTC))
        except Refused as error:
            raise click.ClickException("; ".join(error.errors.values())) from error
