"""Who is registered where, with the papers that a centre asks for: most in order, some not, as in a
real town."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from demo.ville.noms import NOMS, PRENOMS_ADULTES
from famille.models import (
    Autorisation,
    ContactFamille,
    Enfant,
    FicheSanitaire,
    Foyer,
    Rattachement,
    Utilisateur,
)
from famille.regles.foyer import age_le
from reservations.models import Activite, Inscription
from reservations.regles.juge import PARIS

from .centres import Centres

LOT = 500
ALLERGIES: list[dict[str, Any]] = [  # where the record says it -> what
    {"allergenes": ["arachides"]},
    {"allergenes": ["oeufs"]},
    {"allergenes": ["lait"]},
    {"allergies_autres": "Piqûres de guêpe"},
    {"allergenes": ["fruits_a_coque"]},
    {"allergies_medicaments": "Pénicilline"},
]
COMPAGNIES = [
    "Mutuelle des Écoles de la Brenne",
    "Assurances du Val-de-l’Indre",
    "La Prévoyante du Berry",
]
SEUL_DES = 8  # years: younger, nobody goes home alone
HASARD = 417


def inscrire_la_ville(centres: Centres, *, par: Utilisateur) -> list[Inscription]:
    """Every child whose age fits an activity is registered to it, but for one in six; the two
    centres share the little ones. Households name contacts, children have their papers."""
    hasard = Random(HASARD)  # noqa: S311
    inscriptions = [
        Inscription(enfant=enfant, activite=activite, debut=centres.debut, par=par)
        for enfant in Enfant.objects.order_by("pk")
        if (activite := _activite_de(enfant, centres, hasard))
    ]
    inscriptions = Inscription.objects.bulk_create(inscriptions, batch_size=LOT)
    enfants = [inscription.enfant for inscription in inscriptions]
    _remplir_les_fiches(enfants, centres, hasard)
    _autoriser(enfants, centres.debut, hasard)
    _nommer_des_contacts(hasard)
    _partager_les_semaines()
    return inscriptions


def _activite_de(enfant: Enfant, centres: Centres, hasard: Random) -> Activite | None:
    age = age_le(date(centres.debut.year, 12, 1), enfant.naissance)
    connu = enfant.nom in ("Martin", "Lemoine") or "Vandenbroucke" in enfant.nom
    if not 3 <= age <= 16 or (hasard.random() < 0.16 and not connu):
        return None
    if age >= 11:
        return centres.ados
    return centres.pingaudiere if age <= 6 and hasard.random() < 0.75 else centres.valla


def _remplir_les_fiches(enfants: list[Enfant], centres: Centres, hasard: Random) -> None:
    fiches = []
    for enfant in enfants:
        tirage = hasard.random()
        if tirage < 0.04:
            continue  # never given
        fin = (
            centres.fin
            if tirage > 0.1
            else centres.debut + timedelta(days=hasard.randrange(60, 200))
        )
        assurance = (
            date(centres.debut.year, 12, 31)
            if enfant.prenom == "Hugo" and enfant.nom == "Martin"
            else fin
        )
        fiche = _fiche(enfant, centres.fin if tirage > 0.06 else fin, assurance, hasard)
        fiche.modifiee_le = _le_soir(centres.debut)
        fiches.append(fiche)
    FicheSanitaire.objects.bulk_create(fiches, batch_size=LOT)


def _fiche(enfant: Enfant, fin: date, assurance: date, hasard: Random) -> FicheSanitaire:
    return FicheSanitaire(
        enfant=enfant,
        regime=hasard.choices(FicheSanitaire.Regime.values, [80, 7, 5, 4, 4])[0],
        **(hasard.choice(ALLERGIES) if hasard.random() < 0.12 else {}),
        pai=hasard.random() < 0.05,
        medecin=f"Dr {hasard.choice(NOMS)}",
        medecin_telephone=f"+3326191{hasard.randrange(10_000):04d}",
        valable_jusqu_au=fin,
        assurance_compagnie=hasard.choice(COMPAGNIES),
        assurance_numero=f"ES{hasard.randrange(10**7):07d}",
        assurance_fin=assurance,
    )


def _le_soir(jour: date) -> datetime:
    return datetime.combine(jour, time(18), tzinfo=PARIS)


def _autoriser(enfants: list[Enfant], le: date, hasard: Random) -> None:
    """Said by an adult of the child's household, at the beginning of the season."""
    rattaches = Rattachement.objects.filter(
        foyer__responsables__utilisateur__isnull=False
    ).order_by("-pk")
    auteurs = dict(rattaches.values_list("enfant", "foyer__responsables__utilisateur"))
    instant = _le_soir(le)
    chances = {
        "image": 0.8,
        "sortie-seul": 0.1,
        "hospitalisation": 0.98,
        "transport": 0.95,
        "baignade": 0.9,
    }
    Autorisation.objects.bulk_create(
        [
            Autorisation(
                enfant=enfant,
                genre=genre,
                accordee=hasard.random() < chance
                and (genre != "sortie-seul" or age_le(le, enfant.naissance) >= SEUL_DES),
                par_id=auteurs.get(enfant.pk),
                le=instant,
            )
            for enfant in enfants
            for genre, chance in chances.items()
        ],
        batch_size=LOT,
    )


def _nommer_des_contacts(hasard: Random) -> None:
    contacts = []
    for foyer in Foyer.objects.order_by("pk"):
        for ordre in range(1, hasard.choice([1, 2, 2, 3])):
            contacts.append(
                ContactFamille(
                    foyer=foyer,
                    prenom=hasard.choice(PRENOMS_ADULTES),
                    nom=foyer.nom if hasard.random() < 0.5 else hasard.choice(NOMS),
                    lien=hasard.choice(
                        [
                            "grand-mère",
                            "grand-père",
                            "tante",
                            "oncle",
                            "voisine",
                            "assistante maternelle",
                        ]
                    ),
                    telephone=f"+3363998{hasard.randrange(10_000):04d}",
                    peut_recuperer=hasard.random() < 0.8,
                    ordre=ordre,
                )
            )
    ContactFamille.objects.bulk_create(contacts, batch_size=LOT)


def _partager_les_semaines() -> None:
    """Alternating custody by weeks: even ones in the first home, odd ones in the second."""
    vus = set()
    alternes = Rattachement.objects.filter(garde=Rattachement.Garde.ALTERNEE).order_by(
        "enfant", "pk"
    )
    for rattachement in alternes:
        premier = rattachement.enfant_id not in vus
        vus.add(rattachement.enfant_id)
        rattachement.semaines = (
            Rattachement.Semaines.PAIRES if premier else Rattachement.Semaines.IMPAIRES
        )
    Rattachement.objects.bulk_update(alternes, ["semaines"], batch_size=LOT)
