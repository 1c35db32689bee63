"""The ground: encryption, storage, tables, long jobs, written queries. Knows no subject."""
