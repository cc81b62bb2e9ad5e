"""Signing in: password, second factor, lock-out, and how long it lasts."""
