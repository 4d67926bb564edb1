"""The names of elements in Word documents (ECMA-376), of both its forms as one."""

from __future__ import annotations

_TRANSITIONAL = "http://schemas.openxmlformats.org"
STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": f"{_TRANSITIONAL}/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": f"{_TRANSITIONAL}/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/math": f"{_TRANSITIONAL}/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/drawingml/main": f"{_TRANSITIONAL}/drawingml/2006/main",
    "http://purl.oclc.org/ooxml/drawingml/picture": f"{_TRANSITIONAL}/drawingml/2006/picture",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": (
        f"{_TRANSITIONAL}/drawingml/2006/wordprocessingDrawing"
    ),
}
"""Namespaces of the strict form by those of the one that Word writes."""

W = f"{{{_TRANSITIONAL}/wordprocessingml/2006/main}}"
R = f"{{{_TRANSITIONAL}/officeDocument/2006/relationships}}"
M = f"{{{_TRANSITIONAL}/officeDocument/2006/math}}"
A = f"{{{_TRANSITIONAL}/drawingml/2006/main}}"
C = f"{{{_TRANSITIONAL}/drawingml/2006/chart}}"
V = "{urn:schemas-microsoft-com:vml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"

VAL = f"{W}val"
T, P, RUN = f"{W}t", f"{W}p", f"{W}r"
TEXTS = frozenset({T, f"{W}delText", f"{M}t", f"{A}t"})
"""What holds words."""
