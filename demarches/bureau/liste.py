"""The list of demandes: the most urgent first, with counts by state that are links.

Nothing here reads more rows when a town has 100,000 demandes than when it has 1,000
(bench/pages): counts stop at `COMPTE_MAX`, and so do the pages; further, one searches or
filters.
"""

import re
from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import F, IntegerField, Q, Subquery
from django.utils import timezone
from wagtail_modeladmin.views import WMABaseView

from demarches.catalogue.place_en_accueil_de_loisirs.listes import en_retard, sur_liste
from demarches.models import Demande
from famille.models import Fil, Utilisateur
from famille.regles.foyer import mots_cherches

from . import menu
from .forms import FiltreForm, instructeurs

Statut = Demande.Statut
PAR_PAGE = 30
COMPTE_MAX = 990  # whole pages
# (key in the address, label, condition): the tabs. The first is what the desk is for.
ONGLETS = [
    ("", "À traiter", Q(statut=Statut.EN_ATTENTE)),
    ("a-completer", "À compléter", Q(statut=Statut.A_COMPLETER)),
    ("validee", "Validées", Q(statut=Statut.VALIDEE)),
    ("rejetee", "Rejetées", Q(statut=Statut.REJETEE)),
    ("repondue", "Répondues", Q(statut__in=Demande.REPONSES)),
    ("toutes", "Toutes", ~Q(statut=Statut.BROUILLON)),
]
DE_NUMERO = re.compile(r"[d\d-]+")
URGENCE = (F("echeance").asc(nulls_last=True), "deposee_le", "pk")
RECENTES = ("-deposee_le", "pk")


class ListeDesDemandes(WMABaseView):
    template_name = "demarches/bureau/liste/liste.html"
    page_title = "Demandes"

    def check_action_permitted(self, user):
        return self.permission_helper.user_can_list(user)

    def get_context_data(self, **kwargs):
        jour = timezone.localdate()
        agents = list(instructeurs())
        formulaire = FiltreForm(self.request.GET, agents=agents)
        valeurs = formulaire.valeurs()
        trouvees = filtrer(self.get_base_queryset(), valeurs, jour=jour, agent=self.request.user)
        if "q" in valeurs:
            trouvees = resserrer(trouvees)
        onglets = compter(trouvees, self.request)
        actif = next(onglet for onglet in onglets if onglet["actif"])
        attendent = sur_liste() if actif["cle"] in ("", "toutes") else set()
        pages = Paginator(
            ranger(trouvees.filter(actif["condition"]), actif["cle"], attendent), PAR_PAGE
        )
        pages.count = min(actif["nombre"], COMPTE_MAX)
        page = pages.get_page(self.request.GET.get("p"))
        contexte = {
            "formulaire": formulaire,
            "filtree": bool(valeurs.keys() - {"etat"}),
            "onglets": onglets,
            "onglet": actif,
            "page": page,
            "lignes": [ligne(demande, jour, sur_liste=demande.pk in attendent) for demande in page],
            "au_dela": actif["nombre"] > COMPTE_MAX,
            "valeurs": valeurs,
            "agents": agents,
        }
        return super().get_context_data(**contexte, **kwargs)


def filtrer(demandes, valeurs, *, jour, agent):
    """The demandes that answer `valeurs` (FiltreForm), whatever their state."""
    conditions = {
        "demarche": lambda code: Q(code=code),
        "echeance": lambda quand: _echeance(quand, jour),
        "age": lambda jours: Q(deposee_le__date__lt=jour - timedelta(days=int(jours))),
        "agent": lambda qui: _agent(qui, agent),
        "q": chercher,
    }
    for nom, condition in conditions.items():
        if nom in valeurs:
            demandes = demandes.filter(condition(valeurs[nom]))
    return demandes


def chercher(texte):
    """Q: each word is in the demande's number or among what its household is found by; accents do
    not matter.

    A word that can't be of a number ("D-2026-00231") is sought in households alone: those found
    lead to their demandes by an index, where an "or" across two tables would have every demande of
    the town read.
    """
    condition = Q()
    for mot in mots_cherches(texte):
        du_foyer = Q(foyer__recherche__contains=mot)
        condition &= (
            Q(numero__contains=mot.upper()) | du_foyer if DE_NUMERO.fullmatch(mot) else du_foyer
        )
    return condition


