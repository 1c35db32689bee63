"""The list, and the screens that no other room has."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import Context
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.ui.components import Component

from cms_pages.identite.nommer import nommer_la_ville
from cms_pages.models import IdentiteSite
from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_jour, pluriel
from famille.socle.ecran import fil, page
from famille.socle.erreurs import Refus
from reservations.bureau.droits import exige

from .essais import envoyer_un_message, essayer_une_famille
from .etapes import REGLER, SANS_NOM, Etape, dire_l_avancement, etapes
from .fichier import OCTETS_MAX, comparer, exporter, importer

LISTE = ("Mettre en service", "mise_en_service")
EN_COURS = "mise_en_service"  # of a session: its administrator is at it, the menu leads back there
DUREE = 60  # seconds
CHAMPS = (
    *("ville", "nom_portail", "service", "service_article", "telephone", "courriel", "adresse"),
    *("horaires", "tribunal", "perimetre"),
)


class IdentiteForm(forms.ModelForm):
    class Meta:
        model = IdentiteSite
        fields = CHAMPS
        widgets = {
            "adresse": forms.Textarea(attrs={"rows": 3}),
            "horaires": forms.Textarea(attrs={"rows": 3}),
        }


class Avancement(Component):
    """On the administrator's home, until the town is open."""

    name = "mise-en-service"
    template_name = "portail/mise_en_service_accueil.html"
    order = 1

    def get_context_data(self, parent_context: Context) -> dict[str, Any]:
        request = parent_context["request"]
        # the home is the page most read: the steps are read again each minute, and by their list
        gardees = cache.get_or_set(EN_COURS, lambda: _a_garder(etapes()), DUREE)
        lues = _retenir(request, [Etape(**une) for une in gardees or ()])
        return {
            "avancement": dire_l_avancement(lues),
            "prochaines": [etape for etape in lues if not etape.faite],
            "ouvertes": _ouvertes(lues, request.user),
            "faites": sum(etape.faite for etape in lues),
            "total": len(lues),
        }


def _a_garder(lues: list[Etape]) -> list[dict[str, Any]]:
    return [asdict(une) for une in lues]


def _retenir(request: RequeteConnectee, lues: list[Etape]) -> list[Etape]:
    """The menu leads back to the steps from every screen until all are done."""
    reste = any(not etape.faite for etape in lues)
    if request.session.get(EN_COURS, False) != reste:
        request.session[EN_COURS] = reste
    return lues


def _ouvertes(lues: list[Etape], utilisateur: Utilisateur) -> set[str]:
    """The steps whose screen this administrator may open; the others are an agent's."""
    return {etape.cle for etape in lues if utilisateur.has_perm(etape.droit)}


def panneau(request: RequeteConnectee) -> Avancement | None:
    return Avancement() if request.user.has_perm(REGLER) else None


@require_safe
@exige(REGLER)
def liste(request: RequeteConnectee) -> HttpResponse:
    lues = _retenir(request, etapes())
    cache.set(EN_COURS, _a_garder(lues), DUREE)
    contexte = {
        "etapes": lues,
        "ouvertes": _ouvertes(lues, request.user),
        "avancement": dire_l_avancement(lues),
        "faites": sum(etape.faite for etape in lues),
        "titre": "Mettre en service",
        "breadcrumbs_items": [],
    }
    return page(request, "portail/mise_en_service.html", contexte)


@require_http_methods(["GET", "POST"])
@exige(REGLER)
def identite(request: RequeteConnectee) -> HttpResponse:
    """The town's name and its service, said once for all."""
    ligne = IdentiteSite.for_request(request)
    # what stands for a name that nobody has given is not to be erased by hand
    sans_nom = {"ville": ""} if ligne.ville == SANS_NOM else {}
    form = IdentiteForm(request.POST or None, instance=ligne, initial=sans_nom)
    if form.is_valid():
        try:
            nommer_la_ville(par=request.user, **form.cleaned_data)
        except ValidationError as erreur:
            form.add_error(None, erreur)
        else:
            messages.success(
                request, "C’est enregistré : les pages, les démarches et les courriels suivent."
            )
            return redirect(LISTE[1])
    contexte = {
        "form": form,
        "titre": "La collectivité et son service",
        "breadcrumbs_items": fil(LISTE),
    }
    gabarit = "portail/mise_en_service_identite.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_http_methods(["GET", "POST"])
