"""What a mail says cannot be read in the database; keys rotate; the migration keeps it."""

from __future__ import annotations

import json

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from tests.builders import build_world
from tests.conftest import KEY
from tracker.care.keys import rotate
from tracker.store import migrations
from tracker.store.alerts import Outbox
from tracker.store.scope import EVERYBODY, set_scope
from tracker.store.types import use_keys


def at_rest(engine: Engine) -> str:
    with engine.connect() as connection:
        return "".join(str(bytes(c) if not isinstance(c, str | dict) else c)
                       for c in connection.execute(text("SELECT context FROM outbox")).scalars())


def context(session: Session) -> dict[str, str]:
    session.rollback()
    session.expire_all()
    set_scope(session, EVERYBODY)
    return session.scalars(select(Outbox)).one().context


def test_an_invitations_link_is_not_in_the_database(session: Session, engine: Engine) -> None:
    build_world(session)
    link = context(session)["path"]
    assert link.startswith("/invitation/")
    assert link not in at_rest(engine) and link.rpartition("/")[2] not in at_rest(engine)


def test_rotation_writes_mails_with_the_new_key(session: Session, engine: Engine) -> None:
    build_world(session)
    said, new = context(session), Fernet.generate_key().decode()
    use_keys((new, KEY))
    assert ("outbox.context", 1) in [(told.column, told.written) for told in list(rotate(session))]
    use_keys((new,))
    assert context(session) == said
    use_keys((KEY,))
    with pytest.raises(InvalidToken):
        context(session)


def test_the_way_back_and_forth_keeps_what_waits_to_be_sent(
    session: Session, engine: Engine
) -> None:
    build_world(session)
    said = context(session)
    session.close()
    migrations.downgrade(engine, "0005")
    with engine.connect() as connection:
        plain = connection.execute(text("SELECT context FROM outbox")).scalar_one()
    assert (json.loads(plain) if isinstance(plain, str) else plain) == said
    migrations.upgrade(engine)
    migrations.check(engine)
    assert context(session) == said
    assert said["path"] not in at_rest(engine)
