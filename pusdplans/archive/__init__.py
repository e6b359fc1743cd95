"""Plans leave the program: which edition of a plan is exported, and finished plans filed in the archive folder."""
