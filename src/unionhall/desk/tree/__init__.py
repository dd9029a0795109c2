"""Units: the tree, one unit, founding, moving and ending."""
