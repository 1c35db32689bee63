"""The wizard: formtools' NamedUrlWizardView on our storage (G23 to G26). Beside it:
what a page needs (`contexte_etape`), its files (`pieces`), two screens at once (`conflit`), sending
(`envoi`).

The field `action` of a POST is one of: valider, envoyer, enregistrer, precedent, annuler, joindre,
retirer-<field>, auto; of a page of the file, inchange, and effacer once it is confirmed.
"""

from collections import OrderedDict
from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDict
from formtools.wizard.views import NamedUrlWizardView

from demarches.declaration.a_l_agent import a_l_agent, parler_a_l_agent
from demarches.declaration.champ_secret import en_donnees
from demarches.declaration.etapes import (
    Etape,
    RecapitulatifForm,
    jour_de_reference,
    valeurs_initiales,
)
from demarches.declaration.lectures import noter_la_lecture, noter_la_page
from demarches.declaration.mise_a_jour import INCHANGE, PageDuDossier, inchangee, retenues
from demarches.depot.brouillon import retirer
from demarches.depot.depot import noter_la_saisie
from demarches.instruction.acces import demande_a_remplir, sante_reservee
from demarches.models import Demande
from famille.comptes.preuves import exiger_une_preuve
from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee

from .conflit import dire_le_conflit, en_conflit, meme_saisie
from .contexte_etape import RECAPITULATIF, contexte_de_l_etape
from .envoi import envoyer_directement, repondre_au_recapitulatif
from .pieces import Lus, examiner_les_fichiers, recopier_les_dates, traiter_les_pieces
from .reponses import a_corriger, dire_l_enregistrement, remontrer_la_piece
from .stockage import RequeteDUneDemande

ACTIONS = (
    *("valider", "inchange", "enregistrer", "precedent", "annuler", "joindre", "auto"),
    "effacer",  # drop what differs from the file on this page, once confirmed
    "toutes",  # from the summary: also show the pages that the demande was not opened on
    "envoyer",  # from a page that its own button sends
)

ENREGISTRE = (
    "C’est enregistré. Vous pouvez quitter cette page et reprendre plus tard, depuis {d_ou}, "
    "sur cet appareil ou sur un autre."
)
SANTE_RESERVEE = (
    "Cette saisie contient des informations de santé, que votre compte ne peut pas lire : "
    "elle revient à un agent habilité."
)


