"""How families come and leave: imports, letters, the State's sign-in, departures, erasure."""
