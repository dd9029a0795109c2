"""What this module's templates say in their own way."""
