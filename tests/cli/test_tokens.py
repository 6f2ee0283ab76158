"""`tracker token`: printed once, listed without its secret, ended for good."""

from __future__ import annotations

from sqlalchemy.orm import Session

from config import Config
from tests.builders import build_world
from tests.cli.command import complaint, environment, tracker


def test_a_token_is_printed_once_listed_by_name_and_ended(
    config: Config, session: Session
) -> None:
    world, env = build_world(session), environment(config)
    made = tracker("token", "add", world.staff_email, "--name", "hospital", env=env)
    assert made.returncode == 0, made.stderr
    token = made.stdout.decode().strip()
    assert token.startswith("trk_") and len(token) == 47
    listed = tracker("token", "list", world.staff_email, env=env).stdout.decode()
    assert listed.startswith("1  hospital: made ") and "last used never" in listed
    assert token not in listed and "ended" not in listed
    assert tracker("token", "end", "1", env=env).returncode == 0
    assert "ended" in tracker("token", "list", world.staff_email, env=env).stdout.decode()
    assert "ended already" in complaint(tracker("token", "end", "1", env=env))
    assert "no token 2" in complaint(tracker("token", "end", "2", env=env))
    for name in ("", "n" * 61, "a\x07b"):
        assert "name" in complaint(
            tracker("token", "add", world.staff_email, "--name", name, env=env))
    tracker("token", "add", world.staff_email, "--name", "short", "--days", "30", env=env)
    assert "holds until 20" in tracker("token", "list", world.staff_email, env=env).stdout.decode()
    for days in ("0", "3651", "soon"):
        refused = tracker("token", "add", world.staff_email, "--name", "n", "--days", days, env=env)
        assert refused.returncode == 2 and b"--days" in refused.stderr
    assert "no account" in complaint(tracker("token", "add", "x@y.example", "--name", "n", env=env))
