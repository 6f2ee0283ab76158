"""A demo clinic with synthetic recoveries. None of these people exist."""
