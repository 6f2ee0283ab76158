"""What many recoveries of a clinic show together: pure statistics, each with its method.

Nothing here decides about anybody's health; `assess` alone does.
"""
