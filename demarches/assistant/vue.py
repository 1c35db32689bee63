"""The wizard: formtools' NamedUrlWizardView on our storage (G23 to G26). What it does is in
`actions` and `avancement`.

One `action` names what is asked by a POST: valider, enregistrer, precedent, annuler, joindre,
retirer-<field>, auto.
"""

from collections import OrderedDict
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDict
from formtools.wizard.views import NamedUrlWizardView

from demarches.declaration.etapes import RecapitulatifForm, jour_de_reference, valeurs_initiales
from demarches.declaration.lectures import noter_la_lecture, noter_la_page
from demarches.declaration.mise_a_jour import inchangee
from demarches.depot.depot import PageARevoir, completer, deposer
from demarches.depot.saisie import noter_la_saisie
from demarches.instruction.acces import demande_a_remplir, sante_reservee
from demarches.instruction.passage import PassageImpossible
from demarches.instruction.suivi import dire_l_envoi, dire_le_complement
from demarches.regles import avancement as suivi

from .contexte_etape import RECAPITULATIF, contexte_de_l_etape
from .ecriture import EcritureDePage

ACTIONS = ("valider", "inchange", "enregistrer", "precedent", "annuler", "joindre", "auto")

SANTE_RESERVEE = (
    "Cette saisie contient des informations de santé, que votre compte ne peut pas lire : "
    "elle revient à un agent habilité."
)


