"""Running the program: whether it is well, figures, log lines, backup and restore. Nobody below imports this."""
