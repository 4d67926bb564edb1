"""Doors for people: run, test, check, lock. Underscored modules are shared by them and are not run themselves."""
