"""What the seeded texts say of a town. The rest of them holds for any."""

from dataclasses import dataclass

from famille.socle.ville import SERVICE, Nom


@dataclass(frozen=True)
class Lieu:
    """An accueil de loisirs, as its page presents it (`pages/informations/accueils-de-loisirs/`).
    `ages` reads after "pour les": "enfants de 3 à 7 ans"."""

    nom: str
    slug: str
    ages: str
    resume: str
    dessin: str
    reservation: str


@dataclass(frozen=True)
class Ville:
    nom: str
    telephone: str = ""
    courriel: str = ""
    adresse: str = ""
    horaires: str = ""
    service: Nom = SERVICE
    lieux: tuple[Lieu, ...] = ()


MERCREDIS_ET_VACANCES = (
    "À la demi-journée ou à la journée le mercredi, à la journée pendant les vacances scolaires"
)

NEUTRE = Ville(nom="Votre collectivité")

# The telephone is one of those that ARCEP keeps for fiction; the mail is under a reserved name.
CHATEAUROUX = Ville(
    nom="Châteauroux Métropole",
    service=Nom("Pôle Familles"),
    telephone="02 61 91 00 36",
    courriel="pole.familles@exemple.fr",
    adresse="Hôtel de ville, place de la République\n36000 Châteauroux",
    horaires="Du lundi au vendredi, de 8 h 30 à 12 h et de 13 h 30 à 17 h",
    lieux=(
        Lieu(
            nom="La Pingaudière",
            slug="la-pingaudiere",
            ages="enfants de 3 à 7 ans",
            resume=(
                "Le premier accueil de loisirs des petits : jeux, nature et siestes pour qui en a"
                " besoin."
            ),
            dessin="cerf-volant",
            reservation=MERCREDIS_ET_VACANCES,
        ),
        Lieu(
            nom="La Valla",
            slug="la-valla",
            ages="enfants de 3 à 11 ans",
            resume="Grands jeux, ateliers et sorties : les fratries s’y retrouvent.",
            dessin="cabane",
            reservation=MERCREDIS_ET_VACANCES,
        ),
        Lieu(
            nom="Le Pôle Ados",
            slug="pole-ados",
            ages="jeunes de 11 à 17 ans",
            resume=(
                "Projets, sport, musique et sorties : les jeunes construisent leur programme avec"
                " l’équipe."
            ),
            dessin="ballon",
            reservation="À la semaine entière pendant les vacances scolaires",
        ),
    ),
)
