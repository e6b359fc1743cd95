"""The generic row: one form, one save; it knows no row kind."""
