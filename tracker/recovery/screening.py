"""The contraindication questions before a treatment. A person clears; this only asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ScreeningItem:
    """One question, what a yes means, and the source of the rule."""

    name: str
    label: str
    question: str
    rule: str
    source: str


_SUPERVISED = "Do not treat the area, or only under medical supervision."
ITEMS: Mapping[str, ScreeningItem] = {
    item.name: item
    for item in (
        ScreeningItem("active_acne", "Active inflammatory acne",
                      "Inflamed acne in the area now?", _SUPERVISED, "Seed"),
        ScreeningItem("herpes_now", "Herpes now", "A cold sore or herpes now?", _SUPERVISED,
                      "Seed"),
        ScreeningItem("eczema", "Eczema", "Eczema in the area?", _SUPERVISED, "Seed"),
        ScreeningItem("psoriasis", "Psoriasis", "Psoriasis in the area?", _SUPERVISED, "Seed"),
        ScreeningItem("open_wounds", "Open wound or active infection",
                      "An open wound or a skin infection?", "Do not treat.", "Seed"),
        ScreeningItem("abnormal_scarring", "Abnormal scarring",
                      "Do wounds leave unusual scars?", "Supervised; test area first.", "Seed"),
        ScreeningItem("keloids", "Keloids", "Keloids, ever?", "Supervised; test area first.",
                      "SOCbook"),
        ScreeningItem("recent_radiation", "Recent radiation", "Radiation therapy recently?",
                      "Do not treat without clearance.", "Seed"),
        ScreeningItem("pregnancy", "Pregnancy", "Pregnant?", "Needs a physician's clearance.",
                      "Seed"),
        ScreeningItem("cold_sores_ever", "Cold sores ever", "Cold sores, ever in life?",
                      "Talk about prevention before the treatment.", "Vaghela2021"),
        ScreeningItem("isotretinoin", "Isotretinoin",
                      "Isotretinoin now or in the past 6 months?",
                      "Labels say wait 6 months; panels differ. Decide and record.", "Spring2017"),
        ScreeningItem("blood_thinners", "Blood thinners", "Blood thinners or a bleeding disorder?",
                      "Supervised; labels warn.", "SkinPenIFU"),
        ScreeningItem("allergy_steel", "Allergy to steel or nickel",
                      "Allergic to steel or nickel?", "Label contraindication.", "SkinPenIFU"),
        ScreeningItem("allergy_anaesthetic", "Allergy to anaesthetic",
                      "Allergic to a local anaesthetic?", "Label contraindication.", "SkinPenIFU"),
        ScreeningItem("immunosuppression", "Immunosuppression",
                      "Weakened defences, uncontrolled diabetes, chemotherapy?",
                      "Needs clearance.", "section 4"),
    )
}


def missing(answers: Mapping[str, bool]) -> tuple[str, ...]:
    """The items not yet answered."""
    return tuple(name for name in ITEMS if name not in answers)


def needs_clearance(answers: Mapping[str, bool]) -> tuple[str, ...]:
    """The items answered with yes: each needs a named clinician's decision, cold sores included,
    because prevention must have been talked about."""
    return tuple(name for name in ITEMS if answers.get(name))
