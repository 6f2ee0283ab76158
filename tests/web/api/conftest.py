"""Other systems at the API: each answer is held against what is described of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from tests.builders import CALM, World, add_colleague, build_world, days_ago
from tracker import create_app
from tracker.care import api_tokens


@dataclass
class System:
    """Another system with somebody's token, or with none."""

    app: Flask
    token: str | None
    asked: int = 0

    @cached_property
    def described(self) -> Any:
        return self.app.test_client().get("/api/v1/openapi.json").json

    def ask(self, method: str, path: str, **more: Any) -> TestResponse:
        """Ask, and check that the answer is as described, whatever it is."""
        headers = dict(more.pop("headers", {}))
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        answer = self.app.test_client().open(
            f"/api/v1{path}", method=method, headers=headers, **more)
        self.fits(method, path, answer)
        return answer

    def fits(self, method: str, path: str, answer: TestResponse) -> None:
        """Fail unless the answer is one that is described."""
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        kind = answer.content_type.partition(";")[0]
        if answer.status_code >= 400:
            assert kind == "application/problem+json", answer.text
            schema = {"$ref": "#/components/schemas/Problem"}
            assert answer.json["status"] == answer.status_code and answer.json["detail"]
        else:
            known = self.described["paths"]["/api/v1" + self._route(path)][method.lower()]
            schema = known["responses"][str(answer.status_code)]["content"][kind]["schema"]
        whole = Registry().with_resource(
            "urn:api", Resource(contents=self.described, specification=DRAFT202012))
        Draft202012Validator(
            {"$ref": "urn:api" + schema["$ref"]} if "$ref" in schema else schema,
            registry=whole, format_checker=FormatChecker()).validate(answer.json)

    def _route(self, path: str) -> str:
        parts = path.partition("?")[0].split("/")
        if len(parts) > 2:
            parts[2] = "{recovery_id}"
        return "/".join(parts)

    def send(self, recovery_id: str, entry: object = CALM, *, key: str | None = None,
             **more: Any) -> TestResponse:
        """Send an entry under a key of its own unless one is given."""
        self.asked += 1
        headers = {"Idempotency-Key": key or f"key-{id(self)}-{self.asked}"}
        body: Mapping[str, Any] = more or {"json": entry}
        return self.ask("POST", f"/recoveries/{recovery_id}/entries", headers=headers, **body)


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session, treated_at=days_ago(4))


@pytest.fixture
def foreign(session: Session, world: World) -> World:
    return build_world(session, "hillside", treated_at=days_ago(4))


@pytest.fixture
def app(config: Config, world: World) -> Iterator[Flask]:
    made = create_app(config)
    made.config.update(TESTING=False)
    yield made


@pytest.fixture
def system(app: Flask, session: Session, world: World) -> Callable[..., System]:
    """A system with the token of a patient, a doctor, a manager or an auditor of a world."""

    def made(who: str, of: World = world) -> System:
        if who in ("manager", "auditor"):
            add_colleague(session, of, who)
        email = of.patient_email if who == "patient" else of.staff_email.replace("doctor", who)
        return System(app, api_tokens.add(session, email, who, now=datetime.now(UTC)))

    return made
