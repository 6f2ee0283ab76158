"""Records on paper: what is said, as blocks, and the one template that sets them."""
