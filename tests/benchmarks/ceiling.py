"""A Flask application that returns a constant: no site on this stack can be faster than this."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def constant() -> str:
    return "ok"


@app.get("/health")
def health() -> str:
    return "ok"
