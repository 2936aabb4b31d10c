"""job number 2: employers and their vacancies

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STEM = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "employer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_number", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column(
            "sector",
            sa.Enum(
                "private",
                "municipal",
                "county",
                "state",
                "voluntary",
                name="sector",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=50), nullable=False),
        sa.Column(
            "size",
            sa.Enum(
                "1-9",
                "10-49",
                "50-249",
                "250+",
                name="sizeband",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "applied",
                "asked",
                "approved",
                "declined",
                "left",
                name="employerstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_for", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column(
            "no_reason",
            sa.Enum(
                "not_here",
                "not_registered",
                "not_their_own",
                "no_commitment",
                "no_answer",
                name="employerno",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("conversations_a_month", sa.Integer(), nullable=False),
        sa.Column("posts_vacancies", sa.Boolean(), nullable=False),
        sa.Column("refers_partners", sa.Boolean(), nullable=False),
        sa.Column("referral_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "conversations_a_month BETWEEN 0 AND 20", name=op.f("ck_employer_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
        sa.UniqueConstraint("once", name=op.f("uq_employer_once")),
        sa.UniqueConstraint("org_number", name=op.f("uq_employer_org_number")),
        sa.UniqueConstraint("referral_code", name=op.f("uq_employer_referral_code")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_employer_status", "employer", ["status", "id"])

    op.create_table(
        "employer_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_employer_person_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_person")),
        sa.UniqueConstraint(
            "employer_id", "email", name=op.f("uq_employer_person_employer_id_email")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_employer_person_email"), "employer_person", ["email"])

    op.create_table(
        "member_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sectors", sa.JSON(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["sent_by_id"],
            ["user.id"],
            name=op.f("fk_member_mail_sent_by_id_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_mail")),
        sa.UniqueConstraint("once", name=op.f("uq_member_mail_once")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_member_mail_sent_at"), "member_mail", ["sent_at"])
    op.create_index(op.f("ix_member_mail_sent_by_id"), "member_mail", ["sent_by_id"])

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_membership_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_employer_id"), "membership", ["employer_id"])
    op.create_index(
        "uq_membership_going_on",
        "membership",
        ["employer_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )

    op.create_table(
        "vacancy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "open",
                "paused",
                "filled",
                "expired",
                "closed",
                name="vacancystatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "permanent",
                "temporary",
                "internship",
                "work_training",
                name="vacancykind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("occupation", sa.String(length=60), nullable=False),
        sa.Column("isco", sa.String(length=4), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("nordic_level", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=50), nullable=False),
        sa.Column("municipality", sa.String(length=50), nullable=False),
        sa.Column("remote_pct", sa.Integer(), nullable=False),
        sa.Column("pct_from", sa.Integer(), nullable=False),
        sa.Column("pct_to", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("expiry_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("apply_url", sa.String(length=300), nullable=False),
        sa.Column("apply_email", sa.String(length=254), nullable=False),
        sa.Column("contact_name", sa.String(length=100), nullable=False),
        sa.Column("contact_phone", sa.String(length=30), nullable=False),
        sa.Column("source_language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "filled_by",
            sa.Enum(
                "network",
                "other",
                name="filledby",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("facts_version", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "pct_from BETWEEN 1 AND pct_to AND pct_to <= 100", name=op.f("ck_vacancy_workload")
        ),
        sa.CheckConstraint("remote_pct BETWEEN 0 AND 100", name=op.f("ck_vacancy_remote")),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_vacancy_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
        sa.UniqueConstraint("once", name=op.f("uq_vacancy_once")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_vacancy_employer", "vacancy", ["employer_id", "status"])
    op.create_index(
        "ix_vacancy_newest",
        "vacancy",
        [
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
        ],
    )

    op.create_table(
        "vacancy_text",
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("how_to_apply", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancy.id"],
            name=op.f("fk_vacancy_text_vacancy_id_vacancy"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("vacancy_id", "language", name=op.f("pk_vacancy_text")),
    )
    op.create_table(
        "vacancy_word",
        sa.Column("stem", STEM, nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancy.id"],
            name=op.f("fk_vacancy_word_vacancy_id_vacancy"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("stem", "vacancy_id", name=op.f("pk_vacancy_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_vacancy_word_vacancy", "vacancy_word", ["vacancy_id", "stem"])


def downgrade() -> None:
    op.drop_table("vacancy_word")
    op.drop_table("vacancy_text")
    op.drop_table("vacancy")
    op.drop_table("membership")
    op.drop_table("member_mail")
    op.drop_table("employer_person")
    op.drop_table("employer")
