"""Several counts in one query."""

from django.db.models import IntegerField, Subquery


class Nombre(Subquery):
    """How many rows a query has, as a value of another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) _lignes)"
    output_field = IntegerField()
    empty_result_set_value = 0
