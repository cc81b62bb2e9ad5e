"""The certificate kiosk."""
