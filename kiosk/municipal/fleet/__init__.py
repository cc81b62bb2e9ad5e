"""How the terminals are: the alarms that they raise, and those that are raised about them."""
