"""What rules measure with: spelling, readability, link status, client support, word lists."""
