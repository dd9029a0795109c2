"""Worker's side: home, learning, services, mine."""
