"""Template tags of rows."""
