"""job number 2: employers, vacancies, partners who look for work, and introductions

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
        "fit_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fit_state")),
    )
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
        "partner_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "hidden",
                "hired",
                name="partnerstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum(
                "coordinators",
                "anonymous",
                "named",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("occupations", sa.JSON(), nullable=False),
        sa.Column(
            "education",
            sa.Enum(
                "school",
                "upper_secondary",
                "vocational",
                "bachelor",
                "master",
                "doctorate",
                name="education",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("field_of_study", sa.String(length=100), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(length=50), nullable=False),
        sa.Column("reach_km", sa.Integer(), nullable=False),
        sa.Column("pct_from", sa.Integer(), nullable=False),
        sa.Column("pct_to", sa.Integer(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column(
            "permit",
            sa.Enum(
                "yes",
                "applied",
                "unsure",
                name="permit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("presentation", sa.Text(), nullable=False),
        sa.Column("brought_by_id", sa.Integer(), nullable=True),
        sa.Column("arrival_id", sa.Integer(), nullable=True),
        sa.Column(
            "digest",
            sa.Enum(
                "daily",
                "weekly",
                "never",
                name="digestrhythm",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("digest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest_nonce", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "pct_from BETWEEN 1 AND pct_to AND pct_to <= 100",
            name=op.f("ck_partner_profile_workload"),
        ),
        sa.ForeignKeyConstraint(
            ["arrival_id"],
            ["arrival.id"],
            name=op.f("fk_partner_profile_arrival_id_arrival"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["brought_by_id"],
            ["employer.id"],
            name=op.f("fk_partner_profile_brought_by_id_employer"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_profile")),
        sa.UniqueConstraint("email", name=op.f("uq_partner_profile_email")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_partner_profile_arrival_id"), "partner_profile", ["arrival_id"])
    op.create_index(op.f("ix_partner_profile_brought_by_id"), "partner_profile", ["brought_by_id"])
    op.create_index(
        "ix_partner_profile_digest", "partner_profile", ["status", "digest", "digest_at"]
    )
    op.create_index("ix_partner_profile_status", "partner_profile", ["status", "id"])

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

    op.create_table(
        "introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "asked_partner",
                "asked_employer",
                "accepted",
                "declined_partner",
                "declined_employer",
                "expired_partner",
                "expired_employer",
                "withdrawn",
                "over",
                name="introductionstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "suggested_by",
            sa.Enum(
                "coordinator",
                "partner",
                "employer",
                name="suggester",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("partner_yes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("employer_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("employer_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("employer_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "partner_no",
            sa.Enum(
                "found_work",
                "not_my_work",
                "too_far",
                "hours",
                "not_now",
                name="partnerno",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "employer_no",
            sa.Enum(
                "filled",
                "other_skills",
                "language_level",
                "hours",
                "start",
                "no_time",
                name="employernoreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("talked_on", sa.Date(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "interview",
                "offer",
                "hired",
                "not_now",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_after_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "due_at IS NULL OR remind_at IS NULL OR remind_at <= due_at",
            name=op.f("ck_introduction_due"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_introduction_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner_profile.id"],
            name=op.f("fk_introduction_partner_id_partner_profile"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancy.id"],
            name=op.f("fk_introduction_vacancy_id_vacancy"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_introduction_due", "introduction", ["status", "due_at"])
    op.create_index("ix_introduction_employer", "introduction", ["employer_id", "created_at"])
    op.create_index(op.f("ix_introduction_partner_id"), "introduction", ["partner_id"])
    op.create_index(op.f("ix_introduction_vacancy_id"), "introduction", ["vacancy_id"])
    op.create_index(
        "uq_introduction_conversation",
        "introduction",
        ["partner_id", "employer_id"],
        unique=True,
        sqlite_where=sa.text(
            "status IN ('asked_partner', 'asked_employer', 'accepted') AND vacancy_id IS NULL"
        ),
        postgresql_where=sa.text(
            "status IN ('asked_partner', 'asked_employer', 'accepted') AND vacancy_id IS NULL"
        ),
    )
    op.create_index(
        "uq_introduction_vacancy",
        "introduction",
        ["partner_id", "vacancy_id"],
        unique=True,
        sqlite_where=sa.text(
            "status IN ('asked_partner', 'asked_employer', 'accepted') AND vacancy_id IS NOT NULL"
        ),
        postgresql_where=sa.text(
            "status IN ('asked_partner', 'asked_employer', 'accepted') AND vacancy_id IS NOT NULL"
        ),
    )

    op.create_table(
        "job_fit",
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("rank_for_partner", sa.Integer(), nullable=True),
        sa.Column("rank_for_vacancy", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner_profile.id"],
            name=op.f("fk_job_fit_partner_id_partner_profile"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancy.id"],
            name=op.f("fk_job_fit_vacancy_id_vacancy"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("partner_id", "vacancy_id", name=op.f("pk_job_fit")),
    )
    op.create_index("ix_job_fit_partner", "job_fit", ["partner_id", "rank_for_partner"])
    op.create_index("ix_job_fit_vacancy", "job_fit", ["vacancy_id", "rank_for_vacancy"])

    op.create_table(
        "partner_cv",
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner_profile.id"],
            name=op.f("fk_partner_cv_partner_id_partner_profile"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("partner_id", name=op.f("pk_partner_cv")),
    )
    op.create_table(
        "profile_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "profile",
                "cv",
                name="lookedat",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_profile_look_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner_profile.id"],
            name=op.f("fk_profile_look_partner_id_partner_profile"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_profile_look_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_look")),
    )
    op.create_index(op.f("ix_profile_look_at"), "profile_look", ["at"])
    op.create_index(op.f("ix_profile_look_employer_id"), "profile_look", ["employer_id"])
    op.create_index("ix_profile_look_partner", "profile_look", ["partner_id", "at"])
    op.create_index(op.f("ix_profile_look_user_id"), "profile_look", ["user_id"])


def downgrade() -> None:
    op.drop_table("profile_look")
    op.drop_table("partner_cv")
    op.drop_table("job_fit")
    op.drop_table("introduction")
    op.drop_table("vacancy_word")
    op.drop_table("vacancy_text")
    op.drop_table("partner_profile")
    op.drop_table("vacancy")
    op.drop_table("membership")
    op.drop_table("member_mail")
    op.drop_table("employer_person")
    op.drop_table("fit_state")
    op.drop_table("employer")
