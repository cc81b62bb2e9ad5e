"""The gate: reads a drawn paper back from its own bytes and proves that it is its document."""
