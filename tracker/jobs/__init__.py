"""The worker: it is woken by the queue, and sweeps for what nobody woke it for."""
