"""What an entry and the clinic's pages cost beside the bare view."""

from __future__ import annotations

from benchmarks.clinic import DAYS, copy_until, settle
from benchmarks.figures import Act, in_turns, ratio
from benchmarks.installation import Installation
from benchmarks.visitor import Visitor
from tests.builders import ALARMING, PASSWORD

ROUNDS, WARM, LEARNING = 90, 5, 30
FORM = {name: "yes" if value is True else value for name, value in ALARMING.items()}


def warm_up(site: Installation, visitors: list[Visitor]) -> None:
    """Change answers again and again, until every connection knows every statement."""
    for _ in range(LEARNING):
        for visitor in visitors:
            send(visitor)
            visitor.get("/check-in")


def check_ins(site: Installation, emails: list[str]) -> list[Visitor]:
    """Signed-in patients with today's check-in open before them."""
    visitors = [Visitor(site.port).sign_in(email, PASSWORD) for email in emails]
    for visitor in visitors:
        visitor.get("/check-in")
    return visitors


def send(visitor: Visitor) -> None:
    """Send an alarming check-in: it is judged, and a mail is queued."""
    form = {name: visitor.hidden(name) for name in ("recovery", "key", "version")}
    visitor.post(f"/check-in/{DAYS}", {**FORM, **form})


def measure(site: Installation) -> None:
    """The page figures, with 100 recoveries and with 10,000."""
    patients = [email for email, _ in site.clinic.patients[: ROUNDS + WARM]]
    visitors = check_ins(site, patients)
    staff = Visitor(site.port).sign_in(site.clinic.world.staff_email, PASSWORD)
    bare = _bare(site)
    warm_up(site, visitors[:WARM])
    settle(site.session)
    recovery = f"/recoveries/{site.clinic.patients[WARM][1]}"
    taken = in_turns(bare, {"entry": lambda n: send(visitors[n])}, ROUNDS, WARM)
    print(f"  {'a bare view that inserts one row':44} {taken['']:8.2f} ms")
    ratio("an entry: stored, judged, mail queued", taken["entry"], taken[""], 3)
    looks: dict[str, Act] = {"triage": lambda _: staff.get("/triage"),
                             "recovery": lambda _: staff.get(recovery)}
    few = in_turns(bare, looks, ROUNDS, WARM)
    ratio("triage, 50 rows with sparklines", few["triage"], few[""], 5)
    ratio("one recovery's page", few["recovery"], few[""], 4)
    copy_until(site.session, 10_000)
    # The same in each round, so that the reference runs beside the same work.
    many = in_turns(bare, looks, ROUNDS, WARM)
    ratio("triage with 10,000 recoveries, beside 100", many["triage"] / many[""],
          few["triage"] / few[""], 1.3)


def _bare(site: Installation) -> Act:
    visitor = Visitor(site.bare_port)
    return lambda _number: visitor.post("/", {}, 200)
