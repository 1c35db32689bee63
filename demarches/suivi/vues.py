"""The family's pages beside the wizard: what it can ask, what it has begun, what it has sent, with
its conversation."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from demarches.caisses.service import api
from demarches.catalogue import obtenir
from demarches.depot.brouillon import abandonner, commencer
from demarches.depot.depot import refus_de_retrait, retirer_demande
from demarches.instruction import deja_facture
from demarches.instruction.acces import INSTRUIRE, demande_a_remplir
from demarches.instruction.conversation import OUVERTES
from demarches.instruction.conversation import ecrire as ecrire_encore
from demarches.instruction.sante_declaree import perdu_au_retrait
from demarches.instruction.suivi import ATTENDENT, dire_ce_qui_reste, recit
from demarches.models import Demande, PieceJointe, ReglageDemarche
from famille.actions import marquer_lu
from famille.journal.une_fois import CleField, une_seule_fois
from famille.models import Enfant, Foyer, Utilisateur
from famille.socle import supprimes
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import QuiRefuse, agir
from famille.socle.ville import service

from . import listes
from .listes import actions_possibles, peut_commencer
from .messagerie import contact_ouvert, conversations_sur, lien_ecrire
from .recues import de_ce_genre

if TYPE_CHECKING:
    from demarches.declaration.demarche import Demarche

NAISSANCE, QUOTIENT = "naissance", "quotient-familial"


@require_safe
def liste(request: RequeteConnectee) -> HttpResponse:
    """Mes démarches: begun, sent, available, announced (G3, G5, G6, G22)."""
    demandes, offre = list(Demande.objects.de(request.user).pour_la_liste()), listes.offre()
    contact = contact_ouvert(offre["ouvertes"])
    contexte = listes.demandes_par_groupe(demandes, contact=contact) | offre
    return render(request, "demarches/suivi/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def presentation(request: RequeteConnectee, code: str) -> HttpResponse:
    """What the démarche is, what to prepare; a POST begins a draft."""
    reglage = get_object_or_404(
        ReglageDemarche.objects.exclude(etat=ReglageDemarche.Etat.FERMEE), code=code
    )
    demarche = obtenir(code)
    ouverte = reglage.etat == ReglageDemarche.Etat.OUVERTE and demarche is not None
    if ouverte and demarche and demarche.une_page:
        return redirect(reverse(demarche.une_page, query=request.GET.dict()))
    if ouverte and demarche and demarche.accueil:
        return redirect(demarche.accueil)
    foyers = list(Foyer.objects.de(request.user))
    form = CommencerForm(
        request.POST if request.method == "POST" else None, demarche=demarche, foyers=foyers
    )
    if request.method == "POST" and form.sans_enfant:
        return redirect("demarches:presentation", code=code)  # the page says what to do
    if request.method == "POST" and form.is_valid():
        with agir(request):
            demande = commencer(code, par=request.user, **form.choix())
            return redirect("demarches:etape", pk=demande.pk, step=demande.avancement.etape)
        return redirect("demarches:presentation", code=code)
    contexte = {
        "reglage": reglage,
        "demarche": demarche,
        "form": form,
        "brouillons": listes.brouillons_de(request.user, code),
        "recues": de_ce_genre(request.user, code) if demarche and demarche.decision else [],
        "naissance": form.sans_enfant
        and ReglageDemarche.objects.ouvertes().filter(code=NAISSANCE).first(),
        "ouverte": ouverte,
        "connu": demarche.deja_connu(foyers, timezone.localdate()) if demarche and ouverte else [],
        "en_une_pression": code == QUOTIENT and api() is not None,
        "pieces": [
            ligne.strip() for ligne in reglage.pieces_a_preparer.splitlines() if ligne.strip()
        ],
    }
    return render(request, "demarches/suivi/presentation.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def annuler(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """Giving a draft up: everything typed is lost, so the parent is warned and confirms (G23)."""
    demande = demande_a_remplir(request.user, pk)
    if demande.statut != Demande.Statut.BROUILLON:
        messages.error(
            request, "Cette demande est déjà envoyée : elle ne peut plus être supprimée."
        )
        return redirect("demarches:demande", pk=pk)
    if request.method == "POST":
        famille = demande.canal == Demande.Canal.PORTAIL
        fait = "La démarche est annulée : ce que vous aviez saisi est supprimé."
        with agir(request, fait):
            abandonner(demande, par=request.user)
            supprimes.noter(request, pk, "demarche")
            return redirect("demarches:liste" if famille else "demandes_modeladmin_saisir")
        return redirect("demarches:demande", pk=pk)
    contexte = {
        "demande": demande,
        "pieces": demande.pieces_jointes,
        "retour": listes.lien_pour_reprendre(demande, demande.avancement.etape or "recapitulatif"),
    }
    return render(request, "demarches/suivi/annuler.html", contexte)


@require_safe
def demande(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """One demande sent: its story in plain words, what was sent, its pieces, the decision."""
    demande = Demande.objects.de(request.user).deposees().avec_suivi().filter(pk=pk).first()
    if demande is None and request.user.has_perm(INSTRUIRE):
        return redirect("demandes_modeladmin_inspect", pk)  # the desk, which has its own rules
    if demande is None:
        raise Http404("not a demande of this account")
    return render(
        request,
        "demarches/suivi/demande.html",
        contexte_de_la_demande(demande, utilisateur=request.user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def retirer(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """Take back what nobody looks at yet: the parent is told what it means."""
    demande = get_object_or_404(
        Demande.objects.de(request.user).deposees().select_related("foyer", "enfant"), pk=pk
    )
    if request.method == "POST":
        perdu = perdu_au_retrait(demande, voit="voit")
        with agir(request):
            retirer_demande(demande, par=request.user)
            retiree = f"Votre demande est retirée : {service().le} ne la traitera pas."
            reste = dire_ce_qui_reste(demande)
            messages.success(request, " ".join(filter(None, [retiree, reste, perdu])))
        return redirect("demarches:demande", pk=pk)
    if pourquoi := refus_de_retrait(demande):
        messages.error(request, pourquoi)
        return redirect("demarches:demande", pk=pk)
    contexte = {"demande": demande, "perdu": perdu_au_retrait(demande, voit="verra")}
    return render(request, "demarches/suivi/retirer.html", contexte)


class CommencerForm(forms.Form):
    """For which household, and which child: asked only when there is a choice."""

    fields: dict[str, Any]  # each of its own class
    seul: Enfant | None = None  # the only child that it may concern

    foyer = forms.ChoiceField(
        label="Pour quel foyer ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le foyer que cette démarche concerne."},
    )
    enfant = forms.ChoiceField(
        label="Pour quel enfant ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez l’enfant que cette démarche concerne."},
    )

    def __init__(
        self, *args: Any, demarche: "Demarche | None", foyers: list[Foyer], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.foyers = {str(foyer.pk): foyer for foyer in foyers}
        self.enfants = {}
        if len(foyers) > 1:
            self.fields["foyer"].choices = [
                (cle, f"{foyer} ({foyer.numero})") for cle, foyer in self.foyers.items()
            ]
        else:
            del self.fields["foyer"]
        if demarche and demarche.par_enfant:
            self.enfants = {str(enfant.pk): enfant for enfant in Enfant.objects.du(foyers)}
            self.fields["enfant"].choices = [
                (cle, str(enfant)) for cle, enfant in self.enfants.items()
            ]
        if len(self.enfants) == 1 and len(foyers) == 1:
            self.seul = next(iter(self.enfants.values()))
        if self.seul or not (demarche and demarche.par_enfant):
            del self.fields["enfant"]

    @property
    def sans_enfant(self) -> bool:
        """Whether the démarche is about a child, and there is none to choose."""
        return bool(self.foyers) and "enfant" in self.fields and not self.enfants

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if not self.foyers:
            raise forms.ValidationError(
                f"Votre compte n’est rattaché à aucun dossier : contactez {service().le}."
            )
        self._exiger_un_enfant_du_foyer(donnees)
        return donnees

    def _exiger_un_enfant_du_foyer(self, donnees: dict[str, Any]) -> None:
        """Refuse a child of another of the account's households (D11)."""
        foyer, enfant = (
            self.foyers.get(donnees.get("foyer", "")),
            self.enfants.get(donnees.get("enfant", "")),
        )
        if foyer and enfant and not Enfant.objects.du([foyer]).filter(pk=enfant.pk).exists():
            self.add_error(
                "enfant", f"{enfant.prenom} n’est pas dans ce dossier : choisissez l’autre foyer."
            )

    def choix(self) -> dict[str, Any]:
        """dict(foyer, enfant) of a valid form."""
        foyer = self.foyers.get(self.cleaned_data.get("foyer", "")) or next(
            iter(self.foyers.values())
        )
        enfant = self.seul or self.enfants.get(self.cleaned_data.get("enfant", ""))
        return {"foyer": foyer, "enfant": enfant}


