"""What coordinators see when the questions are counted."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from newcomer.accounts.sign_in import find_user
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides.models import Article, ArticleVote, SearchMiss
from newcomer.helpdesk import demo_year
from newcomer.helpdesk.models import Question, QuestionStatus, Rating
from newcomer.helpdesk.services import figures as services
from newcomer.helpdesk.services.figures import Figures, Period, searched_in_vain
from newcomer.helpdesk.services.working_time import WorkingTime
from newcomer.i18n import LANGUAGES, speaking
from newcomer.region import current_region
from newcomer.situations import Situation
from newcomer.spreadsheet import Table, csv_file
from tests import factories
from tests.support.client import SiteClient

ClientFor = Callable[..., SiteClient]
Ask = Callable[..., int]

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # a Wednesday
MONDAY = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)  # ten in the morning in Lillehammer


@pytest.fixture
def ask(app: Flask) -> Ask:
    """A question with any of its columns; asked on a Monday, due on the Wednesday after."""

    def make(asked: datetime = MONDAY, **values: Any) -> int:
        number = factories.make_question(app, now=asked)
        if values:
            with app.app_context():
                db.session.execute(update(Question).where(Question.id == number).values(**values))
                db.session.commit()
        return number

    return make


def counted(app: Flask, period: Period = Period.year, now: datetime = NOW) -> Figures:
    with app.test_request_context("/nb/desk/figures"):
        return services.figures(period, current_region(), now)


# -- which questions count ---------------------------------------------------------------------


def test_what_nobody_confirmed_never_counts(app: Flask, ask: Ask) -> None:
    ask()
    ask(status=QuestionStatus.unconfirmed)
    found = counted(app)
    assert (found.asked, found.overdue_now, sum(found.by_language.values())) == (1, 1, 1)


def test_a_duplicate_counts_once(app: Flask, ask: Ask) -> None:
    first = ask()
    ask(duplicate_of_id=first)
    found = counted(app)
    assert (found.asked, found.overdue_now) == (1, 1)


@pytest.mark.parametrize(
    ("period", "asked"),
    [(Period.month, 1), (Period.quarter, 2), (Period.year, 3), (Period.all, 4)],
)
def test_a_period_looks_so_far_back(app: Flask, ask: Ask, period: Period, asked: int) -> None:
    for days in (10, 60, 200, 800):
        ask(NOW - timedelta(days=days))
    assert counted(app, period).asked == asked


def test_months_are_those_of_the_region(app: Flask, ask: Ask) -> None:
    """Half past eleven in the evening in London is the next month in Lillehammer."""
    ask(datetime(2026, 9, 30, 22, 30, tzinfo=UTC))
    ask(datetime(2026, 9, 30, 21, 30, tzinfo=UTC))
    by_month = {one.month: one.asked for one in counted(app).months}
    assert by_month[date(2026, 9, 1)] == 1
    assert by_month[date(2026, 10, 1)] == 1


def test_twelve_months_are_twelve_months(app: Flask, ask: Ask) -> None:
    ask()
    months = [one.month for one in counted(app).months]
    assert (len(months), months[0], months[-1]) == (12, date(2025, 12, 1), date(2026, 11, 1))


def test_a_period_within_one_month_has_one(app: Flask, ask: Ask) -> None:
    now = datetime(2026, 10, 31, 12, 0, tzinfo=UTC)
    ask(datetime(2026, 10, 5, 9, 0, tzinfo=UTC), first_answered_at=now)
    found = counted(app, Period.month, now)
    assert [(one.month, one.asked, one.answered) for one in found.months] == [
        (date(2026, 10, 1), 1, 1)
    ]


# -- how fast ----------------------------------------------------------------------------------


def test_the_promise_is_kept_by_an_answer_on_time(app: Flask, ask: Ask) -> None:
    due = MONDAY + timedelta(days=2)
    ask(answer_due_at=due, first_answered_at=due)
    ask(answer_due_at=due, first_answered_at=due + timedelta(seconds=1))
    assert counted(app).share_in_time == 0.5


def test_what_still_waits_after_the_promised_time_is_late(app: Flask, ask: Ask) -> None:
    ask()
    found = counted(app)
    assert (found.share_in_time, found.overdue_now) == (0, 1)


def test_what_may_still_wait_is_neither_in_time_nor_late(app: Flask, ask: Ask) -> None:
    ask(answer_due_at=NOW + timedelta(hours=1))
    found = counted(app)
    assert (found.share_in_time, found.overdue_now) == (None, 0)


def test_closed_without_an_answer_is_late_only_if_it_had_waited_too_long(
    app: Flask, ask: Ask
) -> None:
    due = MONDAY + timedelta(days=2)
    closed = {"status": QuestionStatus.closed, "answer_due_at": due}
    ask(**closed, closed_at=due - timedelta(hours=1))
    assert counted(app).share_in_time is None
    ask(**closed, closed_at=due + timedelta(hours=1))
    found = counted(app)
    assert (found.share_in_time, found.overdue_now) == (0, 0)


def test_waiting_is_counted_in_opening_hours(app: Flask, ask: Ask) -> None:
    """Opening hours are nine to three: from ten on Monday that is five hours and, on Tuesday, one."""
    ask(first_answered_at=datetime(2026, 11, 10, 9, 0, tzinfo=UTC))
    found = counted(app)
    assert (found.median_hours, found.hours_a_day) == (6.0, 6.0)
    assert found.months[-1].median_hours == 6.0


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ((2026, 11, 9, 10, 0), (2026, 11, 9, 10, 30), 0.5),
        ((2026, 11, 9, 20, 0), (2026, 11, 10, 7, 0), 0),  # over a night
        ((2026, 11, 13, 14, 0), (2026, 11, 16, 10, 0), 2),  # over a weekend
        ((2026, 12, 23, 9, 0), (2026, 12, 28, 9, 0), 12),  # Christmas Day is a Friday
        ((2026, 3, 27, 14, 0), (2026, 3, 30, 9, 0), 1),  # the clocks go forward
    ],
)
def test_nights_weekends_and_holidays_do_not_count(
    in_app: Flask, start: tuple[int, ...], end: tuple[int, ...], hours: float
) -> None:
    region = current_region()
    first, last = (datetime(*at, tzinfo=region.zone) for at in (start, end))  # type: ignore[arg-type,misc]
    assert WorkingTime(region, first).between(first, last) == pytest.approx(hours)


def test_the_median_is_not_moved_by_one_that_was_forgotten(app: Flask, ask: Ask) -> None:
    for hours in (1, 2, 3 * 24):
        ask(first_answered_at=MONDAY + timedelta(hours=hours))
    assert counted(app).median_hours == 2


def test_of_very_many_answers_an_even_part_is_timed(
    app: Flask, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "SAMPLE", 2)
    for _ in range(6):
        ask(first_answered_at=MONDAY + timedelta(hours=2))
    found = counted(app)
    assert (found.every, found.median_hours, found.answered) == (3, 2, 6)


# -- who and what ------------------------------------------------------------------------------


def test_questions_are_counted_by_what_they_are(app: Flask, ask: Ask) -> None:
    ask(topic="home", municipality="oyer", language="sv", situation=Situation.family)
    ask(topic="home")
    ask(topic="health")
    found = counted(app)
    assert found.by_topic == {"home": 2, "health": 1}
    assert found.by_municipality == {"": 2, "oyer": 1}
    assert found.by_language == {"nb": 2, "sv": 1}
    assert found.by_situation == {"": 2, "family": 1}


def test_ratings_and_the_latest_words_with_them(app: Flask, ask: Ask) -> None:
    ask(rating=Rating.good, rating_comment="Fint", rated_at=MONDAY)
    later = ask(rating=Rating.poor, rating_comment="Sent", rated_at=MONDAY + timedelta(days=1))
    ask(rating=Rating.good, rated_at=MONDAY)
    found = counted(app)
    assert found.ratings == {Rating.good: 2, Rating.partly: 0, Rating.poor: 1}
    assert [one.text for one in found.comments] == ["Sent", "Fint"]
    assert found.comments[0].question_id == later


def vote(app: Flask, slug: str, yes: int, no: int, day: date = date(2026, 11, 9)) -> None:
    with app.app_context():
        number = db.session.scalars(select(Article.id).where(Article.slug == slug)).one()
        db.session.add(ArticleVote(article_id=number, language="nb", day=day, yes=yes, no=no))
        db.session.commit()


def test_guides_that_helped_most_and_least(app: Flask, make_article: Callable[..., str]) -> None:
    for slug, yes, no in (("a", 9, 1), ("b", 1, 9), ("c", 5, 5), ("few", 4, 0)):
        vote(app, make_article(slug=slug), yes, no)
    vote(app, make_article(slug="draft", published_at=None), 0, 9)
    found = counted(app)
    assert [one.slug for one in found.helped_most] == ["a", "c"]
    assert [(one.slug, one.share) for one in found.helped_least] == [("b", 0.1)]


def test_searches_in_vain_are_added_up(app: Flask) -> None:
    with app.app_context():
        for words, day, count in (
            ("korps", date(2026, 11, 1), 2),
            ("korps", date(2026, 11, 2), 3),
            ("hytte", date(2026, 11, 2), 4),
            ("gammel", date(2024, 1, 1), 9),
        ):
            db.session.add(SearchMiss(query=words, language="nb", day=day, count=count))
        db.session.commit()
        assert searched_in_vain(date(2026, 1, 1), 10) == [("korps", 5), ("hytte", 4)]
        assert searched_in_vain(None, 1) == [("gammel", 9)]


# -- the page ----------------------------------------------------------------------------------


def test_an_empty_desk_says_how_to_get_questions(client_for: ClientFor) -> None:
    page = client_for("coordinator", language="en").get("helpdesk_desk.figures", period="all")
    assert "Nobody has asked yet" in page.text
    assert not page.all(".plot")
    page = client_for("coordinator", language="en").get("helpdesk_desk.figures")
    assert "Show everything" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_all_figures(
    app: Flask, client_for: ClientFor, ask: Ask, language: str
) -> None:
    with_words = {"rating": Rating.partly, "rating_comment": "<b>Bra</b>", "rated_at": utcnow()}
    ask(utcnow() - timedelta(days=5), topic="home", first_answered_at=utcnow(), **with_words)
    vote(app, factories.make_article(app), 5, 5, utcnow().date())
    page = client_for("coordinator", language=language).get(
        "helpdesk_desk.figures", period="30-days"
    )
    assert len(page.all("figure.plot")) == 11
    assert "<b>Bra</b>" in page.text


@pytest.mark.parametrize("period", list(Period))
def test_the_page_is_as_cheap_with_many_questions(
    client_for: ClientFor, ask: Ask, period: Period
) -> None:
    client = client_for("coordinator")
    ask(utcnow() - timedelta(days=3))
    few = client.get("helpdesk_desk.figures", period=period.value)
    for _ in range(20):
        ask(utcnow() - timedelta(days=3), first_answered_at=utcnow())
    many = client.get("helpdesk_desk.figures", period=period.value)
    assert len(few.queries) == len(many.queries) <= 12


def test_a_period_that_there_is_not(client_for: ClientFor) -> None:
    client_for("coordinator").get("helpdesk_desk.figures", period="yesterday", status=404)


def test_overdue_questions_are_one_press_away(client_for: ClientFor, ask: Ask) -> None:
    ask(utcnow() - timedelta(days=20))
    page = client_for("coordinator").get("helpdesk_desk.figures")
    (link,) = page.all(".figures-strip a")
    assert link.attrs["href"].startswith("/nb/desk/questions")


# -- the file ----------------------------------------------------------------------------------


def test_the_file_opens_in_a_spreadsheet(app: Flask, client_for: ClientFor, ask: Ask) -> None:
    ask(utcnow() - timedelta(days=2), topic="home", email="ana@example.test",
        rating=Rating.good, rating_comment="Hilsen Ana", rated_at=utcnow())  # fmt: skip
    page = client_for("coordinator", language="en").get(
        "helpdesk_desk.figures_csv", period="30-days"
    )
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in page.headers["Content-Disposition"]
    assert page.html.startswith("\ufeff30 days\r\nFigure;Number\r\nQuestions asked;1\r\n")
    assert "\r\nHousing;1\r\n" in page.html
    for personal in ("ana@example.test", "Ana", "flytting?"):
        assert personal not in page.html


def test_a_word_that_one_person_searched_for_stays_out_of_the_file(
    app: Flask, client_for: ClientFor, ask: Ask
) -> None:
    with app.app_context():
        for words, count in (("ola nordmann", 1), ("korps", 2)):
            db.session.add(SearchMiss(query=words, language="nb", day=utcnow().date(), count=count))
        db.session.commit()
    file = client_for("coordinator").get("helpdesk_desk.figures_csv").html
    assert "korps;2" in file
    assert "ola nordmann" not in file


@pytest.mark.parametrize("start", ["=1+1", "+47", "-2", "@SUM(A1)", "\t=1", "  =1"])
def test_nothing_in_the_file_acts_as_a_formula(app: Flask, start: str) -> None:
    with app.test_request_context():
        file = csv_file([Table(start, (start,), ((start,),))]).decode("utf-8-sig")
    assert file.count(f"'{start}") == 3


def test_numbers_in_the_file_have_the_decimal_sign_of_the_language(app: Flask) -> None:
    table = Table("T", ("N", "M"), ((12345.5, None), (0, 1)))
    with app.test_request_context(), speaking("nb"):
        assert csv_file([table]).decode("utf-8-sig").splitlines()[2:] == ["12345,5;", "0;1"]
    with app.test_request_context(), speaking("en"):
        assert csv_file([table]).decode("utf-8-sig").splitlines()[2] == "12345.5;"


# -- the demo ----------------------------------------------------------------------------------


def test_the_demo_has_a_year_to_look_at(app: Flask) -> None:
    factories.make_user(app, "coordinator@example.test")
    factories.make_article(app)
    with app.test_request_context():
        now, coordinator = utcnow(), find_user("coordinator@example.test")
        assert coordinator is not None
        for _ in range(2):  # filled once, however often the site starts
            demo_year.fill(current_region(), coordinator.id, now)
            db.session.commit()
        found = services.figures(Period.year, current_region(), now)
        statuses = set(db.session.scalars(select(Question.status).distinct()))
        oldest = db.session.scalars(select(Question).order_by(Question.created_at)).first()
        kept_since = now - current_region().keep_for("closed_question")
    assert 120 < found.asked < 400
    assert found.answered == found.asked
    assert statuses == {QuestionStatus.closed}
    assert 0.7 < (found.share_in_time or 0) < 0.98
    assert min(one.asked for one in found.months[1:-1]) > 0
    assert found.misses
    assert oldest is not None
    assert oldest.created_at > kept_since
