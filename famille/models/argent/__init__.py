"""What families owe, pay and have debited, and the régie that holds it."""
