"""`tracker clinic` and `tracker user`: administration from the shell."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from config import from_environment
from tracker.care import administration
from tracker.care.viewer import Refused
from tracker.cli.installation import engine


@click.group()
def clinic() -> None:
    """Clinics."""


@clinic.command("add")
@click.argument("name")
@click.option("--phone", required=True)
@click.option("--zone", required=True, help="for example Europe/Berlin")
def add_clinic(name: str, phone: str, zone: str) -> None:
    """Add a clinic; prints its number."""
    with Session(engine(from_environment())) as session:
        try:
            click.echo(administration.add_clinic(session, name, phone, zone))
        except Refused as error:
            raise click.ClickException("; ".join(error.errors.values())) from error


@click.group()
def user() -> None:
    """Clinic staff."""


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
    with Session(engine(from_environment())) as session:
        try:
            administration.add_staff(session, clinic_id, email, name, role,
                                     administration.hashed(password), on_call=on_call)
        except Refused as error:
            raise click.ClickException("; ".join(error.errors.values())) from error
    click.echo(f"{email} can sign in.")
