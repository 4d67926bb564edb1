"""A newsletter issue is data; e-mail, page and feed are pure functions of it."""

__version__ = "0.2.0"
