"""The journal of the régie, by day and means; its file; the slip that goes to the bank."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from famille.argent.regie.bureau.droits import ENCAISSER, exige
from famille.argent.regie.bureau.ecran import JOURNAL
from famille.argent.regie.bureau.export import lancer_l_export
from famille.argent.regie.bureau.formulaires import ExportForm, JournalForm
from famille.argent.regie.bureau.listes import ListeDuJournal
from famille.argent.regie.journal import avec_details, lire, mouvements, par_moyen, totaux
from famille.dossier.listes.vues import montrer
from famille.journal.modifications import noter_export
from famille.models import Paiement, ReglageRegie
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir, fil, page

JOURS_MAX, LIGNES_DU_BORDEREAU = 62, 500
_TROP = (
    "Un bordereau compte {} lignes au plus : choisissez une période plus courte, ou exportez le"
    " journal."
)


@require_safe
@exige(ENCAISSER)
def journal(request: RequeteConnectee) -> HttpResponse:
    """The last seven days, or those asked for. Eight queries whatever the number of lines."""
    choix = JournalForm(request.GET).valeurs()
    lignes = mouvements(**choix)
    jours = totaux(lignes)
    return montrer(
        request,
        ListeDuJournal,
        choix=choix,
        adresse=_adresse(**choix),
        jours=jours[-JOURS_MAX:],
        abrege=len(jours) > JOURS_MAX,
        moyens=par_moyen(lignes),
        total=sum((jour.total for jour in jours), 0),
    )


@require_POST
@exige(ENCAISSER)
def exporter(request: RequeteConnectee) -> HttpResponse:
    form = ExportForm(request.POST)
    choix = form.valeurs()
    with agir(request):
        travail = lancer_l_export(
            **choix, sorte=form.cleaned_data.get("sorte", "xlsx"), par=request.user
        )
        return redirect("travaux:travail", travail.pk)
    return redirect(f"{reverse('regie:journal')}?{_adresse(**choix)}")


@require_safe
@exige(ENCAISSER)
def bordereau(request: RequeteConnectee) -> HttpResponse:
    """One means, to print: what goes to the bank or to the Trésor public."""
    choix = JournalForm(request.GET).valeurs()
    lignes = mouvements(**choix)
    lues = lire(avec_details(lignes)[: LIGNES_DU_BORDEREAU + 1])
    noter_export(
        {un.passage.paiement.foyer_id for un in lues}, "bordereau de la régie", par=request.user
    )
    moyen = choix["moyen"]
    contexte = {
        "titre": (
            f"Bordereau : {Paiement.Moyen(moyen).label.lower() if moyen else 'tous les moyens'}"
        ),
        "choix": choix,
        "adresse": _adresse(**choix),
        "lignes": lues[:LIGNES_DU_BORDEREAU],
        "avis": _TROP.format(LIGNES_DU_BORDEREAU) if len(lues) > LIGNES_DU_BORDEREAU else "",
        "moyens": par_moyen(lignes),
        "total": sum((un.montant for un in lues), 0),
        "regie": ReglageRegie.lire(),
        "fait_le": timezone.now(),
        "etapes": fil(JOURNAL),
    }
    return page(request, "famille/regie/bureau/remises/bordereau.html", contexte)


def _adresse(du: date, au: date, moyen: str) -> str:
    return f"du={du}&au={au}&moyen={moyen}"
