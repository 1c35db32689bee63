"""What the allocation could not give goes to the queue, in its order: the criteria, then the
lot."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from famille.socle.erreurs import Refus
from reservations.lecture.file_attente import a_verrouiller
from reservations.models import Attente, Tirage, VoeuDeListe
from reservations.moteur.file.lien_file import entrer, servir_creneaux
from reservations.moteur.verrou import ecriture, rejouer, verrouiller
from reservations.regles.juge import Bloc
from reservations.regles.voeux.dossier import Dossier
from reservations.regles.voeux.raisons import Issue

from .faits import lire_les_blocs, place_de

# What was not wanted any more once a better liked one was given.
_SATISFAITS = {str(Issue.MAXIMUM), str(Issue.MEMES_JOURS)}


def mettre_en_file(tirage: Tirage, dossier: Dossier) -> None:
    """Safe to repeat: who is in the queue already keeps his place there."""
    voeux = list(
        VoeuDeListe.objects.filter(liste__tirage=tirage)
        .exclude(issue=VoeuDeListe.Issue.OBTENU)
        .select_related("enfant", "activite__structure", "liste__foyer")
        .order_by("pk")
    )
    lignes = tirage.listes.values_list("pk", "enfants__enfant", "enfants__pseudonyme")
    pseudonymes = {(liste, enfant): str(nom) for liste, enfant, nom in lignes if enfant}
    attendent = [
        voeu
        for voeu in voeux
        if voeu.raison.get("issue", "") not in _SATISFAITS
        and dossier.connait(pseudonymes.get((voeu.liste_id, voeu.enfant_id), ""), place_de(voeu))
    ]
    par_place: dict[str, list[VoeuDeListe]] = defaultdict(list)
    for voeu in attendent:
        par_place[place_de(voeu)].append(voeu)
    blocs = lire_les_blocs(attendent)
    touches: set[int] = set()
    for place, siens in sorted(par_place.items()):
        bloc = blocs.get(place)
        if bloc is None or not bloc.ouvert:
            continue
        siens.sort(
            key=lambda un: dossier.marche.rang(pseudonymes[un.liste_id, un.enfant_id], place_de(un))
        )
        rejouer(partial(_entrer_tous, siens, bloc, tirage), quoi="mettre_en_file")
        touches |= set(bloc.pks)
    _reunir(attendent)
    if touches:
        servir_creneaux(touches)


def _entrer_tous(voeux: list[VoeuDeListe], bloc: Bloc, tirage: Tirage) -> None:
    """In one transaction a bloc, so that nobody enters between two of them."""
    maintenant = timezone.now()
    with ecriture():
        verrouiller(a_verrouiller(bloc.pks))
        for voeu in voeux:
            foyer = voeu.liste.foyer
            try:
                entrer(
                    foyer,
                    voeu.enfant_id,
                    voeu.activite_id,
                    bloc,
                    par=voeu.liste.par or tirage.par,
                    maintenant=maintenant,
                )
            except Refus:  # the child's other home waits already: its place is his
                continue
            VoeuDeListe.objects.filter(pk=voeu.pk).update(issue=VoeuDeListe.Issue.EN_FILE)


def _reunir(voeux: Iterable[VoeuDeListe]) -> None:
    """Brothers and sisters who asked together wait together."""
    groupes: dict[tuple, list[VoeuDeListe]] = defaultdict(list)
    for voeu in voeux:
        groupes[voeu.liste_id, voeu.rang, voeu.bloc].append(voeu)
    for (liste, rang, bloc), siens in groupes.items():
        if len(siens) < 2:
            continue
        commun = uuid5(NAMESPACE_URL, f"voeux-{liste}-{rang}-{bloc}")
        for voeu in siens:
            Attente.objects.filter(
                foyer=voeu.liste.foyer_id,
                enfant=voeu.enfant_id,
                activite=voeu.activite_id,
                bloc=bloc,
                etat=Attente.Etat.EN_ATTENTE,
            ).update(ensemble=commun)
