"""Mails that reach people: reminders, the daily mail, sending from the outbox, each person's choices, and the calendar."""
