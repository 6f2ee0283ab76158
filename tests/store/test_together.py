"""What a transaction sends together at its end: all of it is kept, or nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tracker.store.database import together, writing
from tracker.store.people import Role
from tracker.store.scope import EVERYBODY, set_scope

ROLES = Role.__table__


def send(session: Session, *names: str, last: bool) -> None:
    set_scope(session, EVERYBODY)
    with writing(session), together(session, last=last):
        for name in names:
            session.connection().execute(insert(ROLES).inline().values(name=name))


def kept(engine: Engine) -> list[str]:
    with engine.connect() as other:
        return [name for name, in other.execute(select(ROLES.c.name)) if name.startswith("new")]


@pytest.mark.parametrize("last", [False, True])
def test_all_is_kept_and_the_session_goes_on(session: Session, engine: Engine, last: bool) -> None:
    send(session, "new a", "new b", last=last)
    assert sorted(kept(engine)) == ["new a", "new b"]
    send(session, "new c", last=last)
    assert len(kept(engine)) == 3


@pytest.mark.parametrize("last", [False, True])
def test_where_one_is_refused_nothing_is_kept(
    session: Session, engine: Engine, last: bool
) -> None:
    with pytest.raises(DBAPIError):
        send(session, "new a", "new a", "new b", last=last)
    assert kept(engine) == []
    send(session, "new a", last=last)
    assert kept(engine) == ["new a"]


@pytest.mark.parametrize(("name", "whole"), [("new b", ["new a", "new b"]), ("new a", [])])
def test_what_was_told_an_object_before_is_part_of_it(
    session: Session, engine: Engine, name: str, whole: list[str]
) -> None:
    set_scope(session, EVERYBODY)
    try:
        with writing(session):
            session.add(Role(name="new a"))
            with together(session, last=True):
                session.connection().execute(insert(ROLES).inline().values(name=name))
    except DBAPIError:
        assert not whole
    assert sorted(kept(engine)) == whole
