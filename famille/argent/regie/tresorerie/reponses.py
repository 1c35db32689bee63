"""A file of the Treasury, brought and applied: what it takes, what it sends back, what it has
collected; each thing once, whichever files it comes in."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from famille.argent.regie.recouvrement.encaisses import noter_les_recouvrements
from famille.argent.regie.recouvrement.tresor import rendre_a_la_regie
from famille.models import (
    BordereauTresor,
    CreanceTransmise,
    LigneReponse,
    LigneTitre,
    RecouvrementTresor,
    ReponseTresor,
    TitreTresor,
    Utilisateur,
)
from famille.socle.dire import compte, en_chiffres, en_euros
from famille.socle.erreurs import Refus, exiger_ecrit

from .bordereaux import Etat, Genre, annuler_le_bordereau, remettre_ce_qui_etait_annule, verrouiller
from .messages import AcquitLu, EncaisseLu, RejetLu, ReponseLue, lire_la_reponse

Suite = LigneReponse.Suite
DE_L_ARGENT = ("01", "02", "03", "10")  # origins of what the Treasury has collected
CORRIGE = "07"  # a correcting titre: our own annulation
_PAS_ENVOYE = (
    "Cette réponse est celle du {}, qui n’est pas noté comme envoyé. Sur sa page, appuyez sur « La"
    " trésorerie l’a reçu », puis déposez de nouveau ce fichier."
)
_AUTRE_SIRET = (
    "Ce fichier répond à un bordereau d’ici, mais au nom d’un autre SIRET que le sien : rien n’est"
    " changé. Vérifiez auprès de la trésorerie, et le SIRET écrit dans Paramètres, Trésorerie."
)
_PAS_NOTE = (
    "La trésorerie dit avoir reçu {recu}, et rien n’en est noté. {refus} Demandez-lui d’où vient"
    " l’écart, notez ce qui est juste dans « Trésor public », puis appuyez sur « C’est vu »."
)
_SANS_RAISON = "La trésorerie ne dit pas pourquoi."
_AVEC_SON_BORDEREAU = "Tout le bordereau est refusé : {}"


@dataclass(frozen=True)
class DepotDeReponse:
    reponse: ReponseTresor
    deja: bool


@dataclass
class _Lecture:
    """What is being read, by whom, and what became of it so far."""

    par: Utilisateur
    lignes: list[LigneReponse] = field(default_factory=list)

    def dire(
        self,
        quoi: str,
        dit: str,
        suite: str = Suite.FAITE,
        bordereau: BordereauTresor | None = None,
        titre: TitreTresor | None = None,
    ) -> None:
        self.lignes.append(
            LigneReponse(
                quoi=quoi[:120], dit=dit[:600], suite=suite, bordereau=bordereau, titre=titre
            )
        )


@transaction.atomic
def deposer_une_reponse(contenu: bytes, nom: str, *, par: Utilisateur) -> DepotDeReponse:
    """What a file of the Treasury says, applied; the same one twice does nothing. What is not known
    here waits for somebody, and changes nothing. Refus: it is no such file, or damaged."""
    lue = lire_la_reponse(contenu)
    cle = hashlib.sha256(repr(lue).encode()).hexdigest()
    if deja := ReponseTresor.objects.filter(cle=cle).first():
        return DepotDeReponse(deja, deja=True)
    reponse = ReponseTresor.objects.create(genre=lue.genre, cle=cle, fichier=nom[:160], par=par)
    lecture = _Lecture(par)
    if lue.genre == ReponseTresor.Genre.ACQUIT:
        _appliquer_l_acquit(lue, lecture)
    else:
        _appliquer_le_retour(lue, lecture)
    for ligne in lecture.lignes:
        ligne.reponse = reponse
    LigneReponse.objects.bulk_create(lecture.lignes, batch_size=500)
    return DepotDeReponse(reponse, deja=False)


def _appliquer_l_acquit(lue: ReponseLue, lecture: _Lecture) -> None:
    for bordereau, acquits in _par_bordereau(lue, lecture):
        ko = [un for un in acquits if not un.pris]
        if bordereau.etat == Etat.PREPARE:
            raise Refus(_PAS_ENVOYE.format(str(bordereau).lower()))
        if bordereau.etat != Etat.ENVOYE:
            contraire = bool(ko) != (bordereau.etat == Etat.REFUSE)
            dit = f"Il était déjà noté : {bordereau.get_etat_display().lower()}."
            if contraire:
                dit += " La trésorerie dit maintenant le contraire : demandez-lui."
            lecture.dire(str(bordereau), dit, Suite.A_VOIR if contraire else Suite.DEJA, bordereau)
        elif ko:
            _refuser(bordereau, ko, lecture)
        elif any(un.numero is not None for un in acquits):
            _accepter(bordereau, acquits, lecture)
        else:
            dit = "Le fichier est bien arrivé ; la trésorerie n’a pas encore jugé ses titres."
            lecture.dire(str(bordereau), dit, Suite.VUE, bordereau)


def _par_bordereau(
    lue: ReponseLue, lecture: _Lecture
) -> Iterator[tuple[BordereauTresor, list[AcquitLu]]]:
    """Ours, by the name of the file that is answered, else by its number, of our own SIRET each
    time; what is of none of them waits. Refus: our file's name, and another's SIRET."""
    nom = lue.fichier.removeprefix("ACQUIT_")
    sien = BordereauTresor.objects.filter(fichier=nom).first()
    if sien and sien.entete.get("siret") != lue.siret:
        raise Refus(_AUTRE_SIRET)
    trouves: dict[int, tuple[BordereauTresor, list[AcquitLu]]] = {}
    for acquit in lue.acquits:
        bordereau = sien or _par_numero(lue.siret, acquit)
        autre = bordereau and acquit.numero not in (None, bordereau.numero)
        if bordereau is None or (autre and bordereau.en_route):
            quoi = f"Bordereau n° {acquit.numero}" if acquit.numero else f"Fichier {nom}"
            lecture.dire(
                quoi,
                "Aucun bordereau de la régie ne lui répond : il est sans doute d’un autre logiciel."
                f" {'Accepté' if acquit.pris else 'Refusé'}. {acquit.pourquoi}",
                Suite.A_VOIR,
            )
            continue
        trouves.setdefault(bordereau.pk, (bordereau, []))[1].append(acquit)
    yield from trouves.values()


def _par_numero(siret: str, acquit: AcquitLu) -> BordereauTresor | None:
    """Of those that have left: one that has not is answered by nobody."""
    siens = BordereauTresor.objects.exclude(etat=Etat.PREPARE).filter(
        exercice=acquit.exercice or 0, numero=acquit.numero or 0, entete__siret=siret
    )[:2]
    return siens[0] if len(siens) == 1 else None


def _accepter(bordereau: BordereauTresor, acquits: list[AcquitLu], lecture: _Lecture) -> None:
    bordereau = verrouiller(bordereau, Etat.ENVOYE)
    accepter_le_bordereau(bordereau, par=lecture.par)
    lecture.dire(str(bordereau), "La trésorerie l’a accepté.", bordereau=bordereau)
    titres = {un.numero: un for un in bordereau.titres.select_related("bordereau")}
    for refusee in (une for acquit in acquits for une in acquit.refusees):
        if (titre := titres.get(refusee.titre)) is None:
            dit = f"Il n’est pas dans ce bordereau. {refusee.pourquoi}"
            lecture.dire(f"Titre n° {refusee.titre}", dit, Suite.A_VOIR, bordereau)
        else:
            refuser_le_titre(titre, refusee.pourquoi, par=lecture.par)
            lecture.dire(str(titre), f"Refusé : {refusee.pourquoi}", titre=titre)


def accepter_le_bordereau(bordereau: BordereauTresor, *, par: Utilisateur) -> None:
    bordereau.etat, bordereau.fini_le, bordereau.fini_par = Etat.ACCEPTE, timezone.now(), par
    bordereau.save(update_fields=["etat", "fini_le", "fini_par"])


def _refuser(bordereau: BordereauTresor, acquits: list[AcquitLu], lecture: _Lecture) -> None:
    bordereau = verrouiller(bordereau, Etat.ENVOYE)
    dites = [un.pourquoi for un in acquits if un.pourquoi]
    propres = {une.titre: une.pourquoi for acquit in acquits for une in acquit.refusees}
    pourquoi = " ; ".join(dites)
    if not pourquoi:
        pourquoi = "Un de ses titres est en faute." if propres else _SANS_RAISON
    nom = str(bordereau)
    for titre in bordereau.titres.filter(numero__in=propres):
        titre.pourquoi = propres[titre.numero]
        titre.save(update_fields=["pourquoi"])
        lecture.dire(f"Titre n° {titre.numero}", f"Refusé : {titre.pourquoi}", titre=titre)
    refuser_le_bordereau(bordereau, pourquoi, par=lecture.par)
    lecture.dire(nom, _AVEC_SON_BORDEREAU.format(pourquoi), bordereau=bordereau)


def refuser_le_bordereau(bordereau: BordereauTresor, pourquoi: str, *, par: Utilisateur) -> None:
    """The Treasury has none of its titres: the régie has its debts again, and its numbers."""
    TitreTresor.objects.filter(bordereau=bordereau).update(refuse_le=timezone.now())
    motif = f"Refusé par la trésorerie : {pourquoi}"[:300]
    annuler_le_bordereau(
        bordereau, Etat.REFUSE, motif, par=par, dire=bordereau.envoye_le is not None
    )


def refuser_le_titre(titre: TitreTresor, pourquoi: str, *, par: Utilisateur) -> None:
    """Sent back alone: its number is used. What an annulation took off is to take off again."""
    titre.refuse_le, titre.pourquoi = timezone.now(), pourquoi[:500]
    titre.save(update_fields=["refuse_le", "pourquoi"])
    if titre.bordereau.genre == Genre.ANNULATIONS:
        remettre_ce_qui_etait_annule(titre)
        return
    vives = CreanceTransmise.objects.filter(lignes__titre=titre, reprise_le=None).distinct()
    motif = f"Titre n° {titre.numero} refusé par la trésorerie : {pourquoi}"[:300]
    rendre_a_la_regie(vives.select_related("facture__foyer"), motif=motif, par=par)


def _appliquer_le_retour(lue: ReponseLue, lecture: _Lecture) -> None:
    titres = _nos_titres(lue)
    inconnus = set()
    for rejet in lue.rejets:
        if (titre := titres.get(_cle(rejet))) is None:
            inconnus.add(_cle(rejet))
        elif titre.refuse_le:
            lecture.dire(str(titre), "Son rejet était déjà noté.", Suite.DEJA, titre=titre)
        else:
            refuser_le_titre(titre, rejet.pourquoi, par=lecture.par)
            lecture.dire(str(titre), f"Rejeté : {rejet.pourquoi}", titre=titre)
    vus: Counter[tuple[int, int, str, str]] = Counter()
    for un in lue.encaisses:
        if (titre := titres.get(_cle(un))) is None:
            inconnus.add(_cle(un))
            continue
        cle = (titre.pk, un.ligne, str(un.jour), str(un.montant))
        vus[cle] += 1
        _encaisser(titre, un, vus[cle], lecture)
    if inconnus:
        dits = compte(len(inconnus), "titre")
        dit = "La régie ne les a pas émis : ils sont d’un autre logiciel. Rien n’est changé."
        lecture.dire(f"{dits} d’autres services", dit, Suite.VUE)
    if not lecture.lignes:
        lecture.dire("Suivi des titres", "Rien de nouveau sur les titres de la régie.", Suite.VUE)


def _cle(dit: RejetLu | EncaisseLu) -> tuple[str, int, int, int]:
    return dit.genre, dit.exercice, dit.bordereau, dit.titre


def _nos_titres(lue: ReponseLue) -> dict[tuple[str, int, int, int], TitreTresor]:
    """The titres of the bordereaux that it names. One query."""
    dits: list[RejetLu | EncaisseLu] = [*lue.rejets, *lue.encaisses]
    siens = TitreTresor.objects.filter(
        bordereau__entete__siret=lue.siret,
        bordereau__exercice__in={un.exercice for un in dits},
        bordereau__numero__in={un.bordereau for un in dits},
    )
    return {
        (un.bordereau.genre, un.bordereau.exercice, un.bordereau.numero or 0, un.numero): un
        for un in siens.select_related("bordereau").prefetch_related("lignes__creance__facture")
    }


def _encaisser(titre: TitreTresor, un: EncaisseLu, rang: int, lecture: _Lecture) -> None:
    """One sum, noted on its line's invoice. `rang`: among those that read the same here."""
    quoi = f"{titre} : {en_euros(un.montant)} le {en_chiffres(un.jour)}"
    ligne = next((une for une in titre.lignes.all() if une.rang == un.ligne), None)
    if ligne is None or un.montant <= 0:
        lecture.dire(quoi, "Cette ligne n’est pas celle du titre.", Suite.A_VOIR, titre=titre)
    elif un.origine == CORRIGE:
        dit = "Titre correctif : l’annulation demandée est passée."
        lecture.dire(quoi, dit, Suite.VUE, titre=titre)
    elif un.origine not in DE_L_ARGENT:
        dit = (
            "Ce n’est pas de l’argent reçu (admission en non-valeur, mandat…) : voyez le comptable."
        )
        lecture.dire(quoi, dit, Suite.A_VOIR, titre=titre)
    else:
        _noter(ligne, un, rang, lecture, quoi)


