"""Setting up a clinic: its profile, words, staff and catalogue, and bringing in its patients."""

from typing import Any

from flask import Blueprint, url_for

from tracker.web.signing_in import FORMS_ALONE, may_change

bp = Blueprint("manage", __name__, url_prefix="/clinic")

PAGES = (("Profile", "manage.profile", "profile"),
         ("Aftercare text", "manage.aftercare", "aftercare"),
         ("Staff", "manage.staff", "staff"), ("Treatments", "manage.catalogue", "treatments"),
         ("Import", "manage.import_file", "import"))


@bp.context_processor
def _pages() -> dict[str, Any]:
    """The links between these pages; each page says which it is."""
    return {"manage_pages": [(label, url_for(endpoint), name) for label, endpoint, name in PAGES
                             if may_change() or endpoint not in FORMS_ALONE]}


from tracker.web.manage import (  # noqa: E402
    aftercare,  # noqa: F401
    catalogue,  # noqa: F401
    importing,  # noqa: F401
    profile,  # noqa: F401
    staff,  # noqa: F401
)
