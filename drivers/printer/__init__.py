"""The page printer."""
