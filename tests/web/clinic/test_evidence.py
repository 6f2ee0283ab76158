"""The evidence panel: what else it may be, and which days carried it."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from tests.builders import CALM, days_ago
from tests.web.clinic.conftest import DAYS, Desk
from tracker.care.entries import log_entry
from tracker.store.scope import set_scope

SORE = {"redness": 7, "swelling": 5, "itching": 1, "bleeding": 0, "pain": 6, "warmth": 5}


def test_competing_explanations_are_shown_with_bars_and_numbers(
    session: Session, desk: Desk
) -> None:
    set_scope(session, desk.world.patient.scope)
    for day, told in ((0, CALM), (2, CALM), (3, SORE), (4, SORE)):
        log_entry(session, desk.world.patient, desk.world.recovery_id, told, day=day,
                  now=days_ago(DAYS - day))
    page = desk.get(f"/recoveries/{desk.world.recovery_id}").text
    told = re.findall(r'<th scope="row">([^<]+)</th><td><svg class="bar.*?(\d+) %', page, re.S)
    assert told and told[0][0] == "Infection"
    shares = [int(share) for _, share in told]
    assert shares == sorted(shares, reverse=True) and 95 <= sum(shares) <= 102
    assert "carried by day" in page
