"""Holidays: which days are worked, as every due date in working days counts them."""
