"""Pages for people who move here, and the doors at the desk."""

from flask import Blueprint

public_pages = Blueprint("arrivals", __name__)
desk_pages = Blueprint("arrivals_desk", __name__)
short_addresses = Blueprint("arrivals_doors", __name__)  # without a language, for paper
