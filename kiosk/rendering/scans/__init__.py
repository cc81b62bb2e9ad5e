"""Papers come back as photos, scans and PDFs: their 2D codes are read again."""
