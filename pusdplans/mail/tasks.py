"""The background task of mails. It can run twice without harm."""

from django_tasks import task

from pusdplans.mail import sending


@task()
def send_mails() -> None:
    """Send what waits in the outbox."""
    sending.send_what_waits()
