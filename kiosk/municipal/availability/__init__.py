"""What is offered, where, when and for how much."""
