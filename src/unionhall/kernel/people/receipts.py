"""Receipts for what was sent in without saying who one is: a code that only the house can compute, kept as a hash.

The same form gives the same code each time it is sent, so that sending twice is receiving once.
"""

import secrets
import unicodedata

from unionhall.kernel.people.secrets import keyed_hash

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for something else when written by hand
CODE_LENGTH = 12  # 59 bits


def new_ticket() -> str:
    """What a blank form carries."""
    return secrets.token_urlsafe(16)


def code_of(ticket: str, *, purpose: str) -> str:
    """The receipt code of a form."""
    number = int.from_bytes(keyed_hash(ticket, purpose=purpose).encode(), "big")
    code = ""
    for _position in range(CODE_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        code += ALPHABET[digit]
    return code


def plain(code: str) -> str:
    """A receipt code as it is hashed: no blanks and dashes, upper case."""
    return "".join(char for char in unicodedata.normalize("NFKC", code).upper() if char.isalnum())


def shown(code: str) -> str:
    """A receipt code in groups of four, as one reads it."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
