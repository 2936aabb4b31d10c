"""How fast the site is, against its limits: `make bench`."""
