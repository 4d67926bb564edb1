"""A newsletter issue is data; e-mail, page and feed are pure functions of it."""

__version__ = "0.2.0"

SELDOM = 20_000
"""Objects from which Python looks for cycles of them, which are few; at its own 700 that is a twentieth of the time."""
