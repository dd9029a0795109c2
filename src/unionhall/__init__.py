"""Unionhall 职工之家: the platform on which a federation of trade unions and everyone under it does its work."""

__version__ = "0.1.0"
