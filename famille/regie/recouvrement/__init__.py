"""After the last reminder: the Trésor public, payment in several times, how old debts are
(docs/comprendre/regie.md)."""
