"""Sign-in: password, one-time code, activation, reset, seat."""
