"""Composing mails and delivering them from the outbox."""
