"""The contactless card reader and the My Number Card's JPKI application."""
