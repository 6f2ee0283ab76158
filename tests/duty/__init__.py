"""Who is on call, and how soon whom is told."""
