"""pairs: searches for mentors, what they found, and the pairs that came of it

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "match_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                name="runstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["mentor_request.id"],
            name=op.f("fk_match_run_request_id_mentor_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_run")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_match_run_request_id"), "match_run", ["request_id"])
    op.create_index("ix_match_run_status", "match_run", ["status", "id"])
    op.create_index(
        "uq_match_run_under_way",
        "match_run",
        ["about"],
        unique=True,
        sqlite_where=sa.text("status IN ('queued', 'running')"),
        postgresql_where=sa.text("status IN ('queued', 'running')"),
    )

    op.create_table(
        "mentor_match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "asked_mentor",
                "asked_newcomer",
                "active",
                "finished",
                "ended",
                "declined_mentor",
                "declined_newcomer",
                "expired_mentor",
                "expired_newcomer",
                "withdrawn",
                name="matchstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "no_reason",
            sa.Enum(
                "no_time",
                "not_now",
                "not_fitting",
                "know_each_other",
                "plans_changed",
                "other",
                name="noreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended_by",
            sa.Enum(
                "mentor",
                "newcomer",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_after_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("midway_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mentor_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("newcomer_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mentor_nonce", sa.String(length=32), nullable=False),
        sa.Column("newcomer_nonce", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentor_profile.id"],
            name=op.f("fk_mentor_match_mentor_id_mentor_profile"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["mentor_request.id"],
            name=op.f("fk_mentor_match_request_id_mentor_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_match")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mentor_match_due", "mentor_match", ["status", "due_at"])
    op.create_index("ix_mentor_match_mentor", "mentor_match", ["mentor_id", "status"])
    op.create_index(op.f("ix_mentor_match_request_id"), "mentor_match", ["request_id"])
    op.create_index(
        "uq_mentor_match_one_at_a_time",
        "mentor_match",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('asked_mentor', 'asked_newcomer', 'active')"),
        postgresql_where=sa.text("status IN ('asked_mentor', 'asked_newcomer', 'active')"),
    )

    op.create_table(
        "pair_rule",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "lock",
                "forbid",
                name="rulekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentor_profile.id"],
            name=op.f("fk_pair_rule_mentor_id_mentor_profile"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["mentor_request.id"],
            name=op.f("fk_pair_rule_request_id_mentor_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "mentor_id", name=op.f("pk_pair_rule")),
    )
    op.create_index(op.f("ix_pair_rule_mentor_id"), "pair_rule", ["mentor_id"])

    op.create_table(
        "concern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=True),
        sa.Column(
            "side",
            sa.Enum(
                "mentor",
                "newcomer",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handled_by_id"],
            ["user.id"],
            name=op.f("fk_concern_handled_by_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["mentor_match.id"],
            name=op.f("fk_concern_match_id_mentor_match"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("once", name=op.f("uq_concern_once")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_concern_email"), "concern", ["email"])
    op.create_index(op.f("ix_concern_handled_by_id"), "concern", ["handled_by_id"])
    op.create_index(op.f("ix_concern_match_id"), "concern", ["match_id"])
    op.create_index("ix_concern_open", "concern", ["handled_at", "id"])

    op.create_table(
        "match_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "mentor",
                "newcomer",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "midway",
                "end",
                name="feedbackkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("lowest", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["mentor_match.id"],
            name=op.f("fk_match_feedback_match_id_mentor_match"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_feedback")),
        sa.UniqueConstraint(
            "match_id", "side", "kind", name=op.f("uq_match_feedback_match_id_side_kind")
        ),
    )
    op.create_table(
        "match_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "mentor",
                "newcomer",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["mentor_match.id"],
            name=op.f("fk_match_message_match_id_mentor_match"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_message")),
        sa.UniqueConstraint("once", name=op.f("uq_match_message_once")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_match_message_match_id"), "match_message", ["match_id"])

    op.create_table(
        "mentor_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "mentor",
                "newcomer",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["mentor_match.id"],
            name=op.f("fk_mentor_meeting_match_id_mentor_match"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_meeting")),
        sa.UniqueConstraint("once", name=op.f("uq_mentor_meeting_once")),
    )
    op.create_index(op.f("ix_mentor_meeting_match_id"), "mentor_meeting", ["match_id"])

    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("newcomer_facts", sa.Integer(), nullable=False),
        sa.Column("mentor_facts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentor_profile.id"],
            name=op.f("fk_proposal_mentor_id_mentor_profile"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["mentor_request.id"],
            name=op.f("fk_proposal_request_id_mentor_request"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["match_run.id"],
            name=op.f("fk_proposal_run_id_match_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("run_id", "request_id", name=op.f("uq_proposal_run_id_request_id")),
    )
    op.create_index(op.f("ix_proposal_mentor_id"), "proposal", ["mentor_id"])
    op.create_index(op.f("ix_proposal_request_id"), "proposal", ["request_id"])


def downgrade() -> None:
    op.drop_table("proposal")
    op.drop_table("mentor_meeting")
    op.drop_table("match_message")
    op.drop_table("match_feedback")
    op.drop_table("concern")
    op.drop_table("pair_rule")
    op.drop_table("mentor_match")
    op.drop_table("match_run")
