"""The shape of what people type about the roll: members one by one, and spreadsheets."""
