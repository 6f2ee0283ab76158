"""Measured speed, each figure as a ratio to a bare view of the same run."""
