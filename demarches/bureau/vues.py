"""The desk's views of one demande. Each fetches, checks its form, calls one action, and goes back to the screen."""

from django.contrib import messages
from django.db.models import F, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from famille.actions import noter_consultation
from famille.erreurs import Refus

from ..actions import confier, demander_complement, noter, prendre, rejeter, rendre, valider
from ..models import Demande, ReglageDemarche
from . import url_de_la_liste, urls_de
from .droits import pour_instructeurs
from .ecran import contexte_du_dossier
from .forms import ComplementForm, ConfierForm, NoteForm, RejetForm

Statut = Demande.Statut
GABARIT = "demarches/bureau/dossier.html"


@require_GET
@pour_instructeurs
def dossier(request, pk):
    """One demande on one screen; `?decision=rejeter` or `completer` opens that form, `?piece=` shows that piece."""
    demande = _trouver(pk)
    if demande.demarche is None:
        messages.error(request, f"La démarche de {demande} n’existe plus dans cette version du portail.")
        return redirect(url_de_la_liste())
    noter_consultation(demande.foyer, f"demande {demande.numero}", par=request.user)
    return _afficher(request, demande, decision=request.GET.get("decision"))


@require_POST
@pour_instructeurs
def prise_en_charge(request, pk):
    return _agir(request, pk, lambda demande: prendre(demande, par=request.user), "Cette demande est à vous.")


@require_POST
@pour_instructeurs
def rendu(request, pk):
    return _agir(request, pk, lambda demande: rendre(demande, par=request.user), "Cette demande n’a plus d’agent.")


@require_POST
@pour_instructeurs
def confiance(request, pk):
    formulaire = ConfierForm(request.POST)
    if not formulaire.is_valid():
        messages.error(request, "Choisissez à qui confier cette demande.")
        return redirect(urls_de(_trouver(pk)))
    agent = formulaire.cleaned_data["agent"]
    return _agir(request, pk, lambda demande: confier(demande, par=request.user, agent=agent), f"Confiée à {agent}.")


@require_POST
@pour_instructeurs
def note(request, pk):
    texte = request.POST.get("texte", "")
    return _agir(request, pk, lambda demande: noter(demande, texte, par=request.user), "Note enregistrée.")


@require_POST
@pour_instructeurs
def validation(request, pk):
    vu = _entier(request.POST.get("vu"))
    phrase = "Demande validée : le dossier est à jour et la famille est prévenue."
    return _agir(request, pk, lambda demande: valider(demande, par=request.user, vu=vu), phrase)


@require_POST
@pour_instructeurs
def rejet(request, pk):
    phrase = "Demande rejetée : la famille est prévenue et lira vos raisons dans le portail."
    return _decider(request, pk, "rejeter", rejeter, phrase)


@require_POST
@pour_instructeurs
def complement(request, pk):
    phrase = "Complément demandé : la famille est prévenue et retrouve les pages choisies."
    return _decider(request, pk, "completer", demander_complement, phrase)


@require_GET
@pour_instructeurs
def suivante(request, pk):
    """The next demande to deal with, by urgency, among mine and nobody's; the list once there is none left."""
    demande = _trouver(pk)
    file = Demande.objects.a_traiter().filter(Q(agent=None) | Q(agent=request.user)).exclude(pk=demande.pk)
    file = file.order_by(F("echeance").asc(nulls_last=True), "deposee_le", "pk")
    trouvee = file.filter(_apres(demande)).first() or file.first()
    if trouvee is None:
        messages.success(request, "Il n’y a plus de demande à traiter.")
        return redirect(url_de_la_liste())
    return redirect(urls_de(trouvee))


def _apres(demande):
    meme_jour = Q(echeance=demande.echeance, deposee_le__gt=demande.deposee_le)
    if demande.echeance is None:
        return meme_jour
    return Q(echeance__gt=demande.echeance) | Q(echeance=None) | meme_jour


def _trouver(pk):
    """Demande: one that was sent. Http404 for a draft, which belongs to its family alone."""
    deposees = Demande.objects.deposees().select_related("foyer", "enfant", "agent", "par", "accuse")
    return get_object_or_404(deposees, pk=pk)


def _agir(request, pk, action, phrase):
    demande = _trouver(pk)
    try:
        action(demande)
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, phrase)
    return redirect(urls_de(demande))


def _decider(request, pk, decision, action, phrase):
    """A decision that has a form: nothing typed is lost when it is refused."""
    demande = _trouver(pk)
    formulaire = _formulaire(decision, demande, request.POST)
    if not formulaire.is_valid():
        return _afficher(request, demande, decision=decision, formulaire=formulaire)
    try:
        action(demande, par=request.user, **formulaire.cleaned_data)
    except Refus as refus:
        formulaire.add_error(None, str(refus))
        return _afficher(request, _trouver(pk), decision=decision, formulaire=formulaire)
    messages.success(request, phrase)
    return redirect(urls_de(demande))


def _formulaire(decision, demande, donnees=None):
    if decision == "rejeter":
        return RejetForm(donnees)
    reglage = ReglageDemarche.objects.filter(code=demande.code).first()
    pages = demande.demarche.pages_a_rendre(demande)
    return ComplementForm(donnees, pages=pages, jours=reglage and reglage.delai_complement_jours)


def _afficher(request, demande, *, decision=None, formulaire=None):
    contexte = contexte_du_dossier(demande, agent=request.user, piece=request.GET.get("piece"))
    possibles = {
        "rejeter": demande.peut_devenir(Statut.REJETEE),
        "completer": demande.peut_devenir(Statut.A_COMPLETER),
    }
    if formulaire is None and possibles.get(decision):
        formulaire = _formulaire(decision, demande)
        formulaire.initial["vu"] = contexte["vu"]
    contexte |= {
        "decision": decision if formulaire else None,
        "form": formulaire,
        "note": NoteForm(),
        "confier": ConfierForm(initial={"agent": demande.agent_id}),
        "peut_valider": demande.peut_devenir(Statut.VALIDEE),
        "peut_rejeter": possibles["rejeter"],
        "peut_completer": possibles["completer"],
        "a_un_collegue": possibles["rejeter"] and demande.agent_id not in (None, request.user.pk),
        "est_a_moi": demande.agent_id == request.user.pk,
        "liste": url_de_la_liste(),
    }
    return render(request, GABARIT, contexte)


def _entier(texte):
    return int(texte) if texte and texte.isdecimal() else None
