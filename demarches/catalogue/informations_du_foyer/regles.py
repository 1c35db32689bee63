"""Which changes of a household are told here, and which with the Pôle Familles (G1b). No Django."""

MARIES, PACSES, VIE_COMMUNE = "maries", "pacses", "vie-commune"
COUPLES = frozenset({MARIES, PACSES, VIE_COMMUNE})


def situation_libre(avant: str, apres: str) -> bool:
    """Whether this change of situation may be told here: a couple stays one, and nothing is unsaid.

    Parting, mourning, and a new couple touch custody, authority or invoices: the Pôle Familles does
    them.
    """
    return avant == apres or (avant in COUPLES | {""} and apres in COUPLES)
