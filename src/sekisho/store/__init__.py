"""The store: the one Django app with models, and the ports of the use cases on SQLite, PostgreSQL and plain memory."""
