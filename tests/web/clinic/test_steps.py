"""Who saw or changed what of one recovery: all of it, in the order in which it happened."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy.orm import Session

from tests.builders import days_ago
from tests.web.clinic.conftest import Desk
from tracker.care.steps import PAGE
from tracker.store import trail
from tracker.store.database import writing
from tracker.store.scope import set_scope


def tell(session: Session, desk: Desk, count: int) -> None:
    """So many steps of long ago, written down the newest first, three at each moment."""
    world = desk.world
    set_scope(session, world.staff.scope)
    with writing(session):
        for number in range(count):
            trail.record(session, clinic_id=world.clinic_id, person_id=None, action="told",
                         now=days_ago(9) - timedelta(hours=number // 3), detail=f"no {number}",
                         patient_id=world.patient_id, recovery_id=world.recovery_id)


def numbers(page: str) -> list[int]:
    return [int(told) for told in re.findall(r"told \(no (\d+)\)", page)]


def test_all_steps_are_told_once_and_in_order_across_pages(session: Session, desk: Desk) -> None:
    tell(session, desk, 2 * PAGE)
    address = f"/recoveries/{desk.world.recovery_id}/steps"
    told: list[int] = []
    while address:
        page = desk.get(address).text
        told += numbers(page)
        address = next((part for part in page.split('"') if "before=" in part), "")
    assert sorted(told) == list(range(2 * PAGE))
    assert [number // 3 for number in told] == sorted(number // 3 for number in told)


def test_the_recovery_shows_the_newest_steps_and_leads_to_all(session: Session, desk: Desk) -> None:
    tell(session, desk, 30)
    page = desk.get(f"/recoveries/{desk.world.recovery_id}").text
    assert 0 < len(numbers(page)) <= 12 and min(numbers(page)) == 0
    assert f'href="/recoveries/{desk.world.recovery_id}/steps"' in page


def test_looking_at_the_steps_is_a_step(desk: Desk) -> None:
    address = f"/recoveries/{desk.world.recovery_id}/steps"
    assert "steps seen" not in desk.get(address).text
    assert "steps seen, Dr" in desk.get(address).text


def test_a_place_that_is_none_of_ours_is_not_found(desk: Desk) -> None:
    assert desk.get(f"/recoveries/{desk.world.recovery_id}/steps?before=1").status_code == 404
