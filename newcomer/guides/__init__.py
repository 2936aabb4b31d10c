"""Guides: articles by topic, searching them, checklists."""
