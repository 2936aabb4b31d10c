"""Flyttehjelpen's pages: for those who ask, and for coordinators at the desk."""

from flask import Blueprint

public_pages = Blueprint("helpdesk", __name__)
desk_pages = Blueprint("helpdesk_desk", __name__)
