"""The lists of the agents' screens, made once: tabs with their counts, filters kept in the address,
search, sort, pages, bulk actions, the way from one row to the next.

A subject declares its list (`declaration.Liste`) and the partials of its columns; `vues.montrer`
shows it (docs/comprendre/listes.md).
"""
