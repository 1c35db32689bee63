"""The list: one day of one activity, its half-days, its filters."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_jour
from reservations.bureau.droits import GUICHET
from reservations.models import Activite
from reservations.planning.directions import (
    activites_dirigees,
    jour_de_securite,
    lit_la_securite,
    recul_de,
)
from reservations.presences.choix import (
    ARRIVEE,
    NOM,
    ChoixListe,
    Jours,
    lire_le_choix,
    lire_les_jours,
)
from reservations.presences.encadrement import lire_l_encadrement
from reservations.presences.entree import activite_demandee, activites_du_compte, entree
from reservations.presences.enveloppe import cle_publique
from reservations.presences.issues import motif_du_jour
from reservations.presences.liste import SANS_GROUPE, Appel, lire_les_appels
from reservations.presences.securite import marques


@require_safe
@entree
def liste(request: RequeteConnectee) -> HttpResponse:
    """`?activite=3&jour=2026-12-09&moment=1-matin&groupe=4&cherche=&tri=nom|arrivee&a_pointer=oui`."""
    activites = activites_du_compte(request)
    choix = lire_le_choix(request.GET)
    activite = activite_demandee(activites, choix.activite)
    if activite is None:
        return render(request, "reservations/presences/aucune.html")
    aujourd_hui = timezone.localdate()
    jours = lire_les_jours(activite, choix.jour, aujourd_hui)
    choix = choix.avec(activite=str(activite.pk), jour=jours.jour)
    appels = lire_les_appels(activite, jours.jour, choix)
    choix = choix.avec(moment=next((appel.creneau.moment for appel in appels if appel.courant), ""))
    securite = lit_la_securite(request.user, activite) and jour_de_securite(jours.jour, aujourd_hui)
    contexte = {
        "activites": [
            (une, choix.avec(activite=str(une.pk), groupe="", moment="").adresse)
            for une in activites
        ],
        "activite": activite,
        "aujourd_hui": aujourd_hui,
        "jours": jours,
        "titre_du_jour": en_jour(jours.jour, annee=jours.jour.year != aujourd_hui.year),
        "autres_jours": {
            nom: choix.avec(jour=jour).adresse for nom, jour in _autres(jours, aujourd_hui) if jour
        },
        "appels": [(appel, choix.avec(moment=appel.creneau.moment).adresse) for appel in appels],
        "choix": choix,
        "filtres": _filtres(activite, choix, appels),
        "ne_se_pointe_pas": motif_du_jour(jours.jour, recul_de(request.user)),
        "dirige": activites_dirigees(request.user).filter(pk=activite.pk).exists(),
        "securite": securite,
        "marques": _marques(appels) if securite else {},
        "au_guichet": request.user.has_perm(GUICHET),
        "encadrement": lire_l_encadrement(activite, jours.jour, appels),
        "cle_publique": cle_publique(),
        "maintenant": int(timezone.now().timestamp() * 1000),
        "empreinte": salted_hmac(
            "reservations.presences", str(request.user.pk), algorithm="sha256"
        ).hexdigest()[:16],
    }
    return render(request, "reservations/presences/liste.html", contexte)


def _marques(appels: list[Appel]) -> dict[int, str]:
    """Of the children of these lists."""
    return marques({ligne.reservation.enfant_id for appel in appels for ligne in appel.lignes})


def _autres(jours: Jours, aujourd_hui: date) -> list[Any]:
    return [("avant", jours.avant), ("apres", jours.apres), ("aujourd_hui", aujourd_hui)]


def _filtres(activite: Activite, choix: ChoixListe, appels: list[Appel]) -> dict[str, Any]:
    """dict of name → list of (value, label, address, whether it is the one chosen)."""
    groupes = [("", "Tous")] + [(str(groupe.pk), groupe.nom) for groupe in activite.groupes.all()]
    if any(ligne.groupe is None for appel in appels for ligne in appel.lignes):
        groupes.append((SANS_GROUPE, "Sans groupe"))
    tris = [(NOM, "Par nom"), (ARRIVEE, "Par arrivée")]
    return {
        "groupe": [
            (v, libelle, choix.avec(groupe=v).adresse, v == choix.groupe) for v, libelle in groupes
        ],
        "tri": [(v, libelle, choix.avec(tri=v).adresse, v == choix.tri) for v, libelle in tris],
        "a_pointer": choix.avec(a_pointer=not choix.a_pointer).adresse,
        "dedans": choix.avec(dedans=not choix.dedans).adresse,
        "tout": choix.avec(groupe="", cherche="", a_pointer=False, dedans=False).adresse,
    }
