"""The forms of the clinic's pages."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DateTimeLocalField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from tracker.recovery.days import known_zones
from tracker.recovery.treatment import (
    AREAS,
    DEPTHS_MM,
    FITZPATRICK,
    MODALITIES,
    PASSES,
    PRODUCTS,
)
from tracker.translations import SOURCE, languages

COMMON_ZONES = (
    "Europe/Berlin", "Europe/London", "Europe/Madrid", "Europe/Paris", "Europe/Lisbon",
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "America/Sao_Paulo", "Australia/Sydney",
)


class CommaDecimal(DecimalField):
    """A decimal number, with a point or a comma: typed as text, as browsers refuse the comma."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        super().process_formdata([text.strip().replace(",", ".")[:12] for text in valuelist])


class FewDigits(IntegerField):
    """A small whole number; thousands of digits are no number of anything here."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        super().process_formdata([text if len(text) < 10 else "?" for text in valuelist])


def zones() -> dict[str, list[tuple[str, str]]]:
    """Every time zone once, the common ones first."""
    others = sorted(known_zones() - set(COMMON_ZONES))
    return {"Common": [(name, name) for name in COMMON_ZONES],
            "All others": [(name, name) for name in others]}


class PatientForm(FlaskForm):
    """Somebody new."""

    name = StringField("Name", [InputRequired("Please give a name."), Length(max=120)])
    email = StringField("E-mail", [InputRequired("Please give an address."), Length(max=255)])
    born_on = DateField("Date of birth", [Optional()])
    fitzpatrick = RadioField(
        "Skin type: how does the skin react to the sun?",
        [InputRequired("Please choose a skin type.")], coerce=int,
        choices=[(number, f"{number}. {words}") for number, words in FITZPATRICK.items()],
    )
    language = SelectField("Language", choices=lambda: list(languages().items()), default=SOURCE)
    zone = SelectField("Time zone", choices=zones())


def if_known(longest: int) -> Length:
    """For a text that may be left out, and whose label says so."""
    length = Length(max=longest)
    length.field_flags = {**length.field_flags, "optional": True}
    return length


class KindForm(FlaskForm):
    """What is the same each time a treatment of a kind is given."""

    modality = SelectField("Kind", choices=list(MODALITIES.items()))
    passes = FewDigits("Passes", [
        Optional(), NumberRange(*PASSES, message="Please give 1 to 30 passes.")])
    area = SelectMultipleField("Area", choices=list(AREAS.items()),
                               widget=ListWidget(prefix_label=False),
                               option_widget=CheckboxInput())
    device = StringField("Device", [if_known(120)])
    product = SelectField("Product put on during needling", choices=list(PRODUCTS.items()),
                          default="unknown")
    product_name = StringField("Name of the product", [if_known(120)])


class TreatmentForm(KindForm):
    """What was done."""

    treated_at = DateTimeLocalField("Date and time of treatment", [
        InputRequired("Please give date and time.")])
    depth_mm = CommaDecimal("Needle depth in mm", [
        InputRequired("Please give the depth."),
        NumberRange(*DEPTHS_MM, message="Please give a depth from 0.1 to 5 mm.")])
    product_lot = StringField("Its lot", [if_known(60)])
    preset = SelectField("From your catalogue", coerce=str, validate_choice=False)
    fill = SubmitField("Fill in")


class PresetForm(KindForm):
    """A line of the clinic's catalogue."""

    name = StringField("Name", [InputRequired("Please give a name."), Length(max=80)])
    depth_mm = CommaDecimal("Usual needle depth in mm", [
        Optional(), NumberRange(*DEPTHS_MM, message="Please give a depth from 0.1 to 5 mm.")])
    seen = HiddenField()


def take_errors(form: FlaskForm, errors: dict[str, str]) -> str:
    """Put refusals beside their fields, where nothing stands yet; returns what belongs to none."""
    for name, why in errors.items():
        if name in form and not form[name].errors:
            form[name].errors = [why]
    return errors.get("", "")
