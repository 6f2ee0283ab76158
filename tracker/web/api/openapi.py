"""The description of the interface (OpenAPI 3.1): its addresses are those that the app knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from tracker.web.api import OPEN, bp, pages
from tracker.web.api.bodies import JSON, KEY
from tracker.web.api.problems import TYPE
from tracker.web.api.schemas import SCHEMAS, TEXT, Schema, ref

ID: Schema = {"name": "recovery_id", "in": "path", "required": True, "schema": TEXT}
PAGING: tuple[Schema, ...] = (
    {"name": "limit", "in": "query", "schema": {
        "type": "integer", "minimum": 1, "maximum": pages.MOST, "default": pages.USUAL}},
    {"name": "cursor", "in": "query", "schema": TEXT,
     "description": "The 'next' of the page before."},
)
SAME_KEY: Schema = {
    "name": KEY, "in": "header", "required": True, "schema": {"type": "string", "maxLength": 66},
    "description": "New for each entry, the same when it is sent again: then the first answer "
                   "comes again, with 200, and nothing is stored twice."}


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked, in words; `answers` maps each status to a schema's name."""

    summary: str
    description: str
    answers: Mapping[int, str]
    parameters: tuple[Schema, ...] = ()
    body: str = ""


OPERATIONS: Mapping[str, Operation] = {
    "api.add_entry": Operation(
        "Send one day's entry", "Stores the answers, judges the recovery and alerts the clinic as "
        "the patient's own check-in does. The guidance is in the language of the patient's "
        "record. A day that has an entry is answered 409, unless 'version' names it.",
        {201: "Receipt", 200: "Receipt", 409: "Problem", 413: "Problem", 415: "Problem"},
        (ID, SAME_KEY), "NewEntry"),
    "api.list_recoveries": Operation(
        "List recoveries", "The clinic's, or the patient's own, worst first. Names and levels are "
        "for staff.", {200: "RecoveryList"}, PAGING),
    "api.get_recovery": Operation(
        "Read one recovery", "As `tracker assess` reads it, with the flags that it gives. "
        "`level`, for staff, is the worst open one.", {200: "Recovery"}, (ID,)),
    "api.list_alerts": Operation(
        "List open alerts", "The clinic's, newest first. For staff.", {200: "AlertList"}, PAGING),
    OPEN: Operation("Read this description", "Needs no token.", {200: ""}),
}
"""By endpoint; a route without a row here fails the tests."""


@bp.get("/openapi.json")
def openapi() -> dict[str, Any]:
    """The description of every route."""
    paths: dict[str, Any] = {}
    for rule in current_app.url_map.iter_rules():
        if rule.endpoint.startswith(f"{bp.name}."):
            address = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                paths.setdefault(address, {})[method.lower()] = _described(rule.endpoint)
    return {
        "openapi": "3.1.0",
        "info": {"title": "tracker", "version": "1",
                 "description": "Recoveries after skin treatment: sending entries, reading what "
                                "came of them. Errors are problem documents (RFC 9457)."},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {"schemas": SCHEMAS, "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"}}},
    }


def _described(endpoint: str) -> Schema:
    known = OPERATIONS[endpoint]
    told: Schema = {
        "operationId": endpoint.partition(".")[2], "summary": known.summary,
        "description": known.description, "parameters": list(known.parameters),
        "responses": {str(status): _answer(status, name)
                      for status, name in known.answers.items()}
        | {"default": _answer(400, "Problem")},
    }
    if known.body:
        told["requestBody"] = {"required": True, "content": {JSON: {"schema": ref(known.body)}}}
    if endpoint == OPEN:
        told["security"] = []
    return told


def _answer(status: int, name: str) -> Schema:
    schema = ref(name) if name else {"type": "object"}
    return {"description": "What went wrong" if status >= 400 else "What was asked for",
            "content": {TYPE if status >= 400 else JSON: {"schema": schema}}}
