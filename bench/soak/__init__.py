"""The long forms of what tests show in short: `make soak`."""
