"""Briefing: beginning one from a campaign, with the figures of what its modules count."""
