"""Whose card it is and which terminal asks: certificates, revocation, suspension."""