class Assistant(NamedUrlWizardView):
    storage_name = "demarches.assistant.stockage.StockageDemande"
    file_storage = None
    # each démarche brings its own pages before; formtools reads a list here, and keeps a dict
    form_list: Any = [(RECAPITULATIF, RecapitulatifForm)]
    template_name = "demarches/assistant/etape.html"
    lus: Lus = {}  # the files of this POST, examined
    demande: Demande
    envoi_demande = False  # asked by the button of the page

    def dispatch(
        self, request: RequeteDUneDemande, *args: Any, step: str, **kwargs: Any
    ) -> HttpResponse:
        """A POST is one transaction that holds the demande's row: two clicks come in turn."""
        pk = kwargs["pk"]
        if request.method != "POST":
            return self._dispatch(request, pk=pk, step=step)
        self.lire_les_fichiers(request, pk)
        with transaction.atomic():
            return self._dispatch(request, pk=pk, step=step, verrou=True)

    def lire_les_fichiers(self, request: RequeteConnectee, pk: UUID) -> None:
        """Read the files sent. Http404, before any is opened, if the account may not fill it."""
        if request.FILES:
            demande_a_remplir(request.user, pk)
            self.lus = examiner_les_fichiers(request)

    def _dispatch(
        self, request: RequeteDUneDemande, *, pk: UUID, step: str, verrou: bool = False
    ) -> HttpResponse:
        demande = demande_a_remplir(request.user, pk, verrou=verrou)
        if demande.demarche is None:
            raise Http404("this démarche no longer exists")
        if not demande.modifiable:
            if request.POST.get("action") == "auto":
                return HttpResponse(status=204)  # late, from the screen that sent it
            if request.method == "POST":
                messages.info(request, "Cette demande est déjà envoyée : voici où elle en est.")
            return redirect("demarches:demande", pk=pk)
        return self.servir(request, demande, step)

    def servir(self, request: RequeteDUneDemande, demande: Demande, step: str) -> HttpResponse:
        """The page `step` of a demande that this account may fill now."""
        self.demande = request.demande = demande
        self.form_list = self.pages_de(self.demande)
        if sante_reservee(request.user, self.demande, self.form_list.values()):
            messages.error(request, SANTE_RESERVEE)
            return (
                redirect("demarches:demande", demande.pk)
                if demande.numero
                else redirect("demandes_modeladmin_saisir")
            )
        response = super().dispatch(request, pk=demande.pk, step=step)
        # "Back" must show what is kept, not what the browser remembers
        add_never_cache_headers(response)
        return response

    def pages_de(self, demande: Demande) -> OrderedDict:
        """This demande's pages (only those that an agent gave back), and the summary."""
        pages = demande.sa_demarche.pages_a_remplir(demande)
        return OrderedDict([*pages.items(), (RECAPITULATIF, RecapitulatifForm)])

    @property
    def s_envoie_directement(self) -> bool:
        """Whether the button of the page sends the demande. Not an agent's (the day of the
        declaration is asked) nor a complement (it is read again)."""
        direct = self.demande.sa_demarche.envoi_direct
        return direct and not self.agent and not self.demande.complement_attendu

    @property
    def agent(self) -> Utilisateur | None:
        """The agent who fills these pages for the family (D8); None when the family does."""
        return None if self.demande.la_famille_ecrit else self.request.user

    # What formtools asks.

    def get_prefix(self, request: RequeteConnectee, *args: Any, **kwargs: Any) -> str:
        return "assistant"

    def get_step_url(self, step: str) -> str:
        return reverse("demarches:etape", kwargs={"pk": self.demande.pk, "step": step})

    def adresse(self, step: str) -> str:
        """The address to which this page posts."""
        return self.get_step_url(step)

    def get_form_kwargs(self, step: str | None = None) -> dict[str, Any]:
        return {"demande": self.demande, "jour": jour_de_reference(self.demande, step)}

    def get_form_initial(self, step: str) -> dict[str, Any]:
        return (
            {}
            if step == RECAPITULATIF
            else valeurs_initiales(self.form_list[step], self.demande, step)
        )

    def get_form(self, step: str | None = None, data: Any = None, files: Any = None) -> Etape:
        """The form of a page, reworded for an agent."""
        page = super().get_form(step, data, files)
        return parler_a_l_agent(page) if self.agent else page

    def get_context_data(self, form: Etape, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form=form, **contexte_de_l_etape(self, form), **kwargs)

    # Reading a page.

    def get(self, request: RequeteConnectee, *args: Any, step: str, **kwargs: Any) -> HttpResponse:
        if step == self.done_step_name:
            return redirect(self.get_step_url(self.premiere_a_faire))
        if step not in self.form_list and step == self.demande.avancement.etape:
            # where the draft was: that page is no more
            return redirect(self.get_step_url(self.premiere_a_faire))
        if step not in self.form_list:
            raise Http404("no such page in this démarche")
        if self.rang(step) > self.rang(self.premiere_a_faire):
            messages.info(
                request,
                f"Remplissez d’abord la page « {self.titre_de(self.premiere_a_faire)} ».",
            )
            return redirect(self.get_step_url(self.premiere_a_faire))
        self.exiger_une_preuve()
        self.storage.current_step = step
        if request.htmx and "piece" in request.GET:
            return remontrer_la_piece(self, request.GET["piece"], self.get_form(step))
        if agent := self.agent:
            self.noter_ce_que_lit_l_agent(step, agent)
        return self.render(self.page_lue(step))

    def exiger_une_preuve(self) -> None:
        """Ask for a recent proof, before a page is read and before the demande is sent. In between
        all is a draft: the session keeps no answer, unlike allauth with a delayed POST."""
        if self.demande.sa_demarche.preuve_exigee and not self.agent:
            exiger_une_preuve(self.request)

    def noter_ce_que_lit_l_agent(self, step: str, agent: Utilisateur) -> None:
        """Note what the agent reads; the summary of a complement shows more than its pages."""
        if self.demande.complement_attendu:
            noter_la_saisie(self.demande, par=agent)
        if self.form_list[step].sensible:
            noter_la_page(self.demande, self.form_list[step], par=agent)
        elif step == RECAPITULATIF and self.demande.complement_attendu:
            noter_la_lecture(
                self.demande, f"récapitulatif de la demande {self.demande.numero}", par=agent
            )

    def page_lue(self, step: str) -> Etape:
        """The form of a page: with its errors when it was checked, or is to be corrected."""
        jugee = step in self.validees or "verifier" in self.request.GET
        if step != RECAPITULATIF and jugee and not inchangee(self.demande, step):
            donnees = self.storage.get_step_data(step) or MultiValueDict()
            return self.get_form(step, data=donnees, files=self.storage.get_step_files(step))
        return self.get_form(step)

    @property
    def cle_du_complement(self) -> int | None:
        complement = self.demande.complement_attendu
        return complement.pk if complement else None

    @property
    def validees(self) -> list[Any]:
        """The pages that are checked, as this version of the portal asks them."""
        faites = self.storage.avancement.validees_de(self.cle_du_complement)
        return [etape for etape in faites if etape not in self.a_verifier]

    @property
    def a_verifier(self) -> list[str]:
        """The pages that the portal has changed since the family checked them."""
        empreintes = {etape: page.empreinte() for etape, page in self.form_list.items()}
        return self.storage.avancement.changees(empreintes)

    @property
    def premiere_a_faire(self) -> str:
        """The code of the first page that is not checked yet; the summary once all are."""
        return next((page for page in self.form_list if page not in self.validees), RECAPITULATIF)

    def titre_de(self, step: str) -> str:
        return self.dire(self.form_list[step].titre)

    def dire(self, texte: str) -> str:
        """A sentence of the démarche, reworded when an agent fills it."""
        return a_l_agent(texte) if self.agent else texte

    def rang(self, step: str) -> int:
        return list(self.form_list).index(step)

    # Writing a page.

    def post(self, request: RequeteConnectee, *args: Any, step: str, **kwargs: Any) -> HttpResponse:
        if step not in self.form_list:
            raise Http404("no such page in this démarche")
        action = request.POST.get("action", "")
        if request.POST.get(f"{self.prefix}-current_step") != step:
            raise SuspiciousOperation("the posted page is not the page of this address")
        if action not in ACTIONS and not action.startswith("retirer-"):
            raise SuspiciousOperation("unknown action")
        if action == "auto" and meme_saisie(self, step):
            # late, from a screen already left: it must not look like a writing
            return dire_l_enregistrement(self.request, "enregistre")
        self.storage.current_step = step
        if action == "annuler" and step == RECAPITULATIF:
            return redirect("demarches:annuler", pk=self.demande.pk)
        if step == RECAPITULATIF:
            return repondre_au_recapitulatif(self, action)
        if en_conflit(self, step):
            return (
                dire_l_enregistrement(self.request, "conflit")
                if action == "auto"
                else dire_le_conflit(self, step)
            )
        return self.ecrire(step, action)

    @property
    def pages_de_la_demarche(self) -> dict[str, Any]:
        return {code: page for code, page in self.form_list.items() if code != RECAPITULATIF}

    def ecrire(self, step: str, action: str) -> HttpResponse:
        """Keep all that is typed and joined (G24, G26); only Valider judges (G25)."""
        if action == "envoyer":
            self.envoi_demande, action = self.s_envoie_directement, "valider"
        refus = {} if action == "effacer" else traiter_les_pieces(self, step, action)
        posee = self.storage.saisie_de(step, self.request.POST)
        if action != "inchange" or posee or step not in self.storage.saisie:
            self.storage.set_step_data(step, self.request.POST)
        if action in ("inchange", "effacer"):
            action = self.laisser_telle_quelle(step, confirme=action == "effacer")
        self.relire_les_pages()
        reste = action in ("auto", "joindre")
        suivi = self.storage.avancement.ecrite(
            step,
            ecran=self.request.POST.get("ecran", "") if reste else "",
            instant=timezone.now(),
        )
        if not self.demande.complement_attendu:
            suivi = suivi.paginee(self.pages_de_la_demarche)
        self.storage.avancement = suivi
        recopier_les_dates(self.demande, step, self.storage.saisie[step])
        form = self.get_form(
            step, data=self.storage_data(step), files=self.storage.get_step_files(step)
        )
        for champ, phrase in refus.items():
            form.add_error(champ, phrase)
        if isinstance(form, PageDuDossier):
            connues = None if form.inchangee else form.connues
            self.storage.avancement = retenues(self.storage.avancement, step, connues)
        valide = form.is_valid()
        if not valide or action == "valider":
            self.storage.avancement = self.storage.avancement.jugee(
                step,
                valide=valide,
                complement=self.cle_du_complement,
                empreinte=self.form_list[step].empreinte(),
            )
        return self.repondre(step, action, form, refus)

    def relire_les_pages(self) -> None:
        """An answer may add pages or take some away: read what follows again."""
        apres = copy(self.demande)
        apres.saisie, apres.avancement = self.storage.saisie, self.storage.avancement
        self.form_list = self.pages_de(apres)

    def laisser_telle_quelle(self, step: str, *, confirme: bool) -> str:
        """Check this page as unchanged. What was typed or joined on it is dropped only once
        confirmed: else the answer "inchange" asks."""
        page = self.get_form(
            step, data=self.storage_data(step), files=self.storage.get_step_files(step)
        )
        if not isinstance(page, PageDuDossier):
            raise SuspiciousOperation("a page that has to be filled")
        if not page.peut_rester or (page.ecarts and not confirme):
            return "inchange"
        for champ in self.demande.sa_demarche.champs_de_piece(self.demande, step):
            retirer(self.demande, step, champ)
        self.storage.saisie[step] = {INCHANGE: ["on"]}
        return "valider"

    def storage_data(self, step: str) -> MultiValueDict:
        """What this POST has typed on the page, under the names of its form."""
        return en_donnees(step, self.storage.saisie[step])

    def repondre(self, step: str, action: str, form: Etape, refus: dict[Any, str]) -> HttpResponse:
        if action == "auto":
            return dire_l_enregistrement(self.request, "enregistre", form)
        if action == "inchange" and isinstance(form, PageDuDossier):
            if not form.peut_rester:
                refus = {NON_FIELD_ERRORS: form.attendue}
                form.add_error(None, form.attendue)
            a_effacer = form.peut_rester
            return self.render(
                a_corriger(form, refus, action, self.request.POST), a_effacer=a_effacer
            )
        if action == "joindre" and self.request.htmx:
            return remontrer_la_piece(self, self.request.POST.get("champ", ""), form, refus)
        if action == "annuler":
            return redirect("demarches:annuler", pk=self.demande.pk)
        if refus or (action == "valider" and not form.is_valid()):
            return self.render(a_corriger(form, refus, action, self.request.POST))
        if action == "valider":
            return self.apres_la_page(form)
        if action == "precedent" and self.rang(step):
            return redirect(self.get_step_url(self.get_prev_step(step)))
        self.dire_ce_qui_est_garde(action)
        return redirect(self.get_step_url(step))

    def apres_la_page(self, form: Etape) -> HttpResponse:
        """To the next page; back to the summary when the page was corrected from there."""
        if self.envoi_demande:
            return envoyer_directement(self)
        if self.request.POST.get("retour") == RECAPITULATIF:
            return self.render_goto_step(self.premiere_a_faire)
        return self.render_next_step(form)

    def dire_ce_qui_est_garde(self, action: str) -> None:
        if action == "enregistrer":
            messages.success(
                self.request,
                ENREGISTRE.format(d_ou="le bureau" if self.agent else "« Mes démarches »"),
            )
        elif action.startswith("retirer-"):
            messages.success(self.request, "Le document est retiré.")
