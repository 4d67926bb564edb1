"""Published reviews of cases in which children were harmed, and the rules that protect those children."""
