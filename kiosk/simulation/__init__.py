"""The demo, its town and dock, and simulators; the one room that may import all others."""
