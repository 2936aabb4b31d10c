"""indexes of words: what the guides' search knows, and the words of questions

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STEM = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "search_stem",
        sa.Column("stem", STEM, nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stem", name=op.f("pk_search_stem")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_spelling",
        sa.Column("spelling", STEM, nullable=False),
        sa.Column("stem", STEM, nullable=False),
        sa.ForeignKeyConstraint(
            ["stem"],
            ["search_stem.stem"],
            name=op.f("fk_search_spelling_stem_search_stem"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("spelling", "stem", name=op.f("pk_search_spelling")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_search_spelling_stem"), "search_spelling", ["stem"])
    op.create_index("ix_search_word_best", "search_word", ["stem", "weight", "article_id"])
    # The guides' words are gathered anew, with their spellings, when the site is prepared.
    op.execute("DELETE FROM search_word")

    op.create_table(
        "question_word",
        sa.Column("stem", STEM, nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_question_word_question_id_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("stem", "question_id", name=op.f("pk_question_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_question_word_question", "question_word", ["question_id", "stem"])
    op.create_index(op.f("ix_question_phone"), "question", ["phone"])


def downgrade() -> None:
    op.drop_index(op.f("ix_question_phone"), "question")
    op.drop_table("question_word")
    op.drop_index("ix_search_word_best", "search_word")
    op.drop_table("search_spelling")
    op.drop_table("search_stem")
