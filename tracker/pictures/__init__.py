"""Pictures: from whatever a phone sends to a clean, bounded JPEG, in a process of its own."""
