"""Campaigns: the launch, which puts campaign, lesson and paper together."""
