"""How a PDF is read: rows of letters from its pages, their order, and the paragraphs that they are."""
