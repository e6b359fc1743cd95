"""Every page as a browser shows it, in its main states."""