@exige(REGLER)
def essais(request: RequeteConnectee) -> HttpResponse:
    """A mail, a family: each by its button."""
    if request.method == "POST":
        _essayer(request)
        return redirect("mise_en_service_essais")
    contexte = {
        "a_qui": request.user.email,
        "titre": "Essayer avant d’ouvrir",
        "breadcrumbs_items": fil(LISTE),
    }
    return page(request, "portail/mise_en_service_essais.html", contexte)


def _essayer(request: RequeteConnectee) -> None:
    if request.POST.get("quoi") == "courriel":
        adresse = envoyer_un_message(par=request.user)
        messages.success(request, f"Un message part à {adresse} : vérifiez qu’il arrive.")
        return
    try:
        essai = essayer_une_famille(par=request.user)
    except Refus as refus:
        messages.error(request, f"Une famille ne pourrait pas réserver. {refus}")
        return
    prix = f", {essai.prix}" if essai.prix else ", sans tarif"
    messages.success(
        request,
        f"{essai.activite}, {en_jour(essai.jour)}{prix} : {essai.dit} Tout est effacé.",
    )


class FichierForm(forms.Form):
    fichier = forms.FileField(
        label="Fichier de réglages",
        help_text="Celui qu’un autre portail a exporté (.yaml), 2 Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
    )


@require_http_methods(["GET", "POST"])
@exige(REGLER)
def fichier(request: RequeteConnectee) -> HttpResponse:
    """Take everything that was set, or bring it: what would change is read first."""
    if not request.user.is_superuser:
        raise PermissionDenied
    quoi = request.POST.get("quoi", "")
    if quoi == "exporter":
        return _telecharger()
    if quoi == "confirmer":
        return _importer(request)
    form = FichierForm(*((request.POST, request.FILES) if quoi == "lire" else ()))
    contexte: dict[str, Any] = {
        "form": form,
        "titre": "Tous les réglages dans un fichier",
        "breadcrumbs_items": fil(LISTE),
    }
    if form.is_bound and form.is_valid():
        contexte |= _apercu(form, par=request.user)
    return page(request, "portail/mise_en_service_fichier.html", contexte, refusee=form.errors)


def _telecharger() -> HttpResponse:
    reponse = HttpResponse(exporter(), content_type="application/yaml; charset=utf-8")
    jour = timezone.localdate()
    reponse["Content-Disposition"] = f'attachment; filename="reglages-{jour}.yaml"'
    return reponse


def _apercu(form: FichierForm, *, par: Utilisateur) -> dict[str, Any]:
    try:
        texte = form.cleaned_data["fichier"].read(OCTETS_MAX + 1).decode()
        changements = comparer(texte, par=par)
    except (Refus, UnicodeDecodeError) as refus:
        dit = str(refus) if isinstance(refus, Refus) else "Ce fichier n’est pas du texte."
        form.add_error("fichier", dit)
        return {}
    return {"lu": True, "changements": changements, "texte": signing.dumps(texte, compress=True)}


def _importer(request: RequeteConnectee) -> HttpResponse:
    try:
        texte = signing.loads(request.POST.get("texte", ""), max_age=3600)
        changements = importer(texte, par=request.user)
    except signing.BadSignature:
        messages.error(request, "Cet aperçu est trop ancien : redonnez le fichier.")
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        combien = len(changements)
        messages.success(request, f"{compte(combien, 'réglage')} importé{pluriel(combien)}.")
        return redirect(LISTE[1])
    return redirect("mise_en_service_fichier")
