"""The demo's dock: hands for the simulated devices, beside the terminal and unknown to it."""
