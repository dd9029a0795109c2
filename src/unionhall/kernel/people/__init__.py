"""Persons (one row per human) apart from accounts (who can sign in); identity data encrypted and masked."""
