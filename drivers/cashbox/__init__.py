"""Coins and notes in, change out."""
