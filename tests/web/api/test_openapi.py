"""The description is valid, needs no token, and tells of every route and of no other."""

from __future__ import annotations

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.builders import ALARMING, CALM
from tracker.recovery.symptoms import SCALES, SIGNS, TEMPERATURE
from tracker.web.api.openapi import OPERATIONS


def test_it_is_a_valid_description_of_every_route(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    OpenAPIV31SpecValidator(answer.json).validate()
    routes = {rule.endpoint for rule in app.url_map.iter_rules()
              if rule.rule.startswith("/api/")}
    assert routes == OPERATIONS.keys()
    told = [one for path in answer.json["paths"].values() for one in path.values()]
    assert {f"api.{one['operationId']}" for one in told} == routes and len(told) == len(routes)


def test_every_answer_that_can_be_given_is_described(app: Flask) -> None:
    known = app.test_client().get("/api/v1/openapi.json").json["components"]["schemas"]
    entry = known["NewEntry"]
    assert entry["properties"].keys() == {*SCALES, *SIGNS, TEMPERATURE, "day", "version", "note"}
    check = Draft202012Validator(entry)
    assert check.is_valid(CALM) and check.is_valid({**ALARMING, "day": 3, "note": "x"})
    for bad in ({}, {**CALM, "redness": 11}, {**CALM, "submitted": 1}, {**CALM, "discharge": 1}):
        assert not check.is_valid(bad)


@pytest.mark.parametrize("path", ["/api/v1/openapi.json", "/api/v1/alerts"])
def test_only_the_description_needs_no_token(app: Flask, path: str) -> None:
    assert (app.test_client().get(path).status_code == 200) == path.endswith("json")