def _echeance(quand, jour):
    semaine = jour + timedelta(days=7)
    return {
        "retard": lambda: en_retard(jour),
        "semaine": lambda: Q(echeance__gte=jour, echeance__lte=semaine),
        "plus-tard": lambda: Q(echeance__gt=semaine) | Q(echeance=None),
        "sur-liste": lambda: Q(pk__in=sur_liste()),
    }[quand]()


def _agent(qui, agent):
    return {"moi": Q(agent=agent), "personne": Q(agent=None)}.get(qui) or Q(agent=int(qui))


def ranger(demandes, cle, attendent):
    """Sliceable: the demandes of the tab `cle` in its order. Among those to deal with, `attendent`
    (keys) come last, whatever their date: nobody can answer them until a place frees."""
    if cle in ("validee", "rejetee", "repondue", "toutes"):
        return demandes.order_by(*RECENTES)
    demandes = demandes.order_by(*URGENCE)
    if not attendent:
        return demandes
    return ALaSuite(demandes.exclude(pk__in=attendent), demandes.filter(pk__in=attendent))


class ALaSuite:
    """Two QuerySets, one after the other: each is read in the order of its index, and the first is
    counted only where its last page is reached. Sorting them as one would read all that waits."""

    ordered = True

    def __init__(self, premieres, dernieres):
        self.premieres, self.dernieres = premieres, dernieres

    def __getitem__(self, tranche):
        page = list(self.premieres[tranche])
        if len(page) < tranche.stop - tranche.start:
            avant = self.premieres.count()
            page += self.dernieres[max(tranche.start - avant, 0) : max(tranche.stop - avant, 0)]
        return page


def onglet_de(cle):
    """(key, label, condition): the tab of this key, the first when there is none such."""
    return next((onglet for onglet in ONGLETS if onglet[0] == cle), ONGLETS[0])


class Nombre(Subquery):
    """How many rows a query has, as a value of another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) _lignes)"
    output_field = IntegerField()
    empty_result_set_value = 0


def resserrer(demandes):
    """The same demandes, named by their keys when they are few: a search reads the whole town once,
    and not once a tab. Where they are many, each tab finds its first ones soon."""
    cles = list(demandes.order_by().values_list("pk", flat=True)[: COMPTE_MAX + 1])
    if len(cles) > COMPTE_MAX:
        return demandes
    return Demande.objects.filter(pk__in=cles).select_related("foyer", "enfant", "agent")


def compter(demandes, request):
    """list[dict(cle, libelle, nombre, dit, adresse, actif, condition)]: the tabs, in one query,
    asked on the row of the agent who reads, with the numbers beside the menu; `nombre` stops after
    `COMPTE_MAX`."""
    adresse, cles = request.GET, demandes.order_by().values("pk")
    lus = [
        Nombre(cles.filter(condition)[: COMPTE_MAX + 1]) for _cle, _libelle, condition in ONGLETS
    ]
    lus += [
        Nombre(menu.premieres_a_traiter().values("pk")),
        Nombre(Fil.objects.du_menu().values("pk")),
    ]
    *nombres, a_traiter, fils = (
        Utilisateur.objects.filter(pk=request.user.pk).values_list(*lus).get()
    )
    setattr(request, menu.CLE, a_traiter)
    setattr(request, Fil.NOMBRE_AU_MENU, fils)
    onglets = []
    actif = onglet_de(adresse.get("etat", ""))[0]
    for (cle, libelle, condition), nombre in zip(ONGLETS, nombres, strict=True):
        parametres = adresse.copy()
        parametres.pop("p", None)
        parametres["etat"] = cle
        onglets.append(
            {
                "cle": cle,
                "libelle": libelle,
                "nombre": nombre,
                "dit": f"plus de {COMPTE_MAX}" if nombre > COMPTE_MAX else str(nombre),
                "adresse": f"?{parametres.urlencode()}",
                "actif": cle == actif,
                "condition": condition,
            }
        )
    return onglets


def ligne(demande, jour, *, sur_liste=False):
    """dict: one demande, with how far its deadline is (`retard`, `proche`, or nothing).
    `sur_liste`: it waits for a place, and is not late."""
    attendue = demande.statut == Statut.EN_ATTENTE and demande.echeance
    jours = (demande.echeance - jour).days if attendue else None
    urgence = ""
    if jours is not None and not sur_liste:
        urgence = "retard" if jours < 0 else "proche" if jours <= 3 else ""
    return {
        "demande": demande,
        "titre": demande.titre_court,
        "jours": jours,
        "retard": -jours if urgence == "retard" else 0,
        "urgence": urgence,
        "sur_liste": sur_liste,
    }
