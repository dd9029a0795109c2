"""The desk's pages of foundings, terms and elections."""
