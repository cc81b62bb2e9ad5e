"""A fictional town to show and test with: its people, their taxes, their cards."""
