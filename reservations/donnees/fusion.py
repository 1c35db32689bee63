"""What becomes of bookings, queues and receipts when two files are merged
(famille.dossier.fusion)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from famille.dossier.fusion.registre import (
    SUIVRE,
    UN_SEUL,
    Devenir,
    LigneDApercu,
    Regle,
    Salle,
    Union,
)
from famille.journal.carnet import Carnet
from famille.models import Enfant, Foyer, LigneFacture
from famille.socle.dire import en_chiffres, en_jour, enumerer
from reservations.models import (
    AcceptationReglement,
    Attente,
    Cession,
    ConsommationImportee,
    DeclarationDePriorite,
    DemandeReservation,
    EnfantDeListe,
    Evenement,
    FluxAgenda,
    Inscription,
    LignePanier,
    ListeDeVoeux,
    Passage,
    Rappel,
    ReductionAccordee,
    Reservation,
    SemaineType,
    Soin,
    VoeuDeListe,
)
from reservations.regles.blocs import Moment

DITS = 3  # of the days that contradict each other
MEME_ATTENTE = (
    "Les deux fiches attendent une place pour les mêmes jours : retirez l’une des deux de la liste"
    " d’attente, puis recommencez."
)
DEUX_FOIS_COMPTE = (
    "Les deux fiches ont une présence importée pour la même activité et le même jour : annulez"
    " l’import qui se trompe, puis recommencez."
)
DEUX_FOIS_FACTURE = (
    "Une même semaine de {qui} a été facturée aux deux dossiers : corrigez l’une des deux factures"
    " par un avoir, puis recommencez."
)
EN_COURS = Q(etat__in=["en-attente", "proposee"])


class SalleDesReservations(Salle):
    regles = {
        (Attente, "foyer"): SUIVRE,
        (LignePanier, "foyer"): Regle(comme=("enfant", "activite", "bloc")),
        (SemaineType, "foyer"): Regle(comme=("enfant", "activite")),
        (DemandeReservation, "foyer"): SUIVRE,
        (Reservation, "foyer"): SUIVRE,
        (ConsommationImportee, "foyer"): SUIVRE,
        (FluxAgenda, "foyer"): UN_SEUL,
        (Passage, "foyer"): SUIVRE,
        (ReductionAccordee, "foyer"): SUIVRE,
        (Rappel, "foyer"): Regle(comme=("semaine",)),
        (AcceptationReglement, "foyer"): Regle(comme=("reglement", "enfant", "origine")),
        (Soin, "foyer"): SUIVRE,
        (Cession, "foyer"): SUIVRE,
        (DeclarationDePriorite, "foyer"): Regle(comme=("genre", "jusqu_au")),
        (ListeDeVoeux, "foyer"): SUIVRE,
        (EnfantDeListe, "foyer"): Regle(comme=("tirage", "enfant")),
        (Inscription, "enfant"): Regle(Devenir.FONDRE, comme=("activite",)),
        (Attente, "enfant"): Regle(
            comme=("activite", "bloc"), condition=EN_COURS, refus=MEME_ATTENTE
        ),
        (Cession, "enfant"): SUIVRE,  # one booking, one offer: `obstacles` has refused two
        (EnfantDeListe, "enfant"): Regle(comme=("tirage", "foyer")),
        (VoeuDeListe, "enfant"): Regle(comme=("liste", "activite", "bloc")),
        (LignePanier, "enfant"): Regle(comme=("foyer", "activite", "bloc")),
        (SemaineType, "enfant"): Regle(comme=("foyer", "activite")),
        (Reservation, "enfant"): SUIVRE,  # `obstacles` has refused the same créneau
        (ConsommationImportee, "enfant"): SUIVRE,
        (Passage, "enfant"): Regle(comme=("creneau", "sens", "note_le")),
        (AcceptationReglement, "enfant"): Regle(comme=("reglement", "foyer", "origine")),
        (Soin, "enfant"): SUIVRE,
    }
    sans_suite = (Rappel,)

    def obstacles(self, union: Union) -> list[str]:
        if isinstance(union.garde, Enfant):
            return list(_d_enfants(union))
        if isinstance(union.garde, Foyer) and _facture_deux_fois(union):
            return [DEUX_FOIS_FACTURE.format(qui="un enfant")]
        return []

    def apercu(self, union: Union) -> list[LigneDApercu]:
        if isinstance(union.garde, Enfant):
            return _apercu_d_enfants(union)
        if isinstance(union.garde, Foyer):
            deux = [
                Reservation.objects.filter(foyer=foyer.pk).count()
                for foyer in (union.garde, union.autre)
            ]
            nombres = [str(nombre) for nombre in (*deux, sum(deux))]
            return [LigneDApercu("Jours réservés", *nombres)]
        return []

    def suivre(self, union: Union, carnet: Carnet) -> None:
        for ligne, source in _sources(union):
            carnet.changer(LigneFacture.objects.filter(pk=ligne), source=source)
        for evenement in Evenement.objects.order_by("pk"):
            if (effets := _effets(evenement.effets, union)) != evenement.effets:
                carnet.changer(Evenement.objects.filter(pk=evenement.pk), effets=effets)


def _d_enfants(union: Union) -> Iterator[str]:
    if jours := _jours_en_double(union):
        yield (
            f"Les deux fiches sont réservées le même jour ({enumerer(jours)}) : annulez l’une des"
            " deux réservations, puis recommencez."
        )
    siens = Attente.objects.filter(EN_COURS, enfant=union.garde.pk).values_list("activite", "bloc")
    autres = Attente.objects.filter(EN_COURS, enfant=union.autre.pk).values_list("activite", "bloc")
    if set(siens) & set(autres):
        yield MEME_ATTENTE
    comptes = [
        set(ConsommationImportee.objects.filter(enfant=un).values_list("activite", "jour"))
        for un in (union.garde.pk, union.autre.pk)
    ]
    if comptes[0] & comptes[1]:
        yield DEUX_FOIS_COMPTE
    if _facture_deux_fois(union):
        yield DEUX_FOIS_FACTURE.format(qui=union.garde)


def _jours_en_double(union: Union) -> list[str]:
    """The first days on which both are booked at the same moment, wherever it is."""
    lus = [
        set(Reservation.objects.filter(enfant=un).values_list("creneau__jour", "creneau__moment"))
        for un in (union.garde.pk, union.autre.pk)
    ]
    jours = sorted(
        {
            jour
            for jour, moment in lus[0]
            for autre, sien in lus[1]
            if jour == autre and (moment == sien or Moment.JOURNEE in (moment, sien))
        }
    )
    dits = [en_jour(jour, annee=True) for jour in jours[:DITS]]
    return [*dits, "d’autres jours"] if len(jours) > DITS else dits


def _sources(union: Union) -> Iterator[tuple[int, str]]:
    """(line, its new source): what was billed is known by its household and its child
    (reservations.consommation.lecture), and must not be billed again under another name."""
    if isinstance(union.garde, Foyer):
        rang, lignes = 1, LigneFacture.objects.filter(facture__foyer=union.autre.pk)
    elif isinstance(union.garde, Enfant):
        rang, lignes = 2, LigneFacture.objects.filter(enfant=union.autre.pk)
    else:
        return
    lues = lignes.filter(
        Q(source__startswith="bloc:") | Q(source__startswith="retard:")
    ).values_list("pk", "source")
    for pk, source in lues.order_by("pk"):
        morceaux = source.split(":")
        if morceaux[rang] == str(union.autre.pk):
            morceaux[rang] = str(union.garde.pk)
            yield pk, ":".join(morceaux)


def _facture_deux_fois(union: Union) -> bool:
    nouvelles = [source for _pk, source in _sources(union)]
    return LigneFacture.objects.filter(source__in=nouvelles, corrigee=False).exists()


def _effets(effets: list[dict[str, Any]], union: Union) -> list[dict[str, Any]]:
    """What an event did, for whom: it gives back the places if it is taken back."""
    nom = str(union.modele._meta.model_name)
    return [
        effet | {nom: union.garde.pk} if effet.get(nom) == union.autre.pk else effet
        for effet in effets
    ]


def _apercu_d_enfants(union: Union) -> list[LigneDApercu]:
    deux = [union.garde.pk, union.autre.pk]
    jours = [Reservation.objects.filter(enfant=enfant).count() for enfant in deux]
    inscriptions = [
        [
            f"{une.activite}, du {en_chiffres(une.debut)}"
            for une in Inscription.objects.filter(enfant=enfant).select_related("activite")
        ]
        for enfant in deux
    ]
    tout = list(dict.fromkeys([*inscriptions[0], *inscriptions[1]]))
    return [
        LigneDApercu(
            "Inscriptions",
            *(enumerer(lues) if lues else "aucune" for lues in (*inscriptions, tout)),
        ),
        LigneDApercu("Jours réservés", *(str(nombre) for nombre in (*jours, sum(jours)))),
    ]
