"""Django's SQLite backend, with the limits that SQLite has today."""
