"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id as OWASP's cheaper setting has it: 19 MiB, two passes, one lane (a hundred pages' worth of time)."""

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1
