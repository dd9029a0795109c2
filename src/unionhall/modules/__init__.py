"""The services. Strangers to each other, above common ground: campaigns > membership, asked through their api."""
