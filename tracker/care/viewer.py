"""Who is asking, and the two answers no use case can go on from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.store.people import PATIENT
from tracker.store.scope import Scope


@dataclass(frozen=True)
class Viewer:
    """A signed-in person as the use cases see them."""

    person_id: int
    name: str
    clinic_id: int
    roles: frozenset[str]
    patient_id: str | None = None
    language: str | None = None
    only_recovery: str | None = None
    """The one recovery whose check-in they may answer, where a reminder's link let them in."""

    @property
    def is_patient(self) -> bool:
        """Whether they sign in as a patient."""
        return PATIENT in self.roles

    @property
    def scope(self) -> Scope:
        """The rows this person may see; a patient without a record sees none."""
        return Scope(self.clinic_id, self.patient_id or ("none" if self.is_patient else None))


class NotFound(LookupError):
    """The thing does not exist, or is not this person's to see: the two look the same."""


class Refused(ValueError):
    """What was asked cannot be done; `errors` maps each field, or "" for all, to the reason."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors))
        self.errors = dict(errors)
