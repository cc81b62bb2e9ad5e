"""What the resident sees and touches; a screen shows a state and sends events, nothing else."""
