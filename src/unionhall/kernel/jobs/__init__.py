"""Long work in the background: own rows with heartbeat and position, resumed after a crash."""
