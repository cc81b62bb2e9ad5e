"""From a sealed document and a layout to a PDF, and back."""
