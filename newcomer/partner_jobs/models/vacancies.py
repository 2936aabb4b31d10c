"""Vacancies of the members, their texts in several languages, and the words to search them by."""

import enum
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import get_history

from newcomer.database import NEVER_REUSE_IDS, UTCDateTime, enum_column
from newcomer.extensions import Model
from newcomer.guides.words import STEM
from newcomer.partner_jobs.models.employers import Employer


class VacancyStatus(enum.Enum):
    draft = "draft"
    open = "open"
    paused = "paused"
    filled = "filled"
    expired = "expired"  # its day came; can be renewed
    closed = "closed"  # taken down unfilled, or with its employer


class VacancyKind(enum.Enum):
    permanent = "permanent"
    temporary = "temporary"
    internship = "internship"
    work_training = "work_training"


class FilledBy(enum.Enum):
    network = "network"  # a partner who was found here
    other = "other"


class Vacancy(Model):
    """A post that a member of the network has open."""

    __tablename__ = "vacancy"
    __table_args__ = (
        CheckConstraint("pct_from BETWEEN 1 AND pct_to AND pct_to <= 100", name="workload"),
        CheckConstraint("remote_pct BETWEEN 0 AND 100", name="remote"),
        # With all that the list is narrowed down by, so that what does not fit is passed over here.
        Index(
            "ix_vacancy_newest",
            "status",
            "published_at",
            "id",
            "expires_on",
            "municipality",
            "kind",
            "isco",
            "pct_from",
            "pct_to",
            "remote_pct",
            "nordic_level",
        ),
        Index("ix_vacancy_employer", "employer_id", "status"),
        NEVER_REUSE_IDS,
    )
    __shown_publicly__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id", ondelete="CASCADE"))
    status: Mapped[VacancyStatus] = enum_column(VacancyStatus, default=VacancyStatus.draft)
    kind: Mapped[VacancyKind] = enum_column(VacancyKind)
    occupation: Mapped[str] = mapped_column(String(60), default="")  # a slug of the occupations
    isco: Mapped[str] = mapped_column(String(4), default="")  # its ISCO-08 unit group
    skills: Mapped[list[str]] = mapped_column(JSON, default=list)  # slugs of the taxonomy
    languages: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # code → Level needed
    # The highest of those levels among the languages that are understood here; 0: none is needed.
    nordic_level: Mapped[int] = mapped_column(default=0)
    place: Mapped[str] = mapped_column(String(50))  # a slug of the region file
    municipality: Mapped[str] = mapped_column(String(50))  # that the place lies in
    remote_pct: Mapped[int] = mapped_column(default=0)  # share that can be done from elsewhere
    pct_from: Mapped[int] = mapped_column(default=100)  # workload in percent
    pct_to: Mapped[int] = mapped_column(default=100)
    deadline: Mapped[date | None] = mapped_column()  # to apply; None: until somebody is found
    expires_on: Mapped[date | None] = mapped_column()  # the last day that it is shown
    expiry_told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    apply_url: Mapped[str] = mapped_column(String(300), default="")
    apply_email: Mapped[str] = mapped_column(String(254), default="")
    contact_name: Mapped[str] = mapped_column(String(100), default="")
    contact_phone: Mapped[str] = mapped_column(String(30), default="")
    source_language: Mapped[str] = mapped_column(String(2))  # in which it was written first
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When what it says was changed last, after it had been published.
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # filled, expired or closed
    filled_by: Mapped[FilledBy | None] = enum_column(FilledBy)
    # Counts up when anything that matching goes by changes.
    facts_version: Mapped[int] = mapped_column(default=1)
    once: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column()

    employer: Mapped[Employer] = relationship()
    translations: Mapped[list["VacancyText"]] = relationship(
        back_populates="vacancy",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="selectin",
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def texts(self) -> dict[str, "VacancyText"]:
        return {one.language: one for one in self.translations}

    @property
    def is_open(self) -> bool:
        return self.status is VacancyStatus.open


class VacancyText(Model):
    """What a vacancy says in one language."""

    __tablename__ = "vacancy_text"
    __shown_publicly__ = True

    vacancy_id: Mapped[int] = mapped_column(
        ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    title: Mapped[str] = mapped_column(String(150))
    body: Mapped[str] = mapped_column(Text)  # Markdown
    how_to_apply: Mapped[str] = mapped_column(String(500), default="")

    vacancy: Mapped[Vacancy] = relationship(back_populates="translations")


class VacancyWord(Model):
    """That a word, as a stem, stands in a vacancy that can be searched."""

    __tablename__ = "vacancy_word"
    __table_args__ = (
        Index("ix_vacancy_word_vacancy", "vacancy_id", "stem"),
        {"sqlite_with_rowid": False},
    )

    stem: Mapped[str] = mapped_column(STEM, primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(
        ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True
    )


NORDIC = ("nb", "nn", "sv", "da")  # whoever knows one of them is understood here
FACTS = ("isco", "skills", "languages", "place", "remote_pct", "pct_from", "pct_to", "status")


@event.listens_for(Vacancy, "before_update")
def _count_changes(_mapper: object, _connection: object, row: Vacancy) -> None:
    _note_level(_mapper, _connection, row)
    if any(get_history(row, name).has_changes() for name in FACTS):
        row.facts_version += 1


@event.listens_for(Vacancy, "before_insert")
def _note_level(_mapper: object, _connection: object, row: Vacancy) -> None:
    row.nordic_level = nordic_level(row.languages or {})


def nordic_level(languages: dict[str, int]) -> int:
    """The highest level that is needed of a language that is understood here; 0 for none."""
    return max((languages[code] for code in NORDIC if code in languages), default=0)
