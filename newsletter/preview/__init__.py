"""The local web app: watches a publication, renders the issue that is looked at, shows problems beside the result.

It answers on loopback alone, to nobody but the page it serves, and sends nothing but a test that somebody asked for.
"""
