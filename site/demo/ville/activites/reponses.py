"""While the campaign of re-registration is open, some families have answered, one child in so many
does not come back, others have only looked; the Martins have still to. By their own actions."""

from datetime import date

from demarches.actions import commencer, deposer, enregistrer_page
from demarches.catalogue.reinscription.campagne import CODE, PAGE, enfants_attendus
from demarches.catalogue.reinscription.page import NON, REVIENT
from demarches.depot.depot import PageARevoir
from demarches.models import CampagneReinscription, VueDeCampagne
from demo.ville.jours import au_moment, il_y_a
from famille.models import Enfant, Foyer, Responsable
from reservations.regles.juge import bornes_de_saison

REPONDENT, NE_REVIENNENT_PAS = 18, 4  # children
VUES = 3  # one family in so many has looked
JOURS = 20  # ago, for the first answer


def repondre_a_la_campagne(jour: date, *, martin: Foyer) -> None:
    campagne = CampagneReinscription.objects.ouvertes(jour).first()
    if campagne is None:
        return
    attendus = enfants_attendus(campagne, jour).exclude(foyers=martin).order_by("pk")
    adultes = {
        adulte.foyer_id: adulte
        for adulte in Responsable.objects.filter(
            fin=None, foyer__rattachements__enfant__in=attendus, utilisateur__is_active=True
        )
        .select_related("foyer", "utilisateur")
        .order_by("-pk")
    }
    VueDeCampagne.objects.bulk_create(
        VueDeCampagne(campagne=campagne, foyer_id=foyer, le=il_y_a(foyer % JOURS))
        for foyer in sorted(adultes)[::VUES]
    )
    faites = 0
    for enfant in attendus:
        foyers = list(enfant.residences())
        if len(foyers) != 1 or faites == REPONDENT or not (la := adultes.get(foyers[0].pk)):
            continue
        with au_moment(il_y_a(max(0, JOURS - faites), 19, faites)):
            revient = faites % (REPONDENT // NE_REVIENNENT_PAS) != 0
            faites += _repondre(enfant, la, campagne, revient=revient)


def _repondre(
    enfant: Enfant, adulte: Responsable, campagne: CampagneReinscription, *, revient: bool
) -> bool:
    """As the page stands, with an insurance and the règlements accepted. False where more would be
    asked: the draft stays, as families leave some."""
    assert adulte.utilisateur
    demande = commencer(
        CODE, foyer=adulte.foyer, par=adulte.utilisateur, enfant=enfant, seules=[PAGE]
    )
    champs = {REVIENT: [NON]}
    if revient:
        page = demande.sa_demarche.pages(demande)[PAGE].de_la_demande(demande, PAGE, lie=False)
        champs = {nom: _en_textes(page[nom].value()) for nom in page.fields}
        _debut, fin = bornes_de_saison(campagne.annee)
        champs["assurance_fin"] = [f"{fin:%d/%m/%Y}"]
        for nom, champ in page.fields.items():
            if nom.startswith("reglement_"):
                champs[nom] = [cle for cle, _libelle in champ.choices]
    enregistrer_page(demande, saisie={PAGE: champs}, avancement=demande.avancement)
    try:
        deposer(demande, par=adulte.utilisateur)
    except PageARevoir:
        return False
    return True


def _en_textes(valeur: object) -> list[str]:
    if isinstance(valeur, list | tuple):
        return [str(une) for une in valeur]
    if isinstance(valeur, date):
        return [f"{valeur:%d/%m/%Y}"]
    return [] if valeur in (None, "") else [str(valeur)]
