"""mentors: who moves here, who helps them, and who wishes for a mentor

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "counter",
                "employer",
                "other",
                name="doorkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("municipality", sa.String(length=50), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door")),
        sa.UniqueConstraint("code", name=op.f("uq_door_code")),
    )
    op.create_table(
        "mentor_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "interview",
                "approved",
                "paused",
                "declined",
                "ended",
                name="mentorstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("places_held", sa.Integer(), nullable=False),
        sa.Column("interviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("references_called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "decline_reason",
            sa.Enum(
                "references",
                "too_young",
                "not_here",
                "not_fitting",
                "enough",
                "no_answer",
                name="declinereason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link_nonce", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=50), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("place", sa.String(length=50), nullable=False),
        sa.Column("reach_km", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("free_times", sa.JSON(), nullable=False),
        sa.Column("interests", sa.JSON(), nullable=False),
        sa.Column("occupation", sa.String(length=60), nullable=False),
        sa.Column("isco", sa.String(length=4), nullable=False),
        sa.Column("children", sa.JSON(), nullable=False),
        sa.Column("facts_version", sa.Integer(), nullable=False),
        sa.Column(
            "situation",
            sa.Enum(
                "single",
                "couple",
                "family",
                "single_parent",
                "student",
                "senior",
                "accompanying_partner",
                "refugee",
                name="lifesituation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "gender",
            sa.Enum(
                "f", "m", "x", name="gender", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "gender_wish",
            sa.Enum(
                "any",
                "f",
                "m",
                name="genderwish",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("capacity BETWEEN 1 AND 5", name=op.f("ck_mentor_profile_capacity")),
        sa.CheckConstraint("places_held >= 0", name=op.f("ck_mentor_profile_places_held")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_profile")),
        sa.UniqueConstraint("email", name=op.f("uq_mentor_profile_email")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mentor_profile_status", "mentor_profile", ["status", "id"])

    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "unconfirmed",
                "active",
                "ended",
                name="arrivalstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "age_band",
            sa.Enum(
                "under_18",
                "18-24",
                "25-34",
                "35-44",
                "45-54",
                "55-64",
                "65+",
                name="ageband",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("moving_on", sa.Date(), nullable=True),
        sa.Column("hopes", sa.Text(), nullable=False),
        sa.Column("asked_by_other", sa.Boolean(), nullable=False),
        sa.Column("door_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link_nonce", sa.String(length=32), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=50), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("place", sa.String(length=50), nullable=False),
        sa.Column("reach_km", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("free_times", sa.JSON(), nullable=False),
        sa.Column("interests", sa.JSON(), nullable=False),
        sa.Column("occupation", sa.String(length=60), nullable=False),
        sa.Column("isco", sa.String(length=4), nullable=False),
        sa.Column("children", sa.JSON(), nullable=False),
        sa.Column("facts_version", sa.Integer(), nullable=False),
        sa.Column(
            "situation",
            sa.Enum(
                "single",
                "couple",
                "family",
                "single_parent",
                "student",
                "senior",
                "accompanying_partner",
                "refugee",
                name="lifesituation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "gender",
            sa.Enum(
                "f", "m", "x", name="gender", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "gender_wish",
            sa.Enum(
                "any",
                "f",
                "m",
                name="genderwish",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["door_id"], ["door.id"], name=op.f("fk_arrival_door_id_door"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("once", name=op.f("uq_arrival_once")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_arrival_door_id"), "arrival", ["door_id"])
    op.create_index(op.f("ix_arrival_email"), "arrival", ["email"])
    op.create_index("ix_arrival_retention", "arrival", ["status", "last_used_at"])
    op.create_index(
        "uq_arrival_active_email",
        "arrival",
        ["email"],
        unique=True,
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    )

    op.create_table(
        "mentor_reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("relation", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentor_profile.id"],
            name=op.f("fk_mentor_reference_mentor_id_mentor_profile"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_reference")),
    )
    op.create_index(op.f("ix_mentor_reference_mentor_id"), "mentor_reference", ["mentor_id"])

    op.create_table(
        "arrival_use",
        sa.Column("arrival_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["arrival_id"],
            ["arrival.id"],
            name=op.f("fk_arrival_use_arrival_id_arrival"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("arrival_id", "purpose", name=op.f("pk_arrival_use")),
    )
    op.create_table(
        "mentor_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("arrival_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "matched",
                "ended",
                name="requeststatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrival_id"],
            ["arrival.id"],
            name=op.f("fk_mentor_request_arrival_id_arrival"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_request")),
        sa.UniqueConstraint("arrival_id", name=op.f("uq_mentor_request_arrival_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_mentor_request_waiting", "mentor_request", ["status", "waiting_since", "id"]
    )


def downgrade() -> None:
    op.drop_table("mentor_request")
    op.drop_table("arrival_use")
    op.drop_table("mentor_reference")
    op.drop_table("arrival")
    op.drop_table("mentor_profile")
    op.drop_table("door")
