"""What an issue becomes: one module an output, found by being here.

A module may offer either or both of:

``issue_artifacts(edition, renderer)``
    the files that come from one issue alone;
``plan_sheets(archive)`` and ``make_sheet(sheet, editions, renderer)``
    the files that come from many issues: first what there will be and what each needs, then the files.
"""
