"""What belongs to a patient belongs to them, and to their clinic, by one key."""

from __future__ import annotations

import pytest
from sqlalchemy import Table

from tracker.store.base import PatientOwned
from tracker.store.tables import Base

OWNED = [Base.metadata.tables[name] for name in sorted(
    mapper.local_table.name for mapper in Base.registry.mappers
    if issubclass(mapper.class_, PatientOwned))]


def _certain(table: Table) -> list[tuple[list[str], Table]]:
    """The keys of a table that hold for every row, each with where it leads."""
    return [(key.column_keys, key.referred_table) for key in table.foreign_key_constraints
            if not any(column.nullable for column in key.columns)]


@pytest.mark.parametrize("table", OWNED, ids=lambda table: table.name)
def test_a_key_leads_to_the_patient_and_no_other_repeats_it(table: Table) -> None:
    alone = [names for names, _ in _certain(table) if names in (["clinic_id"], ["patient_id"])]
    assert alone == []
    way = table
    while way.name != "patient":
        way = next(to for names, to in _certain(way) if names[:2] == ["clinic_id", "patient_id"])
