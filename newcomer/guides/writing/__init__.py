"""Guides at the desk: writing, translating, checking and publishing them."""
