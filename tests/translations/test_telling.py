"""Sentences: English text wherever text is wanted, other languages where somebody reads them."""

from __future__ import annotations

import json

from tracker.recovery.sentence import say, say_many, say_of
from tracker.recovery.symptoms import SCALES, SIGNS
from tracker.translations.telling import tell


def test_a_sentence_is_its_english_text() -> None:
    told = say("You have %(degrees)s °C. It may be a cold, but a fever after a treatment should be "
               "told.", degrees=38.5)
    assert told.startswith("You have 38.5 °C.") and isinstance(told, str)
    assert json.loads(json.dumps([told])) == [told]
    assert say("Please give a temperature from %(low)s to %(high)s °C.", low=34.0, high=43.0) == (
        "Please give a temperature from 34 to 43 °C.")


def test_numbers_are_written_as_the_language_does() -> None:
    told = say("You have %(degrees)s °C. It may be a cold, but a fever after a treatment should be "
               "told.", degrees=38.5)
    assert "38,5 °C" in tell(told, "de") and "38,5 °C" in tell(told, "fr")
    kept = say("Please keep the note under %(most)s characters.", most=4000)
    assert "4.000" in tell(kept, "de") and kept.endswith("4000 characters.")


def test_sentences_within_a_sentence_are_told_too() -> None:
    signs = (SIGNS["blisters"].label.inside, SIGNS["spreading"].label.inside)
    told = say("You report: %(signs)s.", signs=signs)
    assert told == "You report: blisters, spreading."
    assert tell(told, "de") == "Sie berichten: Bläschen und Ausbreitung."
    assert tell(told, "es") == "Usted indica: ampollas y se extiende."


def test_what_is_counted_takes_its_form() -> None:
    one, three = (say_many("missed", "%(num)s days missed", n) for n in (1, 3))
    assert (one, three) == ("missed", "3 days missed")
    assert (tell(one, "de"), tell(three, "de")) == ("fehlt", "3 Tage fehlen")


def test_the_same_word_is_told_as_its_subject_wants_it() -> None:
    assert SCALES["redness"].low == SCALES["itching"].low == "none"
    assert tell(SCALES["redness"].low, "de") == "keine"
    assert tell(say_of("itching", "none"), "de") == "keiner"


def test_names_and_unknown_languages_are_left_alone() -> None:
    assert tell("Dr Lind", "de") == "Dr Lind"
    assert tell(say("Call today"), "xx") == "Call today"
