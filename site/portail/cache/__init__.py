"""What is kept at hand: the caches of the database and of Redis, addresses computed once."""
