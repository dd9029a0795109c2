"""The law as data: numbers, terms, bans with their article, asked for a date and cited; unverified ones say 待核实."""
