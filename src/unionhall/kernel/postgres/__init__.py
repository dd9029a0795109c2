"""Django's backend for PostgreSQL, with statements that are posted (see ``base``)."""
