"""Layouts in force and official seals."""
