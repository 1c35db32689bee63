"""What the bank gives back: debits that it refuses, transfers that it has received, read from its
files and matched (docs/comprendre/retours_de_la_banque.md)."""
