"""Visits, orders, sealed documents and their outcomes."""
