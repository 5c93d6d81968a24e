"""Settings of the web server, read by gunicorn itself: `gunicorn wsgi:app`."""

import os
from pathlib import Path

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("THREADS", "4"))

# Load the application once, before the workers are forked: a wrong setting stops the start
# with one message.
preload_app = True

timeout = 30
graceful_timeout = 30
keepalive = 5

# A heartbeat file on a disk can stall a worker; memory cannot.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# Addresses carry secrets (tickets, sign-in links, feeds), so they are not logged.
accesslog = None
control_socket_disable = True
