"""A saved e-mail: which of its parts are text that readers saw, and what its header says."""
