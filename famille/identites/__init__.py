"""The civil identity of adults: typed, or given by FranceConnect; read by who needs it. It tells
the State's services of whom one speaks, and FranceConnect whose account it opens."""
