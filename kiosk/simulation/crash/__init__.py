"""Terminals that are killed at every line of their journal and at random moments, and the books after it.

All is real but for the hands: a city hall over HTTPS, an IPP printer, a ccTalk cash box; each outlives the
terminal and keeps its own counts, which have to agree with the journal to the yen and the sheet.
"""
