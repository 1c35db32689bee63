"""The lists of the agents' screens, made once. A subject declares its list (`declaration.Liste`)
and the partials of its columns; `vues.montrer` shows it (docs/comprendre/listes.md)."""
