"""Complaints and suggestions about the union or this system: anyone, without signing in, without a trace of the sender.

One noun: Voice. The sender gets a receipt code, by which the answer is read; only its hash is kept. Pages for senders
run in the anonymous lane (no cookie, no address is kept). Start reading in ``procedure`` and ``actions``.
"""
