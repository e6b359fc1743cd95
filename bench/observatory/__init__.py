"""How Mozilla's HTTP Observatory scores the application as production serves it: `make observatory`."""
