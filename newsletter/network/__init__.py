"""What every exchange over the network has: one deadline, one limit on bytes, and errors in our own words."""
