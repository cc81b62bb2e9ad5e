"""What stands at the city hall."""