class Assistant(EcritureDePage, NamedUrlWizardView):
    storage_name = "demarches.assistant.stockage.StockageDemande"
    file_storage = None
    form_list = [(RECAPITULATIF, RecapitulatifForm)]  # each démarche brings its own pages before
    template_name = "demarches/assistant/etape.html"

    def dispatch(self, request, *args, pk, step, **kwargs):
        """A POST is one transaction that holds the demande's row: two tabs, two parents, two clicks
        come in turn."""
        if request.method != "POST":
            return self._dispatch(request, pk=pk, step=step)
        with transaction.atomic():
            return self._dispatch(request, pk=pk, step=step, verrou=True)

    def _dispatch(self, request, *, pk, step, verrou=False):
        self.demande = request.demande = demande_a_remplir(request.user, pk, verrou=verrou)
        if self.demande.demarche is None:
            raise Http404("this démarche no longer exists")
        if not self.demande.modifiable:
            if request.method == "POST":
                messages.info(request, "Cette demande est déjà envoyée : voici où elle en est.")
            return redirect("demarches:demande", pk=pk)
        self.form_list = self.pages_de(self.demande)
        if sante_reservee(request.user, self.demande, self.form_list.values()):
            messages.error(request, SANTE_RESERVEE)
            return (
                redirect("demarches:demande", pk)
                if self.demande.numero
                else redirect("demandes_modeladmin_saisir")
            )
        response = super().dispatch(request, pk=pk, step=step)
        # "Back" must show what is kept, not what the browser remembers
        add_never_cache_headers(response)
        return response

    def pages_de(self, demande):
        """OrderedDict of this demande's pages and the summary; only those given back, when an agent
        asked again."""
        pages = demande.demarche.pages_a_remplir(demande)
        return OrderedDict([*pages.items(), (RECAPITULATIF, RecapitulatifForm)])

    @property
    def agent(self):
        """Utilisateur | None: who fills these pages for the family (D8); None when it is the
        family."""
        return None if self.demande.la_famille_ecrit else self.request.user

    # What formtools asks.

    def get_prefix(self, request, *args, **kwargs):
        return "assistant"

    def get_step_url(self, step):
        return reverse("demarches:etape", kwargs={"pk": self.demande.pk, "step": step})

    def get_form_kwargs(self, step=None):
        return {"demande": self.demande, "jour": jour_de_reference(self.demande, step)}

    def get_form_initial(self, step):
        return (
            {}
            if step == RECAPITULATIF
            else valeurs_initiales(self.form_list[step], self.demande, step)
        )

    def get_context_data(self, form, **kwargs):
        return super().get_context_data(form=form, **contexte_de_l_etape(self, form), **kwargs)

    # Reading a page.

    def get(self, request, *args, step, **kwargs):
        if step == self.done_step_name:
            return redirect(self.get_step_url(self.premiere_a_faire))
        if step not in self.form_list and step == self.demande.avancement.get("etape"):
            # where the draft was: that page is no more
            return redirect(self.get_step_url(self.premiere_a_faire))
        if step not in self.form_list:
            raise Http404("no such page in this démarche")
        if self.rang(step) > self.rang(self.premiere_a_faire):
            messages.info(
                request,
                f"Remplissez d’abord la page « {self.form_list[self.premiere_a_faire].titre} ».",
            )
            return redirect(self.get_step_url(self.premiere_a_faire))
        self.storage.current_step = step
        if request.htmx and "piece" in request.GET:
            return self.repondre_piece(request.GET["piece"], self.get_form(step))
        if self.agent:
            self.noter_ce_que_lit_l_agent(step)
        return self.render(self.page_lue(step))

    def noter_ce_que_lit_l_agent(self, step):
        """The summary of a complement shows what the family had sent, beyond the pages given
        back."""
        if self.demande.complement_attendu:
            noter_la_saisie(self.demande, par=self.agent)
        if self.form_list[step].sensible:
            noter_la_page(self.demande, self.form_list[step], par=self.agent)
        elif step == RECAPITULATIF and self.demande.complement_attendu:
            noter_la_lecture(
                self.demande, f"récapitulatif de la demande {self.demande.numero}", par=self.agent
            )

    def page_lue(self, step):
        """The form of a page: judged when it was checked (a rule may have tightened since) or is to
        be corrected."""
        jugee = step in self.validees or "verifier" in self.request.GET
        if step != RECAPITULATIF and jugee and not inchangee(self.demande, step):
            donnees = self.storage.get_step_data(step) or MultiValueDict()
            return self.get_form(step, data=donnees, files=self.storage.get_step_files(step))
        return self.get_form(step)

    @property
    def cle_du_complement(self):
        complement = self.demande.complement_attendu
        return complement.pk if complement else None

    @property
    def validees(self):
        """The pages that are checked, as this version of the portal asks them."""
        faites = suivi.validees(self.storage.avancement, self.cle_du_complement)
        return [etape for etape in faites if etape not in self.a_verifier]

    @property
    def a_verifier(self):
        """list[str]: the pages that the portal has changed since the family checked them: nothing
        typed is lost."""
        empreintes = {etape: page.empreinte() for etape, page in self.form_list.items()}
        return suivi.changees(self.storage.avancement, empreintes)

    @property
    def premiere_a_faire(self):
        """The code of the first page that is not checked yet; the summary once all are."""
        return next((page for page in self.form_list if page not in self.validees), RECAPITULATIF)

    def rang(self, step):
        return list(self.form_list).index(step)

    # Writing a page.

    def post(self, request, *args, step, **kwargs):
        if step not in self.form_list:
            raise Http404("no such page in this démarche")
        action = request.POST.get("action", "")
        if request.POST.get(f"{self.prefix}-current_step") != step:
            raise SuspiciousOperation("the posted page is not the page of this address")
        if action not in ACTIONS and not action.startswith("retirer-"):
            raise SuspiciousOperation("unknown action")
        self.storage.current_step = step
        if action == "annuler" and step == RECAPITULATIF:
            return redirect("demarches:annuler", pk=self.demande.pk)
        if step == RECAPITULATIF:
            return self.post_recapitulatif(action)
        if self.en_conflit(step):
            return self.dire_le_conflit(step, action)
        if action == "auto" and self.meme_saisie(step):
            # late, from a screen already left: it must not look like a writing
            return self.repondre_auto("enregistre")
        return self.ecrire(step, action)

    # Sending.

    def post_recapitulatif(self, action):
        if action == "precedent":
            return redirect(self.get_step_url(self.get_prev_step(RECAPITULATIF)))
        if action != "valider":
            self.dire_ce_qui_est_garde(action)
            return redirect(self.get_step_url(RECAPITULATIF))
        form = self.get_form(RECAPITULATIF, data=self.request.POST)
        return self.render_done(form) if form.is_valid() else self.render(form)

    def render_done(self, form, **kwargs):
        """Send inside the POST (formtools would do it on a GET); the action itself checks every
        page again."""
        try:
            with transaction.atomic():
                return self.done([form])
        except PageARevoir as refus:
            return self.render_revalidation_failure(refus.etape, form, message=str(refus))
        except PassageImpossible as refus:
            messages.error(self.request, str(refus))
            return redirect(self.get_step_url(RECAPITULATIF))

    def done(self, form_list, **kwargs):
        if self.demande.complement_attendu:
            demande = completer(self.demande, par=self.request.user)
            messages.success(self.request, dire_le_complement(demande, agent=self.agent))
        else:
            demande = deposer(self.demande, par=self.request.user)
            messages.success(self.request, dire_l_envoi(demande))
        self.demande.statut = demande.statut  # the storage has nothing more to write
        return redirect("demarches:demande", pk=demande.pk)

    def render_revalidation_failure(self, step, form, message="", **kwargs):
        """Back to the first page that is not right, with what is wrong (an unvisited page would
        show nothing)."""
        if step not in self.form_list:  # a page that the agent has not given back
            messages.error(self.request, f"{message} Contactez le Pôle Familles.")
            return redirect(self.get_step_url(RECAPITULATIF))
        messages.error(self.request, message)
        self.storage.current_step = step
        self.storage.avancement = suivi.jugee(
            self.storage.avancement, step, valide=False, complement=self.cle_du_complement
        )
        return redirect(f"{self.get_step_url(step)}?{urlencode({'verifier': 1})}")
