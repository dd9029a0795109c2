"""Offices: who holds which, hand-over and invitations."""
