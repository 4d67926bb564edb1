"""A page's elements to lines: what is seen and what is not, emphasis, lists, tables and links."""
