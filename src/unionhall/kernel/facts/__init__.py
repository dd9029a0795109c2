"""What is countable: counted once where it happened, adding up by itself along the tree."""
