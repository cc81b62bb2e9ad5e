"""Fonts of the paper: packs mapped into memory, variants by selector, embedding into a PDF."""
