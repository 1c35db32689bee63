"""Figures for Prometheus (docs/exploiter/surveiller.md): what web processes count, and what the
database tells. Closed unless PORTAIL_METRIQUES_JETON or PORTAIL_METRIQUES_ADRESSES opens it;
nothing in them is of a person."""
