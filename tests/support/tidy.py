"""The site as it was before a test: an empty database and an empty page cache."""

from flask import Flask

from newcomer.extensions import db


def up(app: Flask) -> None:
    """Remove every row and every cached page."""
    with app.app_context():
        db.session.remove()
        with db.engine.begin() as connection:
            for table in reversed(db.metadata.sorted_tables):
                connection.execute(table.delete())
    # The cache is for the life of a server and not of a test.
    app.extensions["page_cache"].pages.clear()
