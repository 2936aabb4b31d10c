"""Writing down the question of somebody who phoned or stood at the counter."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from newcomer.access import Permission, requires
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.forms import render_form
from newcomer.helpdesk.forms.answering import OnBehalfForm
from newcomer.helpdesk.models import Channel
from newcomer.helpdesk.services.answering import Act
from newcomer.helpdesk.services.on_behalf import WrittenDown, ask_on_behalf
from newcomer.helpdesk.views import desk_pages
from newcomer.region import current_region


@desk_pages.route("/questions/new", methods=["GET", "POST"])
@requires(Permission.answer_questions)
def on_behalf() -> Any:
    region = current_region()
    form = OnBehalfForm()
    form.offer(region)
    if form.validate_on_submit():
        said = WrittenDown(
            body=form.body.data,
            channel=Channel(form.channel.data),
            language=form.language.data,
            email=form.email.data,
            phone=form.phone.data,
            topic=form.topic.data,
            municipality=form.municipality.data,
            situation=form.situation.data,
            answer=form.answer.data,
        )
        author = current_user._get_current_object()  # noqa: SLF001 - the way Flask-Login offers
        question = ask_on_behalf(said, Act(author, utcnow(), form.once.data), region)
        db.session.commit()
        flash(_("The question is written down. It is yours to see to."), "success")
        return redirect(url_for(".question", question_id=question.id))
    return render_form("helpdesk/on_behalf.html", form)
