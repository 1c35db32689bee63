"""A parent's words and ours: "mon enfant est malade" is told in the guide as an absence and its
certificate.

Each line is one idea; a word of it finds the others. Forms of one verb stand here too, for the
index keeps the words as they are written.
"""

from cms_pages.socle.texte import mots

_IDEES = """
annuler annule annulation decommander enlever supprimer retirer
changer change changement modifier corriger corrige
demenager demenagement adresse logement
malade maladie absence absent medical certificat justificatif docteur medecin fievre
payer paie paye paiement regler reglement facture
prelever prelevement iban rib banque
cantine repas restauration dejeuner midi
mercredi jour journee reservation reserver
vacances loisirs centre
garderie periscolaire accueil
reserver reserve reservation inscrire inscription
connecter connexion identifier entrer
code passe
oublie oublier perdu perdre
telephone portable sms
photo piece document scanner joindre envoyer
bebe naissance naitre
creche halte nourrice
prix tarif cout cher
mairie ville commune collectivite service pole
attente complet place
message ecrire ecris contacter contact question joindre
impot fiscale fiscal attestation
assurance attestation
allergie sante pai vaccin
separe separation divorce garde foyer
calendrier agenda planning
"""


def _lire() -> dict[str, frozenset[str]]:
    formes: dict[str, set[str]] = {}
    for ligne in _IDEES.strip().splitlines():
        idee = mots(ligne)
        for mot in idee:
            formes.setdefault(mot, set()).update(idee)
    return {mot: frozenset(siens - {mot}) for mot, siens in formes.items()}


_SYNONYMES = _lire()


def synonymes(terme: str) -> frozenset[str]:
    """The other words for this one, both comparable (`cms_pages.socle.texte`)."""
    return _SYNONYMES.get(terme, frozenset())
