"""A clinic's profile, words and catalogue: nobody overwrites what they have not seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import TREATED, World, build_world, treat
from tracker.care import aftercare, clinic_profile, presets
from tracker.care.entries import log_entry
from tracker.care.own_recovery import own_recovery
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.store import alarms
from tracker.store.alerts import Audit
from tracker.store.scope import set_scope


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session)


def told(session: Session) -> tuple[str, str]:
    row = session.execute(select(Audit.action, Audit.detail).order_by(Audit.id.desc())).first()
    assert row is not None
    return row[0], row[1]


def test_a_profile_is_changed_by_who_saw_it_as_it_is(session: Session, boss: Viewer) -> None:
    stands = clinic_profile.profile(session, boss)
    new = replace(stands, hours=" Weekdays  8 to 18 ", false_alerts=0.5)
    clinic_profile.change_profile(session, boss, new, stands.mark, now=TREATED)
    assert told(session) == ("clinic profile changed", "hours, false alerts 3 to 0.5")
    assert clinic_profile.profile(session, boss).hours == "Weekdays 8 to 18"
    with pytest.raises(Refused) as refused:
        clinic_profile.change_profile(session, boss, stands, stands.mark, now=TREATED)
    assert set(refused.value.errors) == {""}
    for name, bad in (("name", ""), ("phone", "1\n2\0"), ("zone", "Mars"), ("hours", "x" * 121),
                      ("false_alerts", 0.49), ("false_alerts", float("nan"))):
        with pytest.raises(Refused) as refused:
            clinic_profile.change_profile(session, boss, replace(new, **{name: bad}), "x",
                                          now=TREATED)
        assert set(refused.value.errors) == {name}


def test_a_recovery_is_judged_by_the_setting_it_began_with(
    session: Session, world: World, boss: Viewer
) -> None:
    stands = clinic_profile.profile(session, boss)
    clinic_profile.change_profile(session, boss, replace(stands, false_alerts=20), stands.mark,
                                  now=TREATED)
    later = treat(session, boss, world.patient_id, TREATED + timedelta(minutes=1))
    set_scope(session, world.patient.scope)
    # At 3 nothing to be mailed, at 20 a concern.
    answers = {"redness": 4, "swelling": 2, "itching": 2, "bleeding": 0}
    for number, level in ((world.recovery_id, 0), (later, 2)):
        at = TREATED + timedelta(days=4)
        log_entry(session, world.patient, number, answers, day=4, now=at)
        own = own_recovery(session, world.patient, number, now=at)
        raised = max((alert.level for alert in alarms.alerts_of(session, number)), default=0)
        assert own is not None and raised == level
        assert max((int(flag.level) for flag in own.assessment.flags), default=0) == level


def test_a_patient_reads_the_words_in_their_language_else_those_for_everybody(
    session: Session, world: World, boss: Viewer
) -> None:
    empty = aftercare.words_mark({})
    words = {"all": "Only our gel.\r\n\r\nTwice.", "de": "Nur unser Gel.", "es": " "}
    aftercare.write(session, boss, words, empty, now=TREATED)
    assert told(session) == ("aftercare text changed", "all, de")
    with pytest.raises(Refused):
        aftercare.write(session, boss, words, empty, now=TREATED)
    set_scope(session, world.patient.scope)
    others = ("Only our gel.\n\nTwice.", "")
    for language, read in (("de", ("Nur unser Gel.", "de")), ("es", others), (None, others)):
        assert aftercare.words_for(session, replace(world.patient, language=language)) == read
    for bad in ({"all": "x" * 2001}, {"xx": "x"}, {"de": "a\0b"}):
        with pytest.raises(Refused) as refused:
            aftercare.write(session, boss, bad, "", now=TREATED)
        assert set(refused.value.errors) == set(bad)


def test_a_catalogue_is_the_clinics_own_and_archives_instead_of_deleting(
    session: Session, boss: Viewer
) -> None:
    new = presets.NewPreset("Face", "pen", 1.0, 4, ("face",), "Pen A")
    presets.add(session, boss, new, now=TREATED)
    with pytest.raises(Refused) as refused:
        presets.add(session, boss, new, now=TREATED)
    assert set(refused.value.errors) == {"name"}
    row = presets.offered(session)[0]
    presets.archive(session, boss, row.id, True, now=TREATED)
    assert not presets.offered(session) and len(presets.listed(session)) == 1
    presets.add(session, boss, new, now=TREATED)
    with pytest.raises(Refused):
        presets.archive(session, boss, row.id, False, now=TREATED)
    with pytest.raises(Refused):
        presets.change(session, boss, row.id, new, "an older one", now=TREATED)
    other = build_world(session, "hillside").staff
    set_scope(session, other.scope)
    assert not presets.listed(session)
    for act in (lambda: presets.preset(session, row.id),
                lambda: presets.archive(session, other, row.id, True, now=TREATED),
                lambda: presets.change(session, other, row.id, new, new.mark, now=TREATED)):
        with pytest.raises(NotFound):
            act()
