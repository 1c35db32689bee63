"""A démarche opened on the one page that matters, from the card that shows what it would change. A
GET writes nothing: the draft begins with the first thing that is written in it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from demarches.catalogue import obtenir
from demarches.declaration.demarche import Demarche, valeurs_propres
from demarches.depot.brouillon import commencer, exiger_ouverte, mettre_au_debut
from demarches.instruction.passage import PassageImpossible
from demarches.models import Demande
from famille.models import Enfant, Foyer
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee

from .pieces import examiner_les_fichiers
from .vue import Assistant

PAS_ENCORE = (
    "Vous pourrez donner ces informations quand votre arrivée dans le dossier sera confirmée, par"
    " un autre adulte ou par un agent. D’ici là, un autre adulte du foyer peut le faire."
)
DEUX_PRESSIONS = timedelta(seconds=10)  # of one button, by a hand that trembles
ET = "et"  # of the address: other pages of the same démarche, after the one that it names


def lien_de_page(
    code: str, page: str, *autres: str, enfant: int | None = None, **connu: object
) -> str:
    """The address that opens this démarche on `page`, followed by these `autres`. `enfant`: of a
    démarche that is about one child. `connu`: what `Demarche.lu_dans_l_adresse` reads."""
    choix: list[tuple[str, object]] = [(ET, autre) for autre in autres]
    choix += [*([("enfant", enfant)] if enfant else []), *connu.items()]
    adresse = reverse("demarches:ouvrir", args=[code, page])
    return f"{adresse}?{urlencode(choix)}" if choix else adresse


class Ouverture(Assistant):
    def dispatch(
        self, request: RequeteConnectee, *args: Any, step: str, **kwargs: Any
    ) -> HttpResponse:
        code = kwargs["code"]
        demarche = obtenir(code)
        if demarche is None:
            raise Http404("no such démarche")
        try:
            neuve = self._neuve(demarche, step)
            exiger_ouverte(code)
            if neuve is None or (request.method != "POST" and self._en_choisir(neuve)):
                return redirect("demarches:presentation", code=code)
            return self._ouvrir(neuve, step)
        except PassageImpossible as refus:
            messages.error(request, str(refus))
            return redirect("famille:famille")

    def adresse(self, step: str) -> str:
        if self.demande._state.adding:
            return self.request.get_full_path()
        return super().adresse(step)

    def get_form_initial(self, step: str) -> dict[str, Any]:
        return super().get_form_initial(step) | self._lu_dans_l_adresse(step)

    def _lu_dans_l_adresse(self, step: str) -> dict[str, Any]:
        demarche = obtenir(self.kwargs["code"])
        return demarche.lu_dans_l_adresse(step, self.request.GET) if demarche else {}

    def get_context_data(self, form: Any, **kwargs: Any) -> dict[str, Any]:
        """The page's own help, as when its draft is kept."""
        ecran = {"ecran": "demarches:etape", "ecran_code": self.demande.code}
        return super().get_context_data(form=form, **kwargs) | ecran

    def _ouvrir(self, neuve: Demande, step: str) -> HttpResponse:
        if self.request.method == "POST":
            return self._ecrire(neuve, step)
        if commencee := self._commencee(neuve, step):
            adresse = reverse("demarches:etape", args=[commencee.pk, step])
            choix = self.request.GET.urlencode()
            return redirect(f"{adresse}?{choix}" if choix else adresse)
        premiere = neuve.avancement.etape
        if step != premiere:  # the link named its pages in another order: there is no row yet
            choix = self.request.GET.copy()
            choix.setlist(ET, [une for une in neuve.avancement.seules if une != premiere])
            adresse = reverse("demarches:ouvrir", args=[neuve.code, premiere])
            return redirect(f"{adresse}?{choix.urlencode()}")
        neuve.la_famille_ecrit = True
        return self.servir(self.request, neuve, step)

    def _ecrire(self, neuve: Demande, step: str) -> HttpResponse:
        """Two writings of one screen, or of two, make one draft: the household's row is held."""
        self.lus = examiner_les_fichiers(self.request)
        with transaction.atomic():
            Foyer.objects.select_for_update(no_key=True).get(pk=neuve.foyer_id)
            demande = self._commencee(neuve, step)
            if demande is None and (envoyee := self._vient_de_partir(neuve)):
                return self._apres_l_envoi(envoyee)
            if demande is None and self.request.POST.get("action") == "annuler":
                return redirect("demarches:liste")
            demande = demande or commencer(
                neuve.code,
                foyer=neuve.foyer,
                enfant=neuve.enfant,
                par=neuve.par,
                seules=neuve.avancement.seules,
            )
            return self._dispatch(self.request, pk=demande.pk, step=step, verrou=True)

    def _neuve(self, demarche: Demarche, step: str) -> Demande | None:
        """The draft that would begin, not written. None: which household, or which child, is to be
        chosen first. Http404: none of this account has that page."""
        choix = [
            neuve
            for foyer in Foyer.objects.de(self.request.user)
            for enfant in self._enfants(demarche, foyer)
            if (neuve := self._de(demarche, foyer, enfant, step))
        ]
        if not choix:
            self._dire_qu_elle_est_fermee(demarche, step)
            raise Http404("not a page of this account's households")
        d_un_enfant = step not in demarche.etapes  # "sante-12": the page itself names him
        return choix[0] if len(choix) == 1 or d_un_enfant else None

    def _dire_qu_elle_est_fermee(self, demarche: Demarche, step: str) -> None:
        """PassageImpossible: it is a page of this account's, which it may not read yet."""
        siens = [
            (foyer, enfant)
            for foyer in Foyer.objects.de(self.request.user)
            for enfant in self._enfants(demarche, foyer)
        ]
        for foyer, enfant in siens:
            demande = Demande(code=demarche.code, foyer=foyer, enfant=enfant, par=self.request.user)
            if demarche.pages_seules and step in demarche.pages_a_rendre(demande):
                raise PassageImpossible(PAS_ENCORE)

    def _enfants(self, demarche: Demarche, foyer: Foyer) -> list[Enfant | None]:
        if not demarche.par_enfant:
            return [None]
        voulu = entier(self.request.GET.get("enfant"))
        return [une for une in Enfant.objects.du([foyer]) if voulu in (None, une.pk)]

    def _de(
        self, demarche: Demarche, foyer: Foyer, enfant: Enfant | None, step: str
    ) -> Demande | None:
        voulues = [step, *self.request.GET.getlist(ET)] if demarche.pages_seules else []
        neuve = Demande(code=demarche.code, foyer=foyer, enfant=enfant, par=self.request.user)
        toutes = demarche.pages(neuve)
        if step not in toutes or (not voulues and step != next(iter(toutes))):
            return None
        mettre_au_debut(neuve, [code for code in toutes if code in voulues])
        return neuve

    def _vient_de_partir(self, neuve: Demande) -> Demande | None:
        """What the button of this page has just sent (`Demarche.envoi_direct`): what comes behind,
        a second press or what saves itself, begins no other draft."""
        if not neuve.sa_demarche.envoi_direct:
            return None
        siennes = Demande.objects.deposees().filter(
            code=neuve.code, foyer=neuve.foyer, enfant=neuve.enfant, par=neuve.par
        )
        return siennes.filter(deposee_le__gt=timezone.now() - DEUX_PRESSIONS).first()

    def _apres_l_envoi(self, envoyee: Demande) -> HttpResponse:
        if self.request.POST.get("action") == "auto":
            return HttpResponse(status=204)
        return redirect(envoyee.sa_demarche.accueil or "demarches:liste")

    def _siens(self, neuve: Demande) -> list[Demande]:
        return list(
            Demande.objects.brouillons()
            .filter(code=neuve.code, foyer=neuve.foyer, enfant=neuve.enfant, par=neuve.par)
            .filter(canal=Demande.Canal.PORTAIL)
            .order_by("-modifie_le")
        )

    def _commencee(self, neuve: Demande, step: str) -> Demande | None:
        """The draft that this page, this screen or this very press has already begun."""
        seules, ecran = neuve.avancement.seules, self.request.POST.get("ecran", "")
        for une in self._siens(neuve):
            ici = une.avancement.ecriture(step).ecran
            a_l_instant = une.cree_le > timezone.now() - DEUX_PRESSIONS
            du_meme_ecran = bool(ecran) and (ecran == ici or a_l_instant)
            if une.avancement.seules == seules if seules else du_meme_ecran:
                return une
            if self.request.method != "POST" and self._dit_deja(une, step):
                return une
        return None

    def _dit_deja(self, une: Demande, step: str) -> bool:
        """Whether this draft already answers what the address says."""
        lu = self._lu_dans_l_adresse(step)
        return (
            bool(lu)
            and lu.items() <= valeurs_propres(une.sa_demarche.formulaire(une, step)).items()
        )

    def _en_choisir(self, neuve: Demande) -> bool:
        """Whether a whole démarche of the kind is begun already: take it up, or begin another. An
        address that says what it is about has chosen."""
        if neuve.avancement.seules or self._lu_dans_l_adresse(neuve.avancement.etape):
            return False
        return bool(self._siens(neuve))
