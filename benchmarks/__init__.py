"""What the product costs, each figure beside a reference that is measured in the same run."""
