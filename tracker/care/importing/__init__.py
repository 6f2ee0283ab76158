"""Bringing a clinic's patients and their past treatments in from a spreadsheet."""
