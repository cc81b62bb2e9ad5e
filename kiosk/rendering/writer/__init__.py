"""What was placed becomes a tagged PDF/A-2b, of which only what differs is made anew each time."""
