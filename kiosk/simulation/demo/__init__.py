"""The whole system on one machine: a city hall, a terminal, simulated devices, and somebody to use it."""
