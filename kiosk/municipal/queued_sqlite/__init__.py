"""SQLite whose one writer is waited for in a queue, not by polling: a database engine for Django."""
