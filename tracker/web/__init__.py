"""The pages: a view parses, calls one use case and renders."""
