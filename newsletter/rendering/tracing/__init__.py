"""Tells which words of a rendering come from which field: traced values, marked where a template prints them.

A traced copy of a document holds strings that know their field, and models that note what is read of them. No template
knows of it: marks are written where Jinja prints a value, and taken out again to the byte. What is sent is never
rendered so: this is for the preview.
"""
