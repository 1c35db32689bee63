"""What kind of thing an agent has read, in words that name nobody."""

AUTRE = "Autre lecture"
# Beginning of what the trace says → what the file says: the end may be a name.
_NATURES = {
    "fiche sanitaire": "Fiche sanitaire",
    "fiche du foyer": "Fiche du foyer",
    "fiche de ": "Fiche d’une personne",
    "identité d’état civil": "Identité d’un adulte",
    "document ": "Document",
    "conversation ": "Conversation",
    "facture": "Facture",
    "mandat ": "Mandat de prélèvement",
    "iban": "IBAN en entier",
    "demande ": "Démarche",
    "saisie d’une démarche": "Démarche saisie pour la famille",
    "accusé ": "Papier d’une démarche",
    "décision ": "Papier d’une démarche",
    "liste": "Liste",
    "réservations": "Réservations",
    "informations de sécurité": "Informations de sécurité d’un enfant",
    "export": "Export",
    "bordereau": "Bordereau de la régie",
    "lettres": "Lettres de relance",
}


def nature(quoi: str) -> str:
    """What kind of thing was read, in words that name nobody.

    >>> nature("fiche sanitaire de Léa"), nature("document facture-edf.pdf"), nature("x")
    ('Fiche sanitaire', 'Document', 'Autre lecture')
    """
    if quoi in _NATURES.values():  # names nobody already: the household was erased
        return quoi
    debut = quoi.lower()
    return next((dit for signe, dit in _NATURES.items() if debut.startswith(signe)), AUTRE)


def natures() -> list[str]:
    """Every kind, once, by the alphabet; the rest ("Autre lecture") cannot be asked for."""
    return sorted(set(_NATURES.values()))


def commencements(voulue: str) -> list[str]:
    """What the traces of this kind begin with, in small letters; the kind itself, once erased."""
    return [voulue.lower(), *(signe for signe, dit in _NATURES.items() if dit == voulue)]
