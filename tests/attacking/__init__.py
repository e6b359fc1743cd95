"""Strings that mean harm, sent in through every door and looked for behind every other."""
