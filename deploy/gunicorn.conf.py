"""How gunicorn serves a web process; the unit's socket says where."""

import os

workers = int(os.environ.get("WEB_WORKERS", "2"))
# Most of a request is waiting: for the database, or for its turn to have a file made. Each thread keeps a connection to
# the database.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "16"))
# The front keeps its connections, and asks through them again.
keepalive = 75
# A request in hand when the process is told to end has so long to be answered.
graceful_timeout = 30
timeout = 60
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
# Each request has its line from the application, with its number and who asked; gunicorn's would name addresses.
accesslog = None
logconfig_dict = {
    "formatters": {"generic": {"()": "pusdplans.operations.log_lines.JsonLines"}},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["error_console"], "propagate": False}},
}


def child_exit(server, worker):
    """Take the figures of a worker that has ended out of those of the living."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
