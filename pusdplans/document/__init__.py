"""The plan document: the value in the middle."""
