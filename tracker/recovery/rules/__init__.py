"""What makes a flag, one module for each kind of evidence."""
