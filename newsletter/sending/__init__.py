"""Sending: plan, apply, receipt, and what to do when an answer was lost. The only part with a memory, the ledger."""
