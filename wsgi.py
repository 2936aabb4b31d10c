"""What gunicorn and the flask command load."""

from newcomer.app import create_app

app = create_app()
