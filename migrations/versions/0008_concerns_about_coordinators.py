"""concerns about coordinators: who must not read one; and no proposal gets an earlier one's number

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("concern", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("about_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_concern_about_id_user"), "user", ["about_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index(batch.f("ix_concern_about_id"), ["about_id"])
    _make_proposals_anew(never_reuse_ids=True)


def downgrade() -> None:
    _make_proposals_anew(never_reuse_ids=False)
    with op.batch_alter_table("concern", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_index(batch.f("ix_concern_about_id"))
        batch.drop_constraint(batch.f("fk_concern_about_id_user"), type_="foreignkey")
        batch.drop_column("about_id")


def _make_proposals_anew(*, never_reuse_ids: bool) -> None:
    """PostgreSQL never reuses a number; SQLite is told so when a table is made."""
    if op.get_bind().dialect.name == "sqlite":
        kept = {"sqlite_autoincrement": never_reuse_ids}
        with op.batch_alter_table("proposal", recreate="always", table_kwargs=kept):
            pass
