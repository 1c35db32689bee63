"""Writing one page of the wizard: what is kept, who is told, what is answered (G23 to G26)."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from demarches.declaration.champ_secret import en_donnees, montrer_la_frappe
from demarches.declaration.etapes import PieceField
from demarches.declaration.mise_a_jour import INCHANGE, PageDuDossier
from demarches.depot.brouillon import retirer
from demarches.regles import avancement as suivi
from famille.regles.foyer import entier

from .contexte_etape import RECAPITULATIF, ecarts, garnir_les_pieces
from .pieces import recopier_les_dates, traiter_les_pieces

ENREGISTRE = (
    "C’est enregistré. Vous pouvez quitter cette page et reprendre plus tard, depuis {d_ou}, "
    "sur cet appareil ou sur un autre."
)


class EcritureDePage:
    """The half of the wizard that a POST of a page runs through; `Assistant` has fetched the
    demande and its pages."""

    @property
    def pages_de_la_demarche(self):
        return {code: page for code, page in self.form_list.items() if code != RECAPITULATIF}

    def en_conflit(self, step):
        """bool: another screen has written this page since, and something else."""
        lue = entier(self.request.POST.get("version"))
        return suivi.en_conflit(
            self.storage.avancement,
            step,
            lue=-1 if lue is None else lue,
            ecran=self.request.POST.get("ecran", ""),
        ) and not self.meme_saisie(step)

    def meme_saisie(self, step):
        """bool: what is posted is what is kept already (a double click, a page sent again)."""
        pareille = self.storage.saisie_de(step, self.request.POST) == self.demande.saisie.get(step)
        return pareille and not self.request.FILES

    def dire_le_conflit(self, step, action):
        if action == "auto":
            return self.repondre_auto("conflit")
        page = self.form_list[step]
        donnees = en_donnees(step, self.storage.saisie_de(step, self.request.POST))
        posee = page(data=donnees, prefix=step, **self.get_form_kwargs(step))
        montree = page(
            initial={nom: posee[nom].data for nom in posee.fields},
            prefix=step,
            **self.get_form_kwargs(step),
        )
        montrer_la_frappe(montree, self.request.POST)
        response = self.render(
            montree, ecarts=ecarts(self.demande.demarche.formulaire(self.demande, step), posee)
        )
        response.status_code = 409
        return response

    def ecrire(self, step, action):
        """Keep what is typed and joined, whatever it is worth (G24, G26); only Valider judges
        (G25)."""
        refus = {} if action == "inchange" else traiter_les_pieces(self, step, action)
        self.storage.set_step_data(step, self.request.POST)
        if action == "inchange":
            action = self.laisser_telle_quelle(step)
        self.relire_les_pages()
        reste = action in ("auto", "joindre")
        self.storage.avancement = suivi.ecrite(
            self.storage.avancement,
            step,
            ecran=self.request.POST.get("ecran", "") if reste else "",
            instant=timezone.now(),
        )
        if not self.demande.complement_attendu:
            self.storage.avancement = suivi.paginee(
                self.storage.avancement, self.pages_de_la_demarche
            )
        recopier_les_dates(self.demande, step, self.storage.saisie[step])
        form = self.get_form(
            step, data=self.storage_data(step), files=self.storage.get_step_files(step)
        )
        for champ, phrase in refus.items():
            form.add_error(champ, phrase)
        if isinstance(form, PageDuDossier):
            connues = None if form.inchangee else form.connues
            self.storage.avancement = suivi.retenues(self.storage.avancement, step, connues)
        valide = form.is_valid()
        if not valide or action == "valider":
            self.storage.avancement = suivi.jugee(
                self.storage.avancement,
                step,
                valide=valide,
                complement=self.cle_du_complement,
                empreinte=self.form_list[step].empreinte(),
            )
        return self.repondre(step, action, form, refus)

    def relire_les_pages(self):
        """An answer may add pages or take some away: the next one is chosen among those of what was
        just typed."""
        apres = copy(self.demande)
        apres.saisie = self.storage.saisie
        self.form_list = self.pages_de(apres)

    def laisser_telle_quelle(self, step):
        """Nothing has changed on this page: what was typed and joined on it goes, and it is checked
        so."""
        if not issubclass(self.form_list[step], PageDuDossier):
            raise SuspiciousOperation("a page that has to be filled")
        for champ in self.demande.demarche.champs_de_piece(self.demande, step):
            retirer(self.demande, step, champ)
        self.storage.saisie[step] = {INCHANGE: ["on"]}
        return "valider"

    def storage_data(self, step):
        """What is typed on this page by this very POST, under its form's names."""
        return en_donnees(step, self.storage.saisie[step])

    def repondre(self, step, action, form, refus):
        if action == "auto":
            return self.repondre_auto("enregistre")
        if action == "joindre" and self.request.htmx:
            return self.repondre_piece(self.request.POST.get("champ", ""), form, refus)
        if action == "annuler":
            return redirect("demarches:annuler", pk=self.demande.pk)
        if refus or (action == "valider" and not form.is_valid()):
            return self.render(self.page_refusee(step, form, refus, action))
        if action == "valider":
            return self.apres_la_page(form)
        if action == "precedent" and self.rang(step):
            return redirect(self.get_step_url(self.get_prev_step(step)))
        self.dire_ce_qui_est_garde(action)
        return redirect(self.get_step_url(step))

    def apres_la_page(self, form):
        """To the next page; back to the summary when the page was corrected from there."""
        if self.request.POST.get("retour") == RECAPITULATIF:
            return self.render_goto_step(self.premiere_a_faire)
        return self.render_next_step(form)

    def page_refusee(self, step, form, refus, action):
        """The page to correct; a file refused while saving is told without judging the other
        answers."""
        montrer_la_frappe(form, self.request.POST)
        if action == "valider":
            return form
        for champ in list(form.errors):
            if champ not in refus:
                del form.errors[champ]
        return form

    def dire_ce_qui_est_garde(self, action):
        if action == "enregistrer":
            messages.success(
                self.request,
                ENREGISTRE.format(d_ou="le bureau" if self.agent else "« Mes démarches »"),
            )
        elif action.startswith("retirer-"):
            messages.success(self.request, "Le document est retiré.")

    def repondre_auto(self, etat):
        """The sentence that htmx puts in the live region."""
        return render(
            self.request,
            "demarches/assistant/enregistre.html",
            {"etat": etat, "instant": timezone.now()},
        )

    def repondre_piece(self, champ, form, refus=None):
        """The file field again, for htmx: the document with its state, or why it is refused."""
        if not isinstance(form.fields.get(champ), PieceField):
            raise SuspiciousOperation("not a file field of this page")
        garnir_les_pieces(self.demande, self.steps.current, form, agent=self.agent)
        widget = form.fields[champ].widget
        widget.template_name, widget.refus = (
            "demarches/declaration/champs/piece_zone.html",
            (refus or {}).get(champ, ""),
        )
        widget.htmx = True
        form.errors.pop(champ, None)  # the rest of the page is not judged yet
        return HttpResponse(str(form[champ]))
