"""Layouts: certificate forms as data, and what their boxes hold once a document fills them."""
