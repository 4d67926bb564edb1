"""Edits, as tests of both languages of documents write them."""

from __future__ import annotations

from newsletter.parsing.edits import Edit


def set_(*path: str | int, to: object) -> Edit:
    return Edit("set", path, to)


def delete(*path: str | int) -> Edit:
    return Edit("delete", path)


def insert(*path: str | int, value: object) -> Edit:
    return Edit("insert", path, value)


def move(*path: str | int, to: int) -> Edit:
    return Edit("move", path, to=to)
