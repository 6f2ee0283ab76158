"""A coarse name for the device of a sign-in: enough to know one's own again, no more."""

from __future__ import annotations

from tracker.recovery.sentence import say
from tracker.web.languages import told

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
            ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
            ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
           ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"))
"""Looked for in this order: many call themselves by others' names too."""
UNKNOWN = say("Unknown device")
_SENTENCES = {str(one): one for one in (
    UNKNOWN, say("Passkey"),
    *(say("%(browser)s on %(system)s", browser=browser, system=system)
      for _, browser in BROWSERS for _, system in SYSTEMS),
)}


def device_name(user_agent: str) -> str:
    """For example "Firefox on Android"; "Unknown device" where nothing is known."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " on ".join(part for part in (browser, system) if part) or str(UNKNOWN)


def told_name(kept: str) -> str:
    """A name as it was kept, in English, in the page's language; what people chose stays."""
    return told(_SENTENCES.get(kept or UNKNOWN, kept))
