"""The pages of the mentor scheme: for everybody, and for coordinators."""

from flask import Blueprint

public_pages = Blueprint("mentoring", __name__)
desk_pages = Blueprint("mentoring_desk", __name__)