LONGUEUR_MAX = 5000
REFUSEES = (Demande.Statut.RETIREE, Demande.Statut.REJETEE)


class EcrireForm(QuiRefuse, forms.Form):
    cle = CleField()
    texte = forms.CharField(
        label="Votre message",
        max_length=LONGUEUR_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Écrivez votre message, puis envoyez-le.",
            "max_length": (
                f"Votre message dépasse {LONGUEUR_MAX} caractères : raccourcissez-le, ou envoyez-le"
                " en deux."
            ),
        },
    )


def contexte_de_la_demande(
    demande: Demande, *, utilisateur: Utilisateur, message: EcrireForm | None = None
) -> dict[str, Any]:
    """`message`: the form of what the family was writing, when refused."""
    reglage, contact = demande.reglage, contact_ouvert()
    # nothing is written from here: each of its steps would read them again
    prefetch_related_objects(
        [demande], Prefetch("pieces", PieceJointe.objects.select_related("document__cachet"))
    )
    contexte = {
        "demande": demande,
        "reglage": reglage,
        "pieces": demande.pieces_jointes,
        "actions": actions_possibles(demande, contact=contact),
        "renvoyer": contact and demande.statut in ATTENDENT,
        "ecrire_a_propos": lien_ecrire(demande) if contact else "",
        "se_redemande": demande.statut in REFUSEES and peut_commencer(demande.code),
        "fils": conversations_sur(demande, lecteur=utilisateur),
        "deja_facture": (
            deja_facture.dire(demande) if demande.statut == Demande.Statut.VALIDEE else ""
        ),
    }
    return (
        contexte
        | recit(demande, reglage)
        | conversation(demande, utilisateur=utilisateur, message=message)
    )


