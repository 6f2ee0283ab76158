"""What a recovery is and what is judged about it: pure, no clock, no I/O but its data files."""
