"""Residents, households and tax assessments, and how they come in from the city's own systems."""
