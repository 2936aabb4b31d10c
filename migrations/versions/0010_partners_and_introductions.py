"""job number 2: partners who look for work, what fits them, and introductions

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "outgoing_email", sa.Column("unsubscribe_url", sa.String(length=500), nullable=True)
    )
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
        sa.Column("hired_by_id", sa.Integer(), nullable=True),
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
        sa.ForeignKeyConstraint(
            ["hired_by_id"],
            ["employer.id"],
            name=op.f("fk_partner_profile_hired_by_id_employer"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_profile")),
        sa.UniqueConstraint("email", name=op.f("uq_partner_profile_email")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_partner_profile_arrival_id"), "partner_profile", ["arrival_id"])
    op.create_index(op.f("ix_partner_profile_brought_by_id"), "partner_profile", ["brought_by_id"])
    op.create_index(op.f("ix_partner_profile_hired_by_id"), "partner_profile", ["hired_by_id"])
    op.create_index(
        "ix_partner_profile_digest", "partner_profile", ["status", "digest", "digest_at"]
    )
    op.create_index("ix_partner_profile_status", "partner_profile", ["status", "id"])

    op.create_table(
        "introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=True),
        sa.Column("is_conversation", sa.Boolean(), nullable=False),
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
        sa.Column(
            "outcome_by",
            sa.Enum(
                "partner",
                "employer",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
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
            "status IN ('asked_partner', 'asked_employer', 'accepted') AND is_conversation"
        ),
        postgresql_where=sa.text(
            "status IN ('asked_partner', 'asked_employer', 'accepted') AND is_conversation"
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
                "listed",
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
    op.drop_table("partner_profile")
    op.drop_table("fit_state")
    op.drop_column("outgoing_email", "unsubscribe_url")
