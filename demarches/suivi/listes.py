"""The family's lists: drafts, what was sent, what can be asked. Few queries."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils import timezone

from demarches.catalogue import toutes
from demarches.catalogue.reinscription.campagne import CODE as REINSCRIPTION
from demarches.depot.depot import refus_de_retrait
from demarches.depot.peremption import suppression_le
from demarches.instruction.liste_des_places import est_en_retard, sur_liste
from demarches.models import CampagneReinscription, Demande, ReglageDelais, ReglageDemarche
from famille.models import Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.ville import service

from .messagerie import BROUILLON, lien_ecrire

if TYPE_CHECKING:
    from demarches.models.demande import DemandeDatee

Statut = Demande.Statut
ETATS_DITS = [
    ("À compléter", {Statut.A_COMPLETER}),
    ("En cours", {Statut.EN_ATTENTE, Statut.REPONDUE}),
    ("Terminées", {Statut.VALIDEE, Statut.REJETEE, Statut.RETIREE, Statut.CLOSE}),
]


def demandes_par_groupe(demandes: "list[DemandeDatee]", *, contact: bool) -> dict[str, Any]:
    """dict(brouillons, deposees): rows for the templates, from demandes read with `pour_la_liste`;
    those sent are under the title of their state. One query.

    `contact` (bool): a message can be begun now.
    """
    reglage = ReglageDelais.load()
    return {
        "brouillons": [
            brouillon(d) | {"supprime_le": suppression_le(d, reglage)}
            for d in demandes
            if d.statut == Statut.BROUILLON
        ],
        "deposees": _par_etat(
            [
                ligne | {"actions": actions_possibles(ligne["demande"], contact=contact)}
                for ligne in envoyees([d for d in demandes if d.statut != Statut.BROUILLON])
            ]
        ),
    }


def _par_etat(lignes: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    par_titre = [
        (titre, [ligne for ligne in lignes if ligne["demande"].statut in etats])
        for titre, etats in ETATS_DITS
    ]
    return [(titre, celles) for titre, celles in par_titre if celles]


def brouillons_de(utilisateur: Utilisateur, code: str) -> list[Any]:
    """The account's drafts of one démarche, the last changed first."""
    siens = Demande.objects.de(utilisateur).brouillons().filter(code=code).order_by("-modifie_le")
    return [brouillon(demande) for demande in siens.select_related("foyer", "enfant")]


def brouillon(demande: Demande) -> dict[str, Any]:
    """The draft, the page reached, where to resume it, the pages not yet right."""
    demarche = demande.demarche
    avancement = demande.avancement
    pages = avancement.pages
    if pages is None:  # begun before drafts named their pages
        pages = [[code, page.titre] for code, page in demarche.etapes.items()] if demarche else []
    noms = dict(pages)
    etapes = list(noms)
    manquent = [code for code in etapes if code not in avancement.validees_de(None)]
    etape = avancement.etape if manquent else "recapitulatif"
    rang = etapes.index(etape) + 1 if etape in etapes else len(etapes) + 1
    return {
        "demande": demande,
        "lien": lien_pour_reprendre(demande, etape or "recapitulatif"),
        "une_page": bool(demarche and demarche.une_page),
        "nom": noms.get(etape, "Récapitulatif"),
        "rang": rang,
        "faites": rang - 1,
        "suite_connue": not _choisit_la_suite(demande),
        "total": len(etapes) + 1,
        "manquent": [noms[code] for code in manquent],
    }


def _choisit_la_suite(demande: Demande) -> bool:
    """Whether an answer that it still waits for chooses how many pages there are."""
    etapes = demande.demarche.etapes if demande.demarche else {}
    return any(
        page.choisit_la_suite and code not in demande.avancement.validees_de(None)
        for code, page in etapes.items()
        if code in dict(demande.avancement.pages or [])
    )


def envoyees(demandes: "list[DemandeDatee]") -> list[dict[str, Any]]:
    """Each demande, and the one sentence that says where it is and what comes next. Those that wait
    for a place are sought only where something is late."""
    jour = timezone.localdate()
    tardives = [demande for demande in demandes if est_en_retard(demande, jour, sur_liste=False)]
    attendent = sur_liste(tardives) if tardives else set()
    return [
        {
            "demande": demande,
            "phrase": phrase(demande, jour, sur_liste=demande.pk in attendent),
            "complement": demande.complement_attendu,
        }
        for demande in demandes
    ]


