"""The pages of job number 2: for everybody, for whoever is signed in, and for coordinators."""

from flask import Blueprint

public_pages = Blueprint("jobs", __name__)
desk_pages = Blueprint("jobs_desk", __name__)
