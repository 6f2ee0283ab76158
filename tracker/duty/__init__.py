"""Who is on call, and how soon whom is told: pure values and reckoning, as `tracker/recovery`."""
