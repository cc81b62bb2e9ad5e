"""Devices of a terminal. Knows nothing of certificates, visits or municipalities."""
