"""The tour: a few steps that an installation shows to those who see it for the first time."""
