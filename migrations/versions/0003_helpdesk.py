"""everything that Flyttehjelpen keeps

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATUSES = ("open", "answered", "closed")
NEW_STATUSES = ("unconfirmed", "open", "elsewhere", "answered", "closed")


def upgrade() -> None:
    _create_tables()
    _widen_articles()
    _widen_questions()


def _create_tables() -> None:
    op.create_table(
        "checklist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_nonce", sa.String(length=32), nullable=False),
        sa.Column("moving_on", sa.Date(), nullable=True),
        sa.Column("municipality", sa.String(length=50), nullable=False),
        sa.Column("situations", sa.JSON(), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_checklist_last_used_at"), "checklist", ["last_used_at"])

    op.create_table(
        "saved_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("topic", sa.String(length=50), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_answer")),
    )
    op.create_table(
        "search_miss",
        sa.Column("query", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("query", "language", "day", name=op.f("pk_search_miss")),
    )
    op.create_index(op.f("ix_search_miss_day"), "search_miss", ["day"])

    op.create_table(
        "article_vote",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_vote_article_id_article"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "language", "day", name=op.f("pk_article_vote")),
    )
    op.create_table(
        "read_mark",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_read_mark_question_id_question"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_read_mark_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "question_id", name=op.f("pk_read_mark")),
    )
    op.create_index(op.f("ix_read_mark_question_id"), "read_mark", ["question_id"])


def _widen_articles() -> None:
    """What there is was published, in the language of its country, and translated from that."""
    with op.batch_alter_table("article") as batch:
        batch.add_column(
            sa.Column("municipalities", sa.JSON(), server_default="[]", nullable=False)
        )
        batch.add_column(
            sa.Column("source_language", sa.String(2), server_default="nb", nullable=False)
        )
        batch.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch.create_index(batch.f("ix_article_checked_on"), ["checked_on"])
    article = sa.table(
        "article",
        sa.column("id", sa.Integer),
        sa.column("published_at", sa.DateTime(timezone=True)),
        sa.column("source_language", sa.String),
    )
    text = sa.table("article_translation", sa.column("article_id"), sa.column("language"))
    op.execute(article.update().values(published_at=sa.func.current_timestamp()))
    in_bokmal = sa.select(text.c.article_id).where(text.c.language == "nb")
    op.execute(article.update().where(article.c.id.not_in(in_bokmal)).values(source_language="sv"))
    with op.batch_alter_table("article_translation") as batch:
        for name in ("edition", "made_from_edition", "version"):
            batch.add_column(sa.Column(name, sa.Integer(), server_default="1", nullable=False))
        batch.add_column(
            sa.Column(
                "updated_at",
                sa.DateTime(timezone=True),
                server_default="2026-11-22 00:00:00+00:00",
                nullable=False,
            )
        )
    _without_defaults("article", "municipalities", "source_language", "version")
    _without_defaults(
        "article_translation", "edition", "made_from_edition", "version", "updated_at"
    )


def _widen_questions() -> None:
    with op.batch_alter_table("message") as batch:
        batch.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "message",
                    "preliminary",
                    "handover",
                    "call",
                    "note",
                    name="messagekind",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                server_default="message",
                nullable=False,
            )
        )
    _limit_statuses(NEW_STATUSES)
    with op.batch_alter_table("question") as batch:
        batch.add_column(sa.Column("phone", sa.String(20), server_default="", nullable=False))
        batch.add_column(sa.Column("call_times", sa.JSON(), server_default="[]", nullable=False))
        batch.add_column(
            sa.Column(
                "channel",
                sa.Enum(
                    "web",
                    "phone",
                    "desk",
                    name="channel",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                server_default="web",
                nullable=False,
            )
        )
        batch.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("assignee_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("duplicate_of_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("article_id", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column(
                "rating",
                sa.Enum(
                    "good",
                    "partly",
                    "poor",
                    name="rating",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch.add_column(
            sa.Column("rating_comment", sa.String(300), server_default="", nullable=False)
        )
        batch.add_column(sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_index(batch.f("ix_question_article_id"), ["article_id"])
        batch.create_index("ix_question_assignee", ["assignee_id", "status", "last_activity_at"])
        batch.create_index(batch.f("ix_question_due_at"), ["due_at"])
        batch.create_index(batch.f("ix_question_duplicate_of_id"), ["duplicate_of_id"])
        for column, table in (
            ("assignee_id", "user"),
            ("article_id", "article"),
            ("duplicate_of_id", "question"),
        ):
            batch.create_foreign_key(
                batch.f(f"fk_question_{column}_{table}"),
                table,
                [column],
                ["id"],
                ondelete="SET NULL",
            )
        batch.create_check_constraint(
            batch.f("ck_question_not_its_own_duplicate"), "duplicate_of_id != id"
        )
        batch.create_check_constraint(
            batch.f("ck_question_can_be_reached"), "email != '' OR phone != '' OR channel != 'web'"
        )
    question = sa.table(
        "question", sa.column("status"), sa.column("due_at"), sa.column("answer_due_at")
    )
    op.execute(
        question.update().where(question.c.status == "open").values(due_at=question.c.answer_due_at)
    )
    _without_defaults("message", "kind")
    _without_defaults("question", "phone", "call_times", "channel", "rating_comment")


def _without_defaults(table: str, *columns: str) -> None:
    """The values that rows had to begin with are the application's to give from now on."""
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.alter_column(column, server_default=None)


def _limit_statuses(statuses: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{status}'" for status in statuses)
    with op.batch_alter_table("question") as batch:
        batch.drop_constraint(batch.f("ck_question_questionstatus"), type_="check")
        batch.create_check_constraint(
            batch.f("ck_question_questionstatus"), f"status IN ({listed})"
        )


def downgrade() -> None:
    question = sa.table("question", sa.column("status", sa.String), sa.column("email", sa.String))
    op.execute(question.update().where(question.c.status.not_in(STATUSES)).values(status="open"))
    op.execute("DELETE FROM message WHERE kind = 'note'")  # or the asker would see them
    _limit_statuses(STATUSES)
    with op.batch_alter_table("question") as batch:
        for name in ("not_its_own_duplicate", "can_be_reached", "channel", "rating"):
            batch.drop_constraint(batch.f(f"ck_question_{name}"), type_="check")
        for column, table in (
            ("assignee_id", "user"),
            ("article_id", "article"),
            ("duplicate_of_id", "question"),
        ):
            batch.drop_constraint(batch.f(f"fk_question_{column}_{table}"), type_="foreignkey")
        for index in ("article_id", "assignee", "due_at", "duplicate_of_id"):
            batch.drop_index(batch.f(f"ix_question_{index}"))
        for column in (
            "due_at",
            "phone",
            "call_times",
            "channel",
            "assignee_id",
            "duplicate_of_id",
            "article_id",
            "rating",
            "rating_comment",
            "rated_at",
        ):
            batch.drop_column(column)
    with op.batch_alter_table("message") as batch:
        batch.drop_constraint(batch.f("ck_message_messagekind"), type_="check")
        batch.drop_column("kind")
    with op.batch_alter_table("article_translation") as batch:
        for column in ("edition", "made_from_edition", "version", "updated_at"):
            batch.drop_column(column)
    op.execute("DELETE FROM article WHERE published_at IS NULL")  # drafts were nobody's to see
    with op.batch_alter_table("article") as batch:
        batch.drop_index(batch.f("ix_article_checked_on"))
        for column in ("municipalities", "source_language", "published_at", "version"):
            batch.drop_column(column)
    for table in ("read_mark", "article_vote", "search_miss", "saved_answer", "checklist"):
        op.drop_table(table)
