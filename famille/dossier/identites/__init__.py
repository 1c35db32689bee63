"""The civil identity of adults, typed or given by FranceConnect, for the State's services."""
