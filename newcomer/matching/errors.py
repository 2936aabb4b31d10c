"""What goes wrong when people are matched."""


class BadInput(ValueError):
    """The profiles, pairs or weights make no sense. The message says what and whose, in English."""
