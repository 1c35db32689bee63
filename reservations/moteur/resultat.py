"""What a submission gave, line by line and in short (DemandeReservation.lignes)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from famille.models import Enfant
from famille.socle.dire import centimes_en_euros, en_mois
from reservations.models import DemandeReservation
from reservations.regles.dire import rang_du_moment

PLIEES = 30  # lines of a child from which a whole year is read month by month
PASTILLES = {
    "reserve": ("validee", "Réservé"),
    "annule": ("rejetee", "Annulé"),
    "en-attente": ("en-attente", "Liste d’attente"),
    "refuse": ("rejetee", "Refusé"),
    "possible": ("brouillon", "Pas fait"),
}
_SENS = {"reserve": 1, "annule": -1}
NOMS = {
    "reserve": ("réservation", "réservations"),
    "annule": ("annulation", "annulations"),
    "en-attente": ("place en liste d’attente", "places en liste d’attente"),
    "refuse": ("refus", "refus"),
    "possible": ("ligne sans effet", "lignes sans effet"),
}


@dataclass(frozen=True)
class LigneDite:
    """One line in words. `phrase`: the rule's sentence where there is more than the result's word;
    `limite`: until when to cancel."""

    jour: date
    prenom: str
    activite: str
    libelle: str
    resultat: str
    phrase: str = ""
    prix: str = ""
    limite: str = ""

    @property
    def mot(self) -> str:
        return PASTILLES[self.resultat][1]

    @property
    def statut(self) -> str:
        """The class of its pill."""
        return PASTILLES[self.resultat][0]


def dire_la_ligne(ligne: dict, limite: str = "") -> LigneDite:
    resultat, phrase = ligne["resultat"], ligne.get("phrase", "")
    return LigneDite(
        date.fromisoformat(ligne["debut"]),
        ligne["prenom"],
        ligne["activite_nom"],
        ligne["libelle"],
        resultat,
        phrase="" if phrase.rstrip(".") == PASTILLES[resultat][1] else phrase,
        prix=montant_de(ligne),
        limite=limite,
    )


@dataclass(frozen=True)
class MoisDeLignes[L]:
    """The lines of a month, folded when there are many: `titre` "" where nothing is folded;
    `en_bref`: what they are; `ouvert`: something of it has to be read."""

    titre: str
    lignes: list[L]
    en_bref: str = ""
    ouvert: bool = False


def par_mois[L](
    lignes: list[L],
    *,
    jour: Callable[[L], date],
    resultat: Callable[[L], str],
    a_lire: Callable[[L], object],
) -> list[MoisDeLignes[L]]:
    """The lines of one child by months, from `PLIEES` on; all of them together below. Of a line:
    `jour`, its first; `resultat`, as `compter` counts them; `a_lire`, whether its month is
    open."""
    if len(lignes) < PLIEES:
        return [MoisDeLignes("", lignes)]
    mois: dict[str, list[L]] = {}
    for ligne in lignes:
        mois.setdefault(en_mois(jour(ligne)).capitalize(), []).append(ligne)
    return [
        MoisDeLignes(
            titre, siennes, compter(list(map(resultat, siennes))), any(map(a_lire, siennes))
        )
        for titre, siennes in mois.items()
    ]


def lignes_par_enfant(demande: DemandeReservation) -> list[dict]:
    """[dict(prenom, pk, activite, mois)], in the order of the summary. One query where there are
    several children."""
    dites: dict[int, list[LigneDite]] = {}
    for ligne in sorted(
        demande.lignes, key=lambda une: (une["debut"], rang_du_moment(une["bloc"]))
    ):
        dites.setdefault(ligne["enfant"], []).append(dire_la_ligne(ligne))
    rangs = rangs_des_enfants(demande)
    return [
        {
            "prenom": lignes[0].prenom,
            "pk": enfant,
            "activite": activite_commune(ligne.activite for ligne in lignes),
            "mois": par_mois(
                lignes,
                jour=attrgetter("jour"),
                resultat=attrgetter("resultat"),
                a_lire=lambda une: une.resultat == "refuse",
            ),
        }
        for enfant, lignes in sorted(dites.items(), key=lambda une: rangs[une[0]])
    ]


def montant_de(ligne: dict) -> str:
    """What this line adds to the bill, in euros; "" for none, or one that is not known."""
    sens, centimes = _SENS.get(ligne["resultat"]), ligne.get("centimes")
    return centimes_en_euros(sens * centimes) if sens and centimes is not None else ""


def rangs_des_enfants(*demandes: DemandeReservation) -> dict[int, int]:
    """Key of a child → his place: the eldest first, as everywhere; one who is gone comes last. One
    query, none for a child alone."""
    voulus = {ligne["enfant"] for demande in demandes for ligne in demande.lignes}
    if len(voulus) < 2:
        return dict.fromkeys(voulus, 0)
    ages = Enfant.objects.filter(pk__in=voulus).order_by("naissance", "pk")
    connus = list(ages.values_list("pk", flat=True))
    return {pk: rang for rang, pk in enumerate([*connus, *sorted(voulus - set(connus))])}


def premier_jour(demande: DemandeReservation) -> date:
    """The nearest day that it is about."""
    return min(date.fromisoformat(ligne["debut"]) for ligne in demande.lignes)


def total_de(demande: DemandeReservation) -> str:
    """What it adds to the bill, in euros; "" when a price is not known, or when there is nothing to
    pay."""
    payantes = [ligne for ligne in demande.lignes if ligne["resultat"] in _SENS]
    if not payantes or any(ligne.get("centimes") is None for ligne in payantes):
        return ""
    return centimes_en_euros(
        sum(_SENS[ligne["resultat"]] * ligne["centimes"] for ligne in payantes)
    )


def titre_de(demande: DemandeReservation) -> str:
    """Of the page and of the history."""
    return en_bref(demande) if demande.acceptee else "Rien n’a été réservé ni annulé"


def en_bref(demande: DemandeReservation) -> str:
    """ "12 réservations, 1 annulation"."""
    return compter([ligne["resultat"] for ligne in demande.lignes])


def compter(resultats: list[str]) -> str:
    """The numbers of any list of results, in words."""
    comptes = ((resultats.count(resultat), noms) for resultat, noms in NOMS.items())
    return ", ".join(f"{combien} {noms[combien > 1]}" for combien, noms in comptes if combien)


def activite_commune(noms: Iterable[str]) -> str:
    """The activity that all these lines have, to be said once above them; "" when they have
    several."""
    tous = set(noms)
    return tous.pop() if len(tous) == 1 else ""
