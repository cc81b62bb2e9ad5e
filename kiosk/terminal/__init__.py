"""What stands in the store."""
