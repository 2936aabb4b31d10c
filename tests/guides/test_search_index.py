"""What the search knows follows the guides: new words, drafts, deleted guides, several at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import delete, func, select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides import search, services
from newcomer.guides.models import Article
from newcomer.guides.search import SearchSpelling, SearchStem, SearchWord
from tests import factories
from tests.support.client import SiteClient


def found(app: Flask, query: str) -> list[str]:
    with app.app_context():
        return [article.slug for article in services.search_articles(query)]


def counts(app: Flask) -> dict[str, int]:
    """How many guides hold each stem, as the search believes."""
    with app.app_context():
        rows = db.session.execute(select(SearchStem.stem, SearchStem.held))
        return {stem: held for stem, held in rows if held}


def true_counts(app: Flask) -> dict[str, int]:
    with app.app_context():
        return Counter(db.session.scalars(select(SearchWord.stem)))


def change(app: Flask, slug: str, **values: Any) -> None:
    with app.test_request_context():
        article = db.session.scalars(select(Article).where(Article.slug == slug)).one()
        for text in article.translations:
            text.title = text.summary = text.body = values.get("title", text.title)
        article.published_at = values.get("published_at", article.published_at)
        db.session.flush()
        search.index_article(article)
        db.session.commit()


def test_a_guide_is_found_by_its_new_words_and_no_longer_by_the_old(app: Flask) -> None:
    factories.make_article(app, slug="one", texts={"nb": "Lege"})
    factories.make_article(app, slug="two", texts={"nb": "Lege og tannlege"})
    change(app, "one", title="Husmorvikar")
    assert found(app, "husmorvikar") == ["one"]
    assert found(app, "lege") == ["two"]
    assert counts(app) == true_counts(app)


def test_a_draft_is_neither_found_nor_counted(app: Flask) -> None:
    factories.make_article(app, slug="one", texts={"nb": "Lege"})
    factories.make_article(app, slug="draft", texts={"nb": "Lege"}, published_at=None)
    assert found(app, "lege") == ["one"]
    assert counts(app)["leg"] == 1
    assert counts(app)[search.EVERY_GUIDE] == 1
    change(app, "draft", published_at=utcnow())
    assert set(found(app, "lege")) == {"one", "draft"}
    change(app, "one", published_at=None)
    assert found(app, "lege") == ["draft"]
    assert counts(app) == true_counts(app)


def test_a_deleted_guide_is_neither_found_nor_counted(app: Flask) -> None:
    factories.make_article(app, slug="one", texts={"nb": "Lege"})
    factories.make_article(app, slug="two", texts={"nb": "Lege"})
    with app.test_request_context():
        db.session.delete(db.session.scalars(select(Article).where(Article.slug == "one")).one())
        db.session.commit()
    assert found(app, "lege") == ["two"]
    assert counts(app) == true_counts(app)


def test_counts_that_went_astray_are_put_right_when_the_site_is_prepared(app: Flask) -> None:
    """A guide taken out of the database by hand takes its words along, but not their counts."""
    factories.make_article(app, slug="one", texts={"nb": "Husmorvikar"})
    factories.make_article(app, slug="two", texts={"nb": "Lege"})
    with app.test_request_context():
        db.session.execute(delete(Article).where(Article.slug == "one"))
        db.session.commit()
        assert counts(app) != true_counts(app)
        search.tidy()
        db.session.commit()
    assert counts(app) == true_counts(app)
    with app.app_context():
        gone = SearchSpelling.stem.startswith("husmor")
        assert db.session.scalar(select(func.count()).where(gone)) == 0


def test_guides_written_at_the_same_moment_are_all_counted(app: Flask) -> None:
    factories.make_article(app, slug="first", texts={"nb": "Lege og barnehage"})
    ready = Barrier(4)

    def write(number: int) -> None:
        ready.wait()
        factories.make_article(
            app, slug=f"guide-{number}", texts={"nb": f"Lege ved skogen {number}", "sv": "Läkare"}
        )

    def remove() -> None:
        with app.test_request_context(method="POST"):
            article = db.session.scalars(select(Article).where(Article.slug == "first")).one()
            ready.wait()
            db.session.delete(article)
            db.session.commit()

    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(write, number) for number in range(3)] + [pool.submit(remove)]
        for one in work:
            one.result()
    assert set(found(app, "lege")) == {"guide-0", "guide-1", "guide-2"}
    assert counts(app) == true_counts(app)


def test_the_search_asks_the_database_as_often_for_one_guide_as_for_many(
    app: Flask, visitor: SiteClient
) -> None:
    def queries() -> int:
        return len(visitor.get("/nb/search?q=lege").queries)

    for number in range(2):
        factories.make_article(app, slug=f"lege-{number}", texts={"nb": f"Lege nummer {number}"})
    few = queries()
    for number in range(2, 15):
        factories.make_article(app, slug=f"lege-{number}", texts={"nb": f"Lege nummer {number}"})
    assert queries() == few
