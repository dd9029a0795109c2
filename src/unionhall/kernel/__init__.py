"""What every union has: a tree, people, procedures with clocks, and facts that add up. Knows no service."""
