"""indexes of the inbox: what waits in the order in which it is due, and the filters

Revision: 0005, after 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_question_waiting", "question", ["status", "due_at", "id"])
    op.create_index(
        "ix_question_filters",
        "question",
        ["status", "topic", "municipality", "language", "situation"],
    )


def downgrade() -> None:
    op.drop_index("ix_question_filters", "question")
    op.drop_index("ix_question_waiting", "question")