def _noter(ligne: LigneTitre, un: EncaisseLu, rang: int, lecture: _Lecture, quoi: str) -> None:
    facture, titre = ligne.creance.facture, ligne.titre
    reference = f"titre {titre.numero} de {titre.bordereau.exercice}, ligne {ligne.rang}"
    reference += f" ({rang})" if rang > 1 else ""
    avis: dict[str, Any] = {"encaisse_le": un.jour, "reference": reference}
    # one that an agent has taken back counts too: what he has decided stays
    if RecouvrementTresor.objects.filter(facture=facture, montant=un.montant, **avis).exists():
        lecture.dire(quoi, "Déjà noté.", Suite.DEJA, titre=titre)
        return
    try:
        noter_les_recouvrements({facture.pk: un.montant}, **avis, par=lecture.par)
    except Refus as refus:
        dit = _PAS_NOTE.format(recu=en_euros(un.montant), refus=refus)
        lecture.dire(quoi, dit, Suite.A_VOIR, titre=titre)
    else:
        lecture.dire(quoi, f"Noté sur la facture {facture}.", titre=titre)


@transaction.atomic
def noter_la_reponse(
    bordereau: BordereauTresor, *, acceptee: bool, motif: str, par: Utilisateur
) -> None:
    """Said by hand, not by a file. Refus: it has not left, or is refused without a reason."""
    bordereau = verrouiller(bordereau, Etat.ENVOYE)
    if acceptee:
        accepter_le_bordereau(bordereau, par=par)
        return
    motif = exiger_ecrit(motif, "Dites pourquoi la trésorerie le refuse.")
    refuser_le_bordereau(bordereau, motif, par=par)


def marquer_vue(ligne: LigneReponse) -> None:
    LigneReponse.objects.filter(pk=ligne.pk, suite=Suite.A_VOIR).update(suite=Suite.VUE)
