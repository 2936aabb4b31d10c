"""The matching engine: profiles in, proposals out. It knows nothing of the site.

It needs NumPy and numba, which take a second to import: import its modules where they are used.
`python -m newcomer.matching mentors INSTANCE.json` runs it by hand. The meaning of every field,
limit and point is written down, and tested against, in tests/matching/reference.py.
"""