def actions_possibles(demande: Demande, *, contact: bool) -> list[dict[str, str]]:
    """[{"texte", "suite", "lien", "icone"}]: what the family can do of a demande sent, beside
    completing it, which stands out. `suite`: what a small screen may leave unsaid. No query when
    its complements are prefetched."""
    accuse = reverse("demarches:accuse", args=[demande.pk])
    possibles = [("Le récapitulatif", "(accusé de réception)", accuse, "imprimer")]
    if contact and (lien := lien_ecrire(demande)):
        possibles.append(("Écrire", "au sujet de cette demande", lien, "message"))
    if not refus_de_retrait(demande):
        lien = reverse("demarches:retirer", args=[demande.pk])
        possibles.append(("Retirer", "cette demande", lien, "corbeille"))
    noms = ("texte", "suite", "lien", "icone")
    return [dict(zip(noms, une, strict=True)) for une in possibles]


def phrase(demande: "DemandeDatee", jour: date, *, sur_liste: bool) -> str:
    """str. `sur_liste`: its day is past, and no place is free for it."""
    complement = demande.complement_attendu
    envoyee = f"Envoyée le {en_lettres(timezone.localdate(demande.deposee_le))}"
    if complement:
        limite = en_lettres(complement.limite)
        return f"{service().en_debut} attend un complément avant le {limite}."
    if sur_liste:
        return f"{envoyee} · sur liste : vous êtes prévenu quand une place vous est donnée."
    if demande.echeance and est_en_retard(demande, jour, sur_liste=sur_liste):
        prevue = en_lettres(demande.echeance)
        return f"{envoyee} · la réponse a du retard : elle était attendue le {prevue}."
    if demande.statut == Statut.EN_ATTENTE and demande.echeance:
        return f"{envoyee} · réponse attendue avant le {en_lettres(demande.echeance)}."
    if demande.statut == Statut.EN_ATTENTE:
        return f"{envoyee} · vous n’avez rien à faire."
    if demande.statut == Statut.REPONDUE:
        return f"{service().en_debut} vous a répondu : lisez sa réponse, vous pouvez y répondre."
    decidee = en_lettres(timezone.localdate(demande.decidee_le))
    if demande.statut == Statut.RETIREE:
        return f"Votre foyer l’a retirée le {decidee} : {service().le} ne la traite pas."
    if demande.statut == Statut.VALIDEE:
        return f"Validée le {decidee} : votre dossier est à jour."
    if demande.statut == Statut.CLOSE:
        return f"Terminée le {decidee} : la réponse est dans la conversation."
    return f"Rejetée le {decidee} : la raison et vos recours sont dans la demande."


def offre() -> dict[str, Any]:
    """What can be asked now, and what comes soon (G5, G22). One query."""
    reglages = list(a_dire())
    for reglage in reglages:
        reglage.lien = lien_pour_commencer(reglage.code)
    return {
        "ouvertes": [reglage for reglage in reglages if est_ouverte(reglage.code, reglage.etat)],
        "annoncees": [r for r in reglages if r.etat == ReglageDemarche.Etat.ANNONCEE],
    }


def est_ouverte(code: str, etat: str) -> bool:
    """Whether families may begin it: the town offers it, and this version of the portal has it."""
    return etat == ReglageDemarche.Etat.OUVERTE and code in toutes()


def peut_commencer(code: str) -> bool:
    """Whether families may begin this démarche today. One query."""
    return any(est_ouverte(un.code, un.etat) for un in a_dire().filter(code=code))


def lien_pour_commencer(code: str) -> str:
    """Where this démarche begins: its presentation, or the one page on which a family does it."""
    demarche = toutes().get(code)
    if demarche and demarche.une_page:
        return reverse(demarche.une_page)
    if demarche and demarche.accueil:
        return reverse(demarche.accueil)
    return reverse("demarches:presentation", args=[code])


def lien_pour_reprendre(demande: Demande, etape: str) -> str:
    """Where a draft is taken up: the page that it had reached, or the one page of its démarche."""
    demarche = demande.demarche
    if demarche and demarche.une_page:
        return reverse(demarche.une_page, query={BROUILLON: demande.pk})
    return reverse("demarches:etape", args=[demande.pk, etape])


def a_dire(jour: "date | None" = None) -> QuerySet[ReglageDemarche]:
    """All but those that are closed; the re-registration is told while families answer one."""
    ouverte = Exists(CampagneReinscription.objects.ouvertes(jour or timezone.localdate()))
    lues = ReglageDemarche.objects.exclude(etat=ReglageDemarche.Etat.FERMEE)
    return lues.exclude(~ouverte, code=REINSCRIPTION)


def demarches_ouvertes() -> dict[str, Any]:
    """{code: dict(titre, lien)} of what the town has opened. One query."""
    catalogue = toutes()
    return {
        reglage.code: {"titre": reglage.titre, "lien": lien_pour_commencer(reglage.code)}
        for reglage in ReglageDemarche.objects.ouvertes()
        if reglage.code in catalogue
    }
