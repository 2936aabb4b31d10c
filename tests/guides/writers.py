"""What stands in the database of guides that are written at the desk, for the tests of it."""

from flask import Flask
from sqlalchemy import select

from newcomer.audit import AuditEntry
from newcomer.extensions import db
from newcomer.guides.models import Article, ArticleTranslation

DOCTOR = {"nb": "Finn en fastlege", "nn": "Finn ein fastlege", "sv": "Hitta en läkare"}
SLUG = "find-a-doctor"


def text_path(number: int, language: str) -> str:
    return f"/nb/desk/guides/{number}/{language}"


def stored(app: Flask, number: int, language: str) -> tuple[str, int, int]:
    """(title, edition, made from edition) as the database has it."""
    with app.app_context():
        query = select(ArticleTranslation).where(
            ArticleTranslation.article_id == number, ArticleTranslation.language == language
        )
        text = db.session.scalars(query).one()
        return text.title, text.edition, text.made_from_edition


def is_stale(app: Flask, number: int, language: str) -> bool:
    with app.app_context():
        article = db.session.get_one(Article, number)
        return article.is_stale(article.texts[language])


def about(app: Flask, number: int) -> Article:
    with app.app_context():
        article = db.session.get_one(Article, number)
        db.session.expunge_all()
        return article


def actions(app: Flask) -> list[str]:
    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [entry.action for entry in entries if entry.action.startswith("guide.")]
