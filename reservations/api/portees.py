"""What a key may be given here."""

from famille.echanges.api.portees import Portee

CENTRES = Portee(
    "centres", "Centres et places", "Les structures, les activités et les places libres. Personne."
)
EFFECTIFS = Portee(
    "effectifs", "Effectifs du jour", "Combien d’enfants sont attendus à chaque activité. Personne."
)
REGIMES = Portee(
    "regimes",
    "Régimes alimentaires",
    "Santé : combien d’enfants attendus ont chaque régime, sans leur nom. Un petit nombre peut"
    " suffire à en reconnaître un.",
    sensible=True,
)
INSCRIPTIONS = Portee(
    "inscriptions", "Inscriptions", "Les enfants inscrits à une activité, par leur numéro."
)
RESERVATIONS = Portee(
    "reservations", "Réservations", "Les jours réservés et les présences, par numéro d’enfant."
)
IDENTITES = Portee(
    "identites",
    "Noms des enfants",
    "Le nom et le prénom de l’enfant, avec les inscriptions et les réservations que la clé lit"
    " déjà.",
    sensible=True,
)
