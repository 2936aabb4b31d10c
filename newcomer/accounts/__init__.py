"""People who sign in: accounts, one-time links, roles, one's own page, export and erasure."""
