"""The list of conversations: those that wait first, the oldest on top, with counts by state that
are links."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.utils import timezone

from famille.messages.lecture import Nombre
from famille.messages.portes import a_propos
from famille.models import Fil, Utilisateur
from famille.regles.foyer import mots_cherches
from famille.regles.messages import JOURS_PROMIS, attente

Etat = Fil.Etat
PAR_PAGE = 30
COMPTE_MAX = 990  # whole pages; further, one searches or filters
# (key in the address, label, condition): the tabs. The first is what the inbox is for.
ONGLETS = [
    ("", "À traiter", Q(etat=Etat.A_TRAITER)),
    ("repondu", "Répondues", Q(etat=Etat.REPONDU)),
    ("envoye", "Envoyées", Q(etat=Etat.ENVOYE)),
    ("clos", "Closes", Q(etat=Etat.CLOS)),
    ("toutes", "Toutes", Q()),
]


def filtrer(fils, valeurs, *, agent):
    """The conversations that answer `valeurs` (FiltreForm), whatever their state."""
    if "q" in valeurs:
        fils = fils.filter(chercher(valeurs["q"]))
    if valeurs.get("delai") == "retard":
        fils = fils.filter(attend_depuis__lt=debut_du_retard())
    if qui := valeurs.get("agent"):
        fils = fils.filter(
            {"moi": Q(agent=agent), "personne": Q(agent=None)}.get(qui) or Q(agent=int(qui))
        )
    return fils


def debut_du_retard():
    """datetime: what waits since before it is late today, as `regles_messages.attente` says."""
    minuit = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return minuit - timedelta(days=JOURS_PROMIS)


def chercher(texte):
    """Q: each word is in the subject, in the number of what it is about, or among what its
    household is found by."""
    condition = Q()
    for mot in mots_cherches(texte):
        condition &= Q(recherche__contains=mot) | Q(foyer__recherche__contains=mot)
    return condition


def onglets(fils, adresse, *, agent):
    """list[dict(cle, libelle, nombre, dit, adresse, actif, condition)]: the tabs, counted in one
    query."""
    cles = fils.order_by().values("pk")
    lus = [
        Nombre(cles.filter(condition)[: COMPTE_MAX + 1]) for _cle, _libelle, condition in ONGLETS
    ]
    nombres = Utilisateur.objects.filter(pk=agent.pk).values_list(*lus).get()
    connues = {cle for cle, _libelle, _condition in ONGLETS}
    actif = adresse.get("etat", "") if adresse.get("etat", "") in connues else ""
    tous = []
    for (cle, libelle, condition), nombre in zip(ONGLETS, nombres, strict=True):
        parametres = adresse.copy()
        parametres.pop("p", None)
        parametres["etat"] = cle
        tous.append(
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
    return tous


def page_de(fils, onglet, numero):
    """(Page, list of lines) of this tab."""
    attend = onglet["cle"] == ""
    ordre = (F("attend_depuis").asc(nulls_last=True), "pk") if attend else ("-dernier_le", "-pk")
    lus = (
        fils.filter(onglet["condition"]).select_related("foyer", "enfant", "agent").order_by(*ordre)
    )
    pages = Paginator(lus, PAR_PAGE)
    pages.count = min(onglet["nombre"], COMPTE_MAX)
    page = pages.get_page(numero)
    trouves = list(page.object_list)
    sujets, jour = a_propos(trouves), timezone.localdate()
    return page, [
        {"fil": fil, "apropos": sujets.get(fil.pk), "attente": attente_de(fil, jour)}
        for fil in trouves
    ]


def attente_de(fil, jour):
    """Attente of a conversation, or None: nobody waits."""
    return attente(fil.attend_depuis and timezone.localdate(fil.attend_depuis), jour)
