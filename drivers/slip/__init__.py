"""Receipts and claim slips."""
