"""The règlements of the centres, and an activity that is full: four families wait on its list
(G21)."""

from datetime import date

from demarches import actions
from demarches.models import Demande
from demo.ville.demandes.quotidien import CARENCE
from demo.ville.jours import au_moment, il_y_a
from famille.models import Autorisation, Enfant, FicheSanitaire, Responsable
from reservations.actions import reglement_au
from reservations.models import Activite, Inscription, ReglementInterieur
from reservations.regles.absences import dire_le_justificatif
from reservations.regles.juge import annee_scolaire

from .centres import Centres

CODE = "place-en-accueil-de-loisirs"
QUI_ATTENDENT = 4
CERTIFICAT = dire_le_justificatif(None, CARENCE)
REGLEMENT = f"""\
<h3>Les horaires</h3>
<p>L’accueil ouvre à 7 h 30 et ferme à 18 h 30. Le matin, les enfants arrivent avant 9 h 30 ; le soir, ils partent à \
partir de 16 h 30, avec un adulte que vous avez désigné.</p>
<h3>Réserver et annuler</h3>
<p>Une journée se réserve et s’annule jusqu’à 7 jours avant. Passé ce délai, elle est facturée. \
{CERTIFICAT}</p>
<h3>La santé</h3>
<p>Un enfant malade ou fiévreux n’est pas accueilli. Aucun médicament n’est donné sans projet d’accueil \
individualisé.</p>
<h3>Vivre ensemble</h3>
<p>Chacun respecte les autres enfants, les adultes et le matériel. L’équipe rencontre les familles si un comportement \
met un enfant en danger.</p>"""


def ecrire_les_reglements(centres: Centres) -> None:
    ReglementInterieur.objects.bulk_create(
        ReglementInterieur(activite=activite, depuis=centres.debut, texte=REGLEMENT)
        for activite in centres.toutes
    )


def attendre_une_place(centres: Centres, jour: date) -> None:
    """The Pôle Ados has as many children as it may; those who ask since are on its list, in the
    order they came."""
    activite = centres.ados
    Activite.objects.filter(pk=activite.pk).update(
        inscriptions_max=Inscription.objects.filter(activite=activite)
        .values("enfant")
        .distinct()
        .count()
    )
    sans_place = Enfant.objects.filter(
        naissance__range=(date(jour.year - 16, 1, 1), date(jour.year - 12, 12, 31)),
        inscriptions=None,
    )
    suite = iter(range(QUI_ATTENDENT, 0, -1))
    for enfant in sans_place.order_by("pk"):
        if (responsable := _adulte_de(enfant)) and (rang := next(suite, None)):
            with au_moment(il_y_a(rang * 2, 18, 5 * rang)):
                _demander(enfant, activite, responsable, jour)


def _adulte_de(enfant: Enfant) -> Responsable | None:
    """One with an account in use, in the only home of the child."""
    adultes = Responsable.objects.filter(
        foyer__in=enfant.residences(), fin=None, utilisateur__is_active=True
    )
    return adultes.select_related("foyer", "utilisateur").first()


def _demander(enfant: Enfant, activite: Activite, responsable: Responsable, jour: date) -> Demande:
    _mettre_en_regle(enfant, jour)
    compte, reglement = responsable.utilisateur, reglement_au(activite, jour)
    assert compte
    demande = actions.commencer(CODE, foyer=responsable.foyer, par=compte, enfant=enfant)
    saisie = {
        "place": {"activite": [str(activite.pk)], "periode": [f"annee-{annee_scolaire(jour)}"]},
        "reglement": {"accepte": [str(reglement.pk)] if reglement else []},
    }
    suivi = demande.avancement.a_l_etape("recapitulatif")
    for etape in saisie:
        suivi = suivi.jugee(etape, valide=True, complement=None)
    actions.enregistrer_page(demande, saisie=saisie, avancement=suivi)
    return actions.deposer(demande, par=compte)


def _mettre_en_regle(enfant: Enfant, jour: date) -> None:
    fin = date(annee_scolaire(jour) + 1, 8, 31)
    FicheSanitaire.objects.update_or_create(
        enfant=enfant,
        defaults={
            "valable_jusqu_au": fin,
            "assurance_compagnie": "La Prévoyante du Berry",
            "assurance_numero": f"ES{enfant.pk:07d}",
            "assurance_fin": fin,
        },
    )
    Autorisation.objects.bulk_create(
        Autorisation(enfant=enfant, genre=g, accordee=True) for g in Autorisation.Genre
    )
