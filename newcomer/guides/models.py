"""Guides: answers for many, in several languages."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from newcomer.database import NEVER_REUSE_IDS, UTCDateTime
from newcomer.extensions import Model


class Article(Model):
    """An answer for many. Its texts are in `translations`; what does not depend on language is here."""

    __tablename__ = "article"
    __shown_publicly__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    topic: Mapped[str] = mapped_column(String(50), index=True)
    situations: Mapped[list[str]] = mapped_column(JSON, default=list)  # empty: for everybody
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # name and url
    owner: Mapped[str] = mapped_column(String(100))  # who keeps it right; empty: the helpdesk
    checked_on: Mapped[date] = mapped_column(index=True)
    # Slugs of the municipalities that it is about; empty: all of them.
    municipalities: Mapped[list[str]] = mapped_column(JSON, default=list)
    # The language that the others are translated from.
    source_language: Mapped[str] = mapped_column(String(2))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # None: a draft
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    translations: Mapped[list["ArticleTranslation"]] = relationship(
        back_populates="article",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="selectin",
    )

    @property
    def texts(self) -> dict[str, "ArticleTranslation"]:
        return {translation.language: translation for translation in self.translations}

    @property
    def source(self) -> "ArticleTranslation":
        """The text that the others are translated from."""
        return self.texts.get(self.source_language, self.translations[0])

    def is_stale(self, text: "ArticleTranslation") -> bool:
        """Whether the source has changed in meaning since this translation was made from it."""
        return text is not self.source and text.made_from_edition < self.source.edition


class ArticleTranslation(Model):
    __tablename__ = "article_translation"
    __table_args__ = (UniqueConstraint("article_id", "language"),)
    __shown_publicly__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(500))
    body: Mapped[str] = mapped_column(Text)  # Markdown
    # Counts the changes of meaning. A translation notes the edition of the source it was made from:
    # it is stale once the source has moved on.
    edition: Mapped[int] = mapped_column(default=1)
    made_from_edition: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    article: Mapped[Article] = relationship(back_populates="translations")

    __mapper_args__ = {"version_id_col": version}


class ArticleVote(Model):
    """How many said on a day that a guide helped them, or did not. Nothing of who they were."""

    __tablename__ = "article_vote"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    yes: Mapped[int] = mapped_column(default=0)
    no: Mapped[int] = mapped_column(default=0)


class SearchMiss(Model):
    """What was searched for and not found, counted by day. Kept without numbers and addresses."""

    __tablename__ = "search_miss"

    query: Mapped[str] = mapped_column(String(100), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)  # of the page
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    count: Mapped[int] = mapped_column(default=1)


class Checklist(Model):
    """A moving checklist: no account, no name. Whoever has its link may see and change it."""

    __tablename__ = "checklist"
    __table_args__ = NEVER_REUSE_IDS

    id: Mapped[int] = mapped_column(primary_key=True)
    link_nonce: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(8))
    moving_on: Mapped[date | None]
    municipality: Mapped[str] = mapped_column(String(50), default="")
    situations: Mapped[list[str]] = mapped_column(JSON, default=list)
    done: Mapped[list[str]] = mapped_column(JSON, default=list)  # slugs of items
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
