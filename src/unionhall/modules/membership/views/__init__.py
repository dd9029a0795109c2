"""The desk's pages of the roll: members one by one, and spreadsheets."""
