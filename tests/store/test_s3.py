"""The photo store in S3, against a server that speaks it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer
from sqlalchemy.orm import Session

from config import Config
from tests.builders import TREATED, build_world
from tests.cli.command import environment, tracker
from tests.photos import jpeg
from tracker.care.photo_upkeep import renew_photos, sweep_orphans
from tracker.care.photos import add_photo, read_photo, remove_photo
from tracker.store.blobs import Blobs, StoreTrouble
from tracker.store.scope import set_scope

NOW = TREATED + timedelta(days=1)
ACCESS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "word",
          "AWS_DEFAULT_REGION": "eu-central-1"}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {**ACCESS, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}.items():
        monkeypatch.setenv(name, value)
    made = boto3.resource("s3", endpoint_url=f"http://{host}:{port}").Bucket(f"skin-{uuid4()}")
    made.create(CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    yield made
    server.stop()


def stored(bucket: Any) -> dict[str, bytes]:
    return {o.key: o.get()["Body"].read() for o in bucket.objects.all()}


def test_photos_live_encrypted_in_a_bucket(
    bucket: Any, session: Session, config: Config
) -> None:
    config = replace(config, photo_url=f"s3://{bucket.name}/clinic")
    blobs, world = Blobs(config.photo_url), build_world(session)
    set_scope(session, world.patient.scope)
    name = add_photo(session, world.patient, blobs, world.recovery_id, jpeg(), now=NOW).name
    files = stored(bucket)
    assert set(files) == {f"clinic/{name}.photo", f"clinic/{name}.small"}
    assert not any(b"\xff\xd8\xff" in content for content in files.values())
    shown = read_photo(session, world.patient, blobs, name, now=NOW)
    assert shown.startswith(b"\xff\xd8\xff")
    blobs.put("lost.photo", b"x")
    later = datetime.now(UTC) + timedelta(days=2)
    assert sweep_orphans(session, blobs, now=later) == 1
    assert list(renew_photos(session, blobs))[-1].written == 0
    set_scope(session, world.patient.scope)
    remove_photo(session, world.patient, blobs, name, now=NOW)
    assert stored(bucket) == {}


def test_the_doctor_says_whether_the_bucket_can_be_used(
    bucket: Any, session: Session, config: Config
) -> None:
    found = tracker("doctor", env=environment(config, TRACKER_PHOTO_URL=f"s3://{bucket.name}/clinic"))
    assert b"ok   photo store" in found.stdout, found.stdout + found.stderr
    assert stored(bucket) == {}
    missing = tracker("doctor", env=environment(config, TRACKER_PHOTO_URL="s3://nowhere/clinic"))
    assert b"BAD  photo store" in missing.stdout and missing.stderr == b""


def test_a_bucket_that_is_not_there_is_trouble_and_no_lost_photo(bucket: Any) -> None:
    with pytest.raises(StoreTrouble):
        Blobs("s3://nowhere/clinic").put("a.photo", b"x")
