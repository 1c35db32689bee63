"""After the last reminder: Trésor public, payment in several times (docs/comprendre/regie.md)."""
