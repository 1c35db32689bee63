"""What the Martins have lived lately, by the real actions: their pages are full at first sight."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from demarches import actions
from demarches.catalogue.informations_du_foyer.autorisations import NON, OUI, en_vigueur
from demo.ville.demandes.quotidien import envoyer, papier
from demo.ville.jours import annee_scolaire, au_moment, il_y_a
from famille.actions import autoriser
from famille.models import Autorisation, Document, Enfant, FicheSanitaire, Foyer, Utilisateur
from famille.socle.dire import en_chiffres
from reservations.models import Creneau, Inscription, Reservation
from reservations.regles.juge import PARIS, Moment

AVANT, APRES = timedelta(days=60), timedelta(days=14)
ALLOCATAIRE, QUOTIENT = "1234567", "842"
RIEN = {"inchange": ["on"]}
Presence = Reservation.Presence
Genre = Autorisation.Genre


def mercredis(
    foyer: Foyer,
    inscriptions: Iterable[Inscription],
    creneaux: dict[int, list[Creneau]],
    jour: date,
) -> Iterator[Reservation]:
    """Both children, each Wednesday of these weeks, all ticked: Léa did not come last time in the
    afternoon, Hugo was ill the two times before, of which the first stays charged
    (`quotidien.CARENCE`). `creneaux`: those that can be booked, by activity."""
    aines = Enfant.objects.du([foyer]).order_by("naissance")[:2]
    activites = {inscription.enfant_id: inscription.activite_id for inscription in inscriptions}
    for rang, enfant in enumerate(aines):
        siens = [creneau for creneau in creneaux[activites[enfant.pk]] if _du_moment(creneau, jour)]
        passes = sorted({creneau.jour for creneau in siens if creneau.jour < jour}, reverse=True)
        for creneau in siens:
            yield _reservation(enfant, creneau, foyer, jour, _presence(rang, creneau, passes))


def _du_moment(creneau: Creneau, jour: date) -> bool:
    return creneau.moment != Moment.JOURNEE and jour - AVANT <= creneau.jour <= jour + APRES


def _presence(rang: int, creneau: Creneau, passes: list[date]) -> str:
    if creneau.jour not in passes:
        return Presence.PREVU
    if rang == 0 and creneau.jour == passes[0] and creneau.moment == Moment.APRES_MIDI:
        return Presence.ABSENT
    malade = (
        dict(zip(passes[1:3], (Presence.ABSENT_JUSTIFIE, Presence.ABSENT), strict=False))
        if rang == 1
        else {}
    )
    return malade.get(creneau.jour, Presence.PRESENT)


def _reservation(
    enfant: Enfant, creneau: Creneau, foyer: Foyer, jour: date, presence: str
) -> Reservation:
    prise = min(creneau.jour, jour) - timedelta(days=20)
    return Reservation(
        enfant=enfant,
        creneau=creneau,
        foyer=foyer,
        creee_le=datetime.combine(prise, time(21, 40), tzinfo=PARIS),
        presence=presence,
        pointee_le=datetime.combine(creneau.jour, time(9, 30), tzinfo=PARIS)
        if presence != Presence.PREVU
        else None,
    )


def declarer_leur_quotient(foyer: Foyer, *, agent: Utilisateur) -> None:
    """Sent, then validated two days later: the file holds two quotients, and says where the second
    comes from."""
    envoi = il_y_a(33, 20, 52)
    mois = envoi.date().replace(day=1)
    saisie = {
        "quotient": {
            "organisme": ["caf"],
            "numero": [ALLOCATAIRE],
            "valeur": [QUOTIENT],
            "mois": [mois.isoformat()],
        },
        "justificatif": {},
    }
    attestation = papier(
        "attestation-caf.pdf",
        "Attestation de quotient familial",
        "Mme Camille MARTIN",
        envoi.date(),
    )
    with au_moment(envoi):
        demande = envoyer("quotient-familial", foyer, saisie, attestation, Document.Genre.QUOTIENT)
    with au_moment(il_y_a(31, 11, 4)):
        actions.valider(demande, par=agent)


def mettre_leur_dossier_a_jour(foyer: Foyer, jour: date) -> None:
    """Léa's picture: refused in between, so that there is a history. Then what Camille sent last
    night, and that an agent has not seen yet: Léa may be photographed no more, Hugo has a new
    insurance."""
    lea, hugo = Enfant.objects.du([foyer]).order_by("naissance")[:2]
    camille = foyer.responsables.order_by("pk")[0].utilisateur
    for jours, accordee in ((70, False), (52, True)):
        lue = lea.autorisations.filter(genre=Genre.IMAGE).first()
        with au_moment(il_y_a(jours, 20, 30)):
            autoriser(lea, Genre.IMAGE, accordee, auteur=camille, par=camille, lue=lue)
    with au_moment(il_y_a(1, 21, 26)):
        envoyer("informations-du-foyer", foyer, _informations(lea, hugo, jour))


def _informations(lea: Enfant, hugo: Enfant, jour: date) -> dict:
    dites = {
        f"{genre}_{lea.pk}": [OUI if une.accordee else NON]
        for (_pk, genre), une in en_vigueur([lea]).items()
    }
    fiche = getattr(hugo, "fiche_sanitaire", None) or FicheSanitaire()
    return {
        "foyer": RIEN,
        "autorisations": dites | {f"{Genre.IMAGE}_{lea.pk}": [NON]},
        "contacts": RIEN,
        f"sante-{lea.pk}": RIEN,
        f"sante-{hugo.pk}": {
            "regime": [fiche.regime],
            "pai": [OUI if fiche.pai else NON],
            "assurance_compagnie": ["La Prévoyante du Berry"],
            "assurance_numero": ["ES0417002"],
            "assurance_fin": [f"{en_chiffres(date(annee_scolaire(jour) + 1, 8, 31))}"],
        },
        "vaccins": RIEN,
    }
