"""Sign-in: limits, sessions, invitations, the second factor, Google and Microsoft."""