def conversation(
    demande: Demande, *, utilisateur: Utilisateur, message: EcrireForm | None = None
) -> dict[str, Any]:
    """`fil` is None when the demande is no conversation, `ecrire` once it is closed."""
    fil = None if demande.attend_une_decision else demande.fil
    if fil is None:
        return {"fil": None}
    marquer_lu(fil, par=utilisateur)
    ouverte = demande.statut in OUVERTES
    return {
        "fil": fil,
        "echanges": list(fil.messages.prefetch_related("documents")),
        "ecrire": (message or EcrireForm()) if ouverte else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def ecrire(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """Nothing typed is lost when it is refused."""
    demande = Demande.objects.de(request.user).deposees().avec_suivi().filter(pk=pk).first()
    if demande is None:
        raise Http404("not a demande of this account")
    if request.method != "POST":
        # "Back", once the answer to the form is forgotten
        return redirect("demarches:demande", pk=pk)
    form = EcrireForm(request.POST)
    if form.is_valid():
        with agir(form):
            une_seule_fois(request, lambda: _ecrire(demande, request.user, form))
            messages.success(
                request, f"Votre message est envoyé. {service().en_debut} vous répond ici."
            )
            return redirect("demarches:demande", pk=pk)
    contexte = contexte_de_la_demande(demande, utilisateur=request.user, message=form)
    return render(request, "demarches/suivi/demande.html", contexte)


def _ecrire(demande: Demande, par: Utilisateur, form: EcrireForm) -> str:
    ecrire_encore(demande, par=par, texte=form.cleaned_data["texte"])
    return reverse("demarches:demande", args=[demande.pk])
