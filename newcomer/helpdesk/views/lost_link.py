"""For who has lost the link to a conversation. The answer is the same whoever asks."""

from typing import Any

from flask import redirect, render_template, url_for

from newcomer import limits
from newcomer.access import public
from newcomer.database import utcnow
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.forms import render_form, render_too_many
from newcomer.helpdesk.forms.asking import LostLinkForm
from newcomer.helpdesk.services import conversation as services
from newcomer.helpdesk.views import public_pages

PAGE = "helpdesk/lost_link.html"


@public_pages.route("/conversation/lost", methods=["GET", "POST"])
@public
def lost_link() -> Any:
    """Mail the links of somebody's questions to the address they asked from, and only there."""
    form = LostLinkForm()
    if not form.validate_on_submit():
        return render_form(PAGE, form)
    now = utcnow()
    try:
        first = services.may_look_for_links(form.email.data, limits.network(), now)
    except TooMany as error:
        return render_too_many(PAGE, form, error)
    if first:
        services.send_links(form.email.data, now)
        db.session.commit()
    return redirect(url_for(".lost_link_sent"))


@public_pages.get("/conversation/lost/sent")
@public
def lost_link_sent() -> Any:
    return render_template("helpdesk/lost_link_sent.html")
