"""The service worker, and the empty check-in that it keeps. Nothing here is about anybody."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Response, current_app, render_template, url_for

from config import ROOT
from tracker.recovery.asking import FIRST_WEEK, likely_today
from tracker.recovery.symptoms import CORE, GRAVE_ALONE, SCALES, SIGNS
from tracker.translations import FOLDER, languages
from tracker.web.phone import bp
from tracker.web.static_files import fingerprint

STYLES = ("css/bootstrap.css", "css/tracker.css")
OTHERS = ("favicon.svg", "icons/icon-192.png", "manifest.webmanifest")


@bp.get("/service-worker.js")
def service_worker() -> Response:
    """The worker: which files to keep, under which version. Its code is in static/js/offline."""
    static = Path(current_app.static_folder or "")
    scripts = sorted(str(p.relative_to(static)) for p in (static / "js/offline").glob("*.js"))
    kept = {
        # A changed page, text or file is a new version, and everything is fetched anew.
        "version": fingerprint(static, ROOT / "templates", *(FOLDER / one for one in languages())),
        "form": url_for("phone.shell"),
        "pages": [url_for("phone.shell"), url_for("public.help_now")],
        "files": [_static(name) for name in (*STYLES, *OTHERS, *scripts)],
    }
    script = (f'import {{ serve }} from "{_static("js/offline/worker.js")}";\n'
              f"serve({json.dumps(kept)});\n")
    return Response(script, mimetype="text/javascript")


@bp.get("/check-in/offline")
def shell() -> str:
    """The check-in without a day, an answer or a person."""
    likely, more = likely_today(FIRST_WEEK, None, 1)
    return render_template(
        "patient/offline.html", core=CORE, scales=SCALES, signs=SIGNS, likely=likely, more=more,
        day=None, typed={}, errors={}, opened=(), yesterday={}, more_open=False, unknown=(),
        missed=(), about_today=True, grave=GRAVE_ALONE,
    )


def _static(name: str) -> str:
    return url_for("static", filename=name)
