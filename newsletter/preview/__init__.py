"""The local web app: watches a publication, renders the issue that is looked at, shows problems beside the result.

It answers on loopback, to its own page only, and sends nothing but a test that the editor asks for.
"""
