"""Four eyes: what one of the staff drafts, another approves, and from when it is in force."""
