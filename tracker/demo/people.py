"""The demo's clinics, staff and made-up patients."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.care.passwords import DEMO
from tracker.care.presets import NewPreset

PASSWORD = DEMO

GIVEN = ("Amara", "Jonas", "Priya", "Mei-Lin", "Tomás", "Elif", "Sara", "Kwame", "Ingrid", "Mateo",
         "Aisha", "Luca", "Hana", "Omar", "Freya", "Diego", "Nadia", "Pavel", "Zoe", "Ravi",
         "Leila", "Anton", "Chloe", "Malik", "Yuki", "Greta", "Samir", "Olga", "Bruno", "Thandi")
FAMILY = ("Okafor", "Berg", "Nair", "Chen", "Ruiz", "Kaya", "Weiss", "Mensah", "Dahl", "Silva",
          "Khan", "Moretti", "Sato", "Haddad", "Lind", "Costa", "Petrov", "Novak", "Martin",
          "Rao", "Farah", "Koch", "Dubois", "Diallo", "Mori", "Vogel", "Nasser", "Ivanova",
          "Alves", "Zulu")


@dataclass(frozen=True)
class DemoClinic:
    """A clinic and its staff: address, name, role, on call."""

    name: str
    phone: str
    after_hours: str
    zone: str
    staff: tuple[tuple[str, str, str, bool], ...]
    patient_email: str
    patient_name: str


HARBOUR = DemoClinic(
    "Harbour Skin Clinic", "555 0134", "555 0199", "Europe/Berlin",
    (("clinician@demo.example", "Dr Lind", "clinician", True),
     ("manager@demo.example", "M. Ek", "manager", False),
     ("auditor@demo.example", "A. Roth", "auditor", False)),
    "patient@demo.example", "Dana Flores",
)
OTHER = DemoClinic(
    "Hillside Dermatology", "555 0177", "555 0178", "America/New_York",
    (("clinician@other.example", "Dr Stone", "clinician", True),),
    "patient@other.example", "Noor Ahmadi",
)

AFTERCARE = {
    "all": "Please use only the gel that we gave you for the first three days.\n"
           "We would like to see you again four weeks after your treatment. Book it at the desk or "
           "by phone.",
    "de": "Bitte verwenden Sie in den ersten drei Tagen nur das Gel, das Sie von uns bekommen "
          "haben.\nVier Wochen nach der Behandlung möchten wir Sie gern wiedersehen.",
}
"""What the first clinic tells its patients in its own words."""
CATALOGUE = (
    NewPreset("Face, first session", "pen", 1.0, 4, ("face",), "Pen A", "dermal",
              "Hyaluronic acid gel, sterile"),
    NewPreset("Acne scars, cheeks", "pen", 1.5, 6, ("face",), "Pen A", "dermal",
              "Hyaluronic acid gel, sterile"),
    NewPreset("Face and neck, RF", "rf", 2.0, 2, ("face", "neck"), "RF Duo", "none", ""),
    NewPreset("Stretch marks", "roller", None, None, ("trunk", "limbs"), "Roller 192", "unknown",
              ""),
)
"""What it does again and again."""


def person(number: int) -> tuple[str, str]:
    """Name and address of the demo's patient of this number, each different."""
    given = GIVEN[number % len(GIVEN)]
    family = FAMILY[(number * 7 + number // len(GIVEN)) % len(FAMILY)]
    return f"{given} {family}", f"demo-{number}@patients.example"
