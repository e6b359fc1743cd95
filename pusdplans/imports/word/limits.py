"""How much a child process may use to read one form, and what its exit codes say."""

SECONDS = 1.5  # of processor time; the real form takes 0.1
MEMORY = 140 * 1024 * 1024  # bytes of address space; the real form takes 35 MB
PATIENCE = 20  # seconds by the clock, for a machine that is busy with other things
REFUSED = 3
OUT_OF_MEMORY = 4
