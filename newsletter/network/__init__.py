"""Network access: each exchange has one deadline, one limit on bytes received, and this program's own errors."""
