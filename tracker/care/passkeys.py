"""Passkeys: made, used, listed, removed. The ceremonies themselves are the webauthn library's."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import webauthn
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tracker.care import accounts
from tracker.care.viewer import NotFound, Refused
from tracker.recovery.sentence import say
from tracker.store import people_queries
from tracker.store import ways_in_queries as queries
from tracker.store.database import writing
from tracker.store.opened import Account
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, Scope, set_scope
from tracker.store.ways_in import Passkey

MOST = 20
NAME_LENGTH = 60
LONGEST_ANSWER = 20_000
TRY_AGAIN = say("This did not work. Please try again, or use another way to sign in.")


@dataclass(frozen=True)
class Site:
    """Whom passkeys are for: the site's domain and where its pages come from."""

    domain: str
    origin: str


@dataclass(frozen=True)
class Made:
    """A new passkey, verified and not yet anybody's."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    handle: str


def new_challenge() -> str:
    """64 random bytes, as text."""
    return bytes_to_base64url(secrets.token_bytes(64))


def new_handle() -> str:
    """A person's name towards authenticators: random, so that it tells nothing."""
    return bytes_to_base64url(secrets.token_bytes(32))


def making_options(
    session: Session, site: Site, person: Person | Account, challenge: str, handle: str
) -> str:
    """What the browser is told to make a passkey, as JSON."""
    known = [PublicKeyCredentialDescriptor(key.credential_id)
             for key in queries.passkeys_of(session, person.id)]
    options = webauthn.generate_registration_options(
        rp_id=site.domain, rp_name="Recovery tracker", user_name=person.email,
        user_display_name=person.name, user_id=base64url_to_bytes(handle),
        challenge=base64url_to_bytes(challenge), exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED),
    )
    return webauthn.options_to_json(options)


def made(site: Site, answer: str, challenge: str, handle: str) -> Made:
    """Verify what the browser made. Raises Refused."""
    try:
        credential = parse_registration_credential_json(_short(answer))
        told = webauthn.verify_registration_response(
            credential=credential, expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.domain, expected_origin=site.origin,
            require_user_verification=True)
    except Exception as fault:
        # Bytes of a stranger's: whatever the library stumbles over, they are no passkey.
        raise Refused({"": TRY_AGAIN}) from fault
    transports = tuple(way.value for way in credential.response.transports or ())
    return Made(told.credential_id, told.credential_public_key, told.sign_count, transports, handle)


def keep(session: Session, person_id: int, key: Made, name: str, *, now: datetime) -> str:
    """Make a verified passkey a person's, and tell them by mail; returns the mail.

    Raises Refused for a name that cannot be shown, or where there are too many.
    """
    name = " ".join(name.split())[:NAME_LENGTH] or "Passkey"
    if not name.isprintable():
        raise Refused({"name": say("Please use letters and numbers.")})
    set_scope(session, EVERYBODY)
    try:
        with writing(session):
            person = session.get_one(Person, person_id)
            set_scope(session, Scope(person.clinic_id))
            if len(queries.passkeys_of(session, person_id)) >= MOST:
                raise Refused({"": say("You have many passkeys already. Remove one first.")})
            person.passkey_handle = person.passkey_handle or key.handle
            session.add(Passkey(
                person_id=person_id, credential_id=key.credential_id, public_key=key.public_key,
                sign_count=key.sign_count, transports=list(key.transports), name=name,
                added_at=now))
            accounts.record(session, person, "passkey added", now=now)
            return accounts.mail(
                session, person, "passkey_added", people_queries.language_of(session, person_id),
                now=now, phone=person.clinic.phone)
    except IntegrityError as known:
        raise Refused({"": TRY_AGAIN}) from known


def using_options(site: Site, challenge: str) -> str:
    """What the browser is told to use any passkey of this site, as JSON: it names nobody."""
    return webauthn.options_to_json(webauthn.generate_authentication_options(
        rp_id=site.domain, challenge=base64url_to_bytes(challenge),
        user_verification=UserVerificationRequirement.REQUIRED))


def signed_in_by(
    session: Session, site: Site, answer: str, challenge: str, *, now: datetime
) -> Person:
    """Whose passkey answered the challenge. Raises Refused where none of ours did, or wrongly."""
    try:
        credential = parse_authentication_credential_json(_short(answer))
    except Exception as fault:
        raise Refused({"": TRY_AGAIN}) from fault
    set_scope(session, EVERYBODY)
    with writing(session):
        found = queries.by_credential(session, credential.raw_id)
        if found is None:
            raise Refused({"": TRY_AGAIN})
        key, person = found
        try:
            told = webauthn.verify_authentication_response(
                credential=credential, expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=site.domain, expected_origin=site.origin,
                credential_public_key=key.public_key,
                credential_current_sign_count=key.sign_count, require_user_verification=True)
            named = credential.response.user_handle
            if named is not None and bytes_to_base64url(named) != person.passkey_handle:
                raise ValueError("a passkey made for somebody else")
        except Exception as fault:
            raise Refused({"": TRY_AGAIN}) from fault
        key.sign_count, key.used_at = told.new_sign_count, now
        return person


def _short(answer: str) -> str:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("too long for a passkey's answer")
    return answer


def listed(session: Session, person_id: int) -> Sequence[Passkey]:
    """A person's passkeys."""
    return queries.passkeys_of(session, person_id)


def remove(session: Session, person_id: int, number: int, *, now: datetime) -> None:
    """Remove a passkey. Nobody is locked out by that: a link by mail always signs in.

    Raises NotFound where it is none of theirs.
    """
    with writing(session):
        if not queries.remove_passkey(session, person_id, number):
            raise NotFound(number)
        accounts.record(session, session.get_one(Person, person_id), "passkey removed", now=now)
