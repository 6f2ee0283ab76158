"""Wiring of the web application."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g, request, url_for
from flask_babel import gettext, pgettext
from flask_bootstrap import Bootstrap5
from flask_login import current_user
from flask_sqlalchemy_lite._extension import _close_async_sessions
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import BaseConverter

from config import ROOT, Config
from tracker.care.audit import READERS, may_read
from tracker.care.people import PATIENT_LIMITS
from tracker.jobs.queue import make_queue
from tracker.store import scope
from tracker.store.blobs import Blobs
from tracker.store.database import engine_options, prepare
from tracker.store.people import AUDITOR, MANAGER, PATIENT, ROLES, STAFF
from tracker.store.types import use_keys
from tracker.web import (
    failures,
    headers,
    health,
    languages,
    leaving,
    measuring,
    metrics,
    security_settings,
    signing_in,
    squeezing,
    static_files,
    templating,
    uploads,
)
from tracker.web.account import bp as account
from tracker.web.api import bp as api
from tracker.web.audit import bp as audit
from tracker.web.clinic import bp as clinic
from tracker.web.context import db, settings
from tracker.web.fhir import FhirId
from tracker.web.fhir import bp as fhir
from tracker.web.manage import bp as manage
from tracker.web.patient import bp as patient
from tracker.web.phone import bp as phone
from tracker.web.public import bp as public
from tracker.web.public import stopping

MEGABYTE = 1024 * 1024
STATIC = ROOT / "tracker" / "static"
ROOMS = {"clinic.recovery": "clinic.triage", "clinic.steps": "clinic.triage",
         "clinic.alert_rules": "clinic.on_call"}
"""The pages that belong to a link of the menu without their address telling it."""


class PublicId(BaseConverter):
    """An id in an address: what cannot be one of ours is not found, and never asked for."""

    regex = "[A-Za-z0-9_-]{1,24}"


def build(config: Config) -> Flask:
    """The application for these settings."""
    app = Flask("tracker", template_folder=str(ROOT / "templates"),
                static_folder=str(STATIC))
    app.config.from_mapping(_flask_settings(config))
    templating.install(app)
    measuring.install(app)
    app.url_map.converters |= {"id": PublicId, "fhir": FhirId}
    use_keys(config.data_keys)
    scope.install()
    db._engine_options = engine_options(config.database_url)
    db.init_app(app)
    # We open no asynchronous sessions; closing none of them would start a thread at each request.
    app.teardown_appcontext_funcs.remove(_close_async_sessions)
    with app.app_context():
        prepare(db.engine)
    app.extensions["queue"] = make_queue(config)
    languages.install(app)
    app.extensions["photos"] = Blobs(config.photo_url)
    Bootstrap5(app)
    uploads.install(app)
    csrf = CSRFProtect(app)
    signing_in.install(app)
    leaving.install(app)
    # What is set up first is done last to an answer: the headers before any squeezing.
    squeezing.install(app)
    static_files.install(app, STATIC)
    headers.install(app, secure=config.secure)
    _add_blueprints(app)
    # A mail program sends it for its user, without cookie or token: the link itself is the key.
    csrf.exempt(stopping.stop)
    csrf.exempt(api)
    failures.install(app)
    app.context_processor(_page_frame)
    return app


def _flask_settings(config: Config) -> dict[str, Any]:
    return {
        "TRACKER": config,
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_ENGINES": {"default": config.database_url},
        "MAX_CONTENT_LENGTH": 2 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 200,
        "SESSION_COOKIE_NAME": "__Host-session" if config.secure else "session",
        "SESSION_COOKIE_SECURE": config.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": PATIENT_LIMITS[1],
        # From signing in on, as the sign-in itself, and not anew with every page.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "BOOTSTRAP_SERVE_LOCAL": True,
        # Whatever else a request names as its host is not us; health checks come by address.
        "TRUSTED_HOSTS": [urlsplit(config.base_url).hostname, "localhost", "127.0.0.1"],
    } | security_settings.settings(config)


def _add_blueprints(app: Flask) -> None:
    app.before_request(signing_in.doorkeeper({
        clinic.name: STAFF,
        manage.name: (MANAGER, AUDITOR),
        patient.name: (PATIENT,),
        account.name: ROLES,
        audit.name: tuple(READERS),
    }, own_room=account.name))
    for blueprint in (public, patient, phone, clinic, manage, audit, account, api, fhir, health.bp,
                      metrics.bp):
        app.register_blueprint(blueprint)


def _page_frame() -> dict[str, Any]:
    """What the frame of every page shows: whose page, and where one can go."""
    frame: dict[str, Any] = {"demo_mode": settings().demo, "nav_links": []}
    if not current_user or not current_user.is_authenticated:
        return frame
    roles = {role.name for role in current_user.roles}
    endpoints = (
        [(gettext("Check-in"), "patient.check_in"), (gettext("History"), "patient.history"),
         (pgettext("menu", "What to expect"), "patient.what_to_expect"),
         (gettext("Help now"), "public.help_now")]
        if PATIENT in roles
        else [("Triage", "clinic.triage"), ("Patients", "clinic.patients"),
              ("Cohort", "clinic.cohort"), ("On call", "clinic.on_call")]
    )
    if roles & {MANAGER, AUDITOR}:
        endpoints.append(("Clinic", "manage.profile"))
    if may_read(g.viewer):
        endpoints.append(("Audit", "audit.trail"))
    frame["may_change"] = signing_in.may_change()
    if g.viewer.only_recovery is not None:
        endpoints = [(gettext("Check-in"), "patient.check_in"),
                     (gettext("Help now"), "public.help_now")]
    frame["has_account"] = g.viewer.only_recovery is None
    frame["nav_links"] = [(label, url := url_for(e), _within(e, url)) for label, e in endpoints]
    frame["clinic_name"] = current_user.clinic.name
    frame["person_name"] = current_user.name
    known = g.get("viewer")
    frame["phone_person"] = (known and known.patient_id) or "staff"
    return frame


def _within(endpoint: str, url: str) -> bool:
    """Whether a link leads to this page, or to the room in which it is."""
    room = ROOMS.get(request.endpoint or "", request.endpoint)
    return endpoint == room or f"{request.path}/".startswith(f"{url}/")
