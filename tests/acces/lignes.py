"""A row for every address of the site, for tests that walk them: a 404 proves that a role may not
enter only where somebody may: the row exists.

Family data is a neighbour's (tests/securite/voisine.py); the rest is one row of each model, filled
by its own fields.
"""

from datetime import UTC, date, datetime

from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupApprovalTask, Site, Workflow

from cms_pages.models import BilanEgalim, Menu
from demarches.models import (
    CampagneReinscription,
    Demande,
    LotDeQuotients,
    PlaceDemandee,
    ReglageDemarche,
    ReponseType,
)
from famille.models import (
    AccesAConfirmer,
    BordereauTresor,
    CleAPI,
    CommuneMembre,
    Courriel,
    CreanceTransmise,
    DroitPayeur,
    Echeancier,
    Ecole,
    EnvoiGroupe,
    EtapeRelance,
    EtatNominatif,
    Facture,
    LigneBancaire,
    LigneReponse,
    Livraison,
    LotRemboursement,
    MandatSEPA,
    Paiement,
    PartPayeur,
    RangementDEcole,
    RecuDuPayeur,
    RelevePayeur,
    RemiseSEPA,
    ReponseTresor,
    Reprise,
    RetourBancaire,
    TiersPayeur,
    Travail,
    VagueInvitations,
    VueDeListe,
    Webhook,
)
from reservations import models as reservations
from reservations.envois.cible import Cible, Public
from tests.acces import contenus
from tests.securite import voisine

# Beginning of an address's name → the model whose key it takes; the first that fits.
MODELES: dict[str, type[models.Model]] = {
    "inscriptions_": reservations.Inscription,
    "structures_": reservations.Structure,
    "activites_": reservations.Activite,
    "ouvertures_": reservations.Ouverture,
    "criteres-de-priorite_": reservations.CritereDePriorite,
    "fermetures_": reservations.Fermeture,
    "tarifs_": reservations.GrilleTarifaire,
    "baremes-de-creche_": reservations.BaremePSU,
    "reglements_": reservations.ReglementInterieur,
    "periodes-scolaires_": reservations.PeriodeScolaire,
    "jours-feries_": reservations.JourFerie,
    "communes_": CommuneMembre,
    "cles_api:": CleAPI,
    "webhooks:": Webhook,
    "etapes-de-relance_": EtapeRelance,
    "quotients_transmis_": LotDeQuotients,
    "reglages-des-demarches_": ReglageDemarche,
    "reponses-types_": ReponseType,
    "menus:": Menu,
    "regie:lot": LotRemboursement,
    "regie:etat": EtatNominatif,
    "regie:titre_": BordereauTresor,
    "regie:annulation_": CreanceTransmise,
    "regie:reponse": ReponseTresor,
    "regie:retour": RetourBancaire,
    "regie:echeancier": Echeancier,
    "invitations:": VagueInvitations,
    "ecoles:passage": RangementDEcole,
    "ecoles:": Ecole,
    "onde_lignes": RangementDEcole,
    "onde": Ecole,
    "planning:evenement": reservations.Evenement,
    "planning:envoi": EnvoiGroupe,
    "planning:import": reservations.ImportConsommation,
    "planning:saison": reservations.SaisonReprise,
    "reservations_bureau:campagne": reservations.CampagneFacturation,
    "wagtailredirects:": Redirect,
    "wagtaildocs": get_document_model(),
    "wagtailimages": get_image_model(),
    "wagtailadmin_collections:": Collection,
    "wagtailsites:": Site,
    "wagtailusers_groups:": Group,
}


def une_ligne(modele, **champs):
    """The first row of a model, or one with what its fields ask for."""
    connue = modele._base_manager.order_by("-pk").first()
    if connue and not champs:
        return connue
    for champ in modele._meta.concrete_fields:
        if (
            champ.name in champs
            or champ.primary_key
            or champ.has_default()
            or champ.null
            or champ.blank
        ):
            continue
        champs[champ.name] = _valeur(champ)
    return modele._base_manager.create(**champs)


def _valeur(champ):
    if champ.choices:
        return champ.choices[0][0]
    match champ:
        case models.ForeignKey():
            return une_ligne(champ.related_model)
        case models.DateTimeField():
            return datetime(2026, 12, 1, 9, tzinfo=UTC)
        case models.DateField():
            return date(2026, 12, 1)
        case models.IntegerField() | models.DecimalField() | models.FloatField():
            return 1
    return "x"


def exemples(agent, regisseur):
    """(example, account): example(name, parameter) of tests.acces.adresses.toutes is the value by
    which this address opens a row; the account is of the household that owns those of the family's
    pages."""
    cible = voisine.batir(agent, regisseur)
    cles = {cle: valeur for cle, valeur in cible.cles.items() if cle[0]}
    cles |= _des_familles(cible) | _du_reste(cible, agent)

    def exemple(nom, parametre):
        essais = [
            (nom, parametre),
            *((debut, parametre) for debut in _debuts(nom)),
            ("", parametre),
        ]
        trouvee = next((cles[essai] for essai in essais if essai in cles), None)
        if trouvee is None and parametre.endswith(("pk", "id")):
            modele = next(
                (modele for debut, modele in MODELES.items() if nom.startswith(debut)), None
            )
            trouvee = modele and une_ligne(modele).pk
        return trouvee

    return exemple, cible.compte


def _debuts(nom):
    """The beginnings of a name, the longest first: "regie:" and "foyers_" among them."""
    return [nom[:rang] for rang in range(len(nom), 0, -1) if nom[rang - 1] in ":_"]


def _des_familles(cible):
    """{(beginning of the name, parameter): key} of what belongs to the household."""
    foyer = cible.foyer
    adulte, rattachement = foyer.responsables.first(), foyer.rattachements.first()
    facture, paiement = (
        Facture.objects.filter(foyer=foyer).first(),
        Paiement.objects.filter(foyer=foyer).first(),
    )
    demande = foyer.demandes.exclude(numero=None).first()
    fil, mandat = foyer.fils.first(), MandatSEPA.objects.get(foyer=foyer)
    return {
        ("confirmer_acces", "pk"): AccesAConfirmer.objects.first().pk,
        ("invitations:courrier", "pk"): AccesAConfirmer.objects.first().pk,
        ("foyers_", "pk"): foyer.pk,
        **{
            (f"foyers_modeladmin_{nom}", "pk"): adulte.pk
            for nom in ("adulte", "renvoyer_le_lien", "seconde_etape")
        },
        **{
            (f"foyers_modeladmin_{nom}", "pk"): rattachement.pk
            for nom in ("enfant", "residence", "sante")
        },
        **{(f"foyers_modeladmin_{nom}", "pk"): mandat.pk for nom in ("mandat", "iban")},
        **{
            (f"foyers_modeladmin_{nom}", "pk"): foyer.contacts.first().pk
            for nom in ("contact", "retirer_contact")
        },
        ("foyers_modeladmin_", "enfant"): rattachement.enfant_id,
        ("factures:", "numero"): facture.numero,
        ("boite:", "pk"): fil.pk,
        ("boite:nouveau", "pk"): foyer.pk,
        ("demandes_modeladmin_", "pk"): demande.pk,
        ("demarches:", "pk"): demande.pk,
        ("reservations_bureau:guichet_", "pk"): foyer.pk,
        ("reservations_bureau:radiation", "pk"): foyer.pk,
        ("reservations_bureau:derniere_facture", "pk"): foyer.pk,
        **{(f"reservations_bureau:{nom}", "pk"): foyer.pk for nom in ("presence", "presence_pdf")},
        **{
            (f"reservations_bureau:{nom}", "enfant"): rattachement.enfant_id
            for nom in ("presence", "presence_pdf")
        },
        ("reservations_bureau:radiation", "enfant"): rattachement.enfant_id,
        ("reservations_bureau:radiation_pdf", "pk"): foyer.pk,
        ("reservations_bureau:radiation_pdf", "enfant"): rattachement.enfant_id,
        ("regie:foyer", "pk"): foyer.pk,
        ("regie:", "numero"): paiement.numero_recu,
        ("regie:rembourser", "numero"): facture.numero,
        ("regie:reprendre", "numero"): facture.numero,
        ("regie:recouvrements", "numero"): facture.numero,
        ("famille:payer_echeance", "pk"): une_ligne(Echeancier, foyer=foyer, montant=1).pk,
        ("regie:", "reference"): paiement.reference,
        **{
            ("", nom): cible.cles["", nom]
            for nom in ("rum", "numero", "foyer", "annee", "reference")
        },
    }


def _du_reste(cible, agent):
    pages = contenus.pages()
    contenus.fichiers()
    reservation = reservations.Reservation.objects.filter(foyer=cible.foyer).first()
    une_ligne(EnvoiGroupe, cible=Cible(Public.ECOLE, ecole="École Jean-Zay").en_json())
    travail = Travail.objects.create(genre="export", titre="Essai", par=agent, etat="fini")
    return {
        **{
            ("wagtailadmin_", nom): pages.page.pk
            for nom in ("page_id", "page_to_move_id", "page_pk")
        },
        ("wagtailadmin_", "parent_page_id"): pages.rubrique.pk,
        ("wagtailadmin_pages:", "destination_id"): pages.ailleurs.pk,
        ("wagtailadmin_pages:", "pk"): pages.page.pk,
        ("wagtailadmin_pages:", "revision_id"): pages.page.save_revision().pk,
        ("wagtailadmin_pages:", "revision_id_a"): "earliest",
        ("wagtailadmin_pages:", "revision_id_b"): "latest",
        **{("wagtailadmin_", f"{debut}app_name"): "cms_pages" for debut in ("", "content_type_")},
        **{
            ("wagtailadmin_", f"{debut}model_name"): "informationpage"
            for debut in ("", "content_type_")
        },
        ("wagtailadmin_", "app_label"): "cms_pages",
        ("wagtailadmin_workflows:", "pk"): une_ligne(Workflow).pk,
        ("wagtailadmin_workflows:", "workflow_pk"): une_ligne(Workflow).pk,
        ("wagtailadmin_workflows:", "task_id"): une_ligne(GroupApprovalTask).pk,
        ("wagtailadmin_workflows:", "app_label"): "wagtailcore",
        ("wagtailadmin_workflows:", "model_name"): "groupapprovaltask",
        **{
            (f"wagtailadmin_workflows:{nom}_task", "pk"): une_ligne(GroupApprovalTask).pk
            for nom in TACHES
        },
        ("wagtailadmin_api:pages:", "pk"): pages.page.pk,
        ("wagtailadmin_api:documents:", "pk"): une_ligne(get_document_model()).pk,
        ("wagtailadmin_api:images:", "pk"): une_ligne(get_image_model()).pk,
        ("wagtailadmin_tag_model_autocomplete", "app_name"): "taggit",
        ("wagtailadmin_tag_model_autocomplete", "model_name"): "tag",
        ("wagtailimages:preview", "filter_spec"): "width-100",
        ("wagtailusers_users:", "pk"): agent.pk,
        ("wagtailsettings:", "app_name"): "cms_pages",
        ("wagtailsettings:", "model_name"): "identitesite",
        ("wagtailsettings:", "pk"): Site.objects.get().pk,
        ("travaux:", "pk"): travail.pk,
        ("webhooks:renvoyer", "pk"): une_ligne(Livraison).pk,
        ("listes:", "pk"): une_ligne(VueDeListe, par=agent).pk,
        ("planning:import_modele", "sorte"): "xlsx",
        ("planning:evenement", "pk"): une_ligne(reservations.Evenement).pk,
        ("planning:evenement_retrait", "pk"): une_ligne(reservations.Evenement).pk,
        **{(f"planning:{nom}", "pk"): une_ligne(EnvoiGroupe).pk for nom in ENVOIS},
        **{
            (f"planning:{nom}", "pk"): une_ligne(reservations.ImportConsommation).pk
            for nom in IMPORTS
        },
        ("presences:", "pk"): reservation.pk,
        ("reservations_bureau:grille_reprise", "pk"): une_ligne(
            reservations.TrancheTarif  # a grid gives a price to all
        ).grille_id,
        ("reservations_bureau:reduction", "pk"): une_ligne(
            reservations.ReductionAccordee, foyer=reservation.foyer
        ).pk,
        **_payeurs(reservation),
        ("presences:retirer_soin", "pk"): une_ligne(
            reservations.Soin,
            enfant=reservation.enfant,
            foyer=reservation.foyer,
            activite=reservation.creneau.activite,
            le=timezone.now(),
        ).pk,
        ("reservations_bureau:", "activite"): reservation.creneau.activite_id,
        ("reservations_bureau:", "jour"): reservation.creneau.jour.isoformat(),
        ("reservations_bureau:", "quoi"): "retirer",
        ("reservations_bureau:chiffres", "quoi"): "heures",
        ("reservations_bureau:chiffres_", "quoi"): "heures",
        ("reservations_bureau:chiffres_", "sorte"): "csv",
        ("reservations_bureau:chiffres_", "temps"): "mercredi",
        ("reservations_bureau:chiffres_", "tranche"): 0,
        ("reservations_bureau:chiffres_", "regime"): 0,
        ("reservations_bureau:chiffres_", "moment"): "3-journee",
        ("reservations_bureau:chiffres_", "figure"): "venues",
        ("menus:semaine", "lundi"): "2026-12-07",
        ("menus:", "annee"): une_ligne(BilanEgalim).annee,
        ("cms_pages:menus_du", "jour"): "2026-12-07",
        ("reservations_bureau:campagne_brouillon", "facture"): Facture.objects.first().pk,
        ("demandes_places_", "pk"): _place(cible).pk,
        **_reinscription(cible),
        ("regie:remise", "pk"): une_ligne(RemiseSEPA).pk,
        ("regie:mandat_", "pk"): MandatSEPA.objects.get(foyer=cible.foyer).pk,
        ("regie:mandat_", "geste"): "suspendre",
        ("regie:retour_", "pk"): une_ligne(RetourBancaire).pk,
        ("regie:reponse_vue", "pk"): une_ligne(LigneReponse).pk,
        ("regie:ligne_", "pk"): une_ligne(LigneBancaire, credit=True, nature="virement").pk,
        **{
            (f"regie:{nom}", "pk"): une_ligne(RemiseSEPA).pk
            for nom in ("fichier", "transmettre", "abandonner")
        },
        ("reprise:", "pk"): une_ligne(Reprise, etat="relue").pk,
        ("reprise:fautes", "sorte"): "csv",
        ("demarches:presentation", "code"): "changement-adresse",
        ("demo:", "pk"): une_ligne(Courriel).pk,
    }


TACHES = ("edit", "disable", "enable")
ENVOIS = ("envoi", "envoi_modifier", "envoi_abandonner")
IMPORTS = (
    "importation",
    "import_fautes",
    "import_confirmation",
    "import_abandon",
    "import_annulation",
)


def _place(cible):
    """The demande of a place that is asked for."""
    enfant = cible.foyer.enfants.first()
    demande = Demande.objects.create(
        code="place-en-accueil-de-loisirs",
        foyer=cible.foyer,
        enfant=enfant,
        par=cible.compte,
        numero="D-2026-99998",
        deposee_le=timezone.now(),
        statut=Demande.Statut.EN_ATTENTE,
    )
    une_ligne(PlaceDemandee, demande=demande)
    return demande


def _payeurs(reservation):
    """A right of this household, and a statement that asks for a day of it."""
    payeur = une_ligne(TiersPayeur, siret="21360044000019")
    releve = une_ligne(RelevePayeur, payeur=payeur)
    droit = une_ligne(DroitPayeur, foyer=reservation.foyer, payeur=payeur)
    part = une_ligne(PartPayeur, droit=droit, releve=releve)
    return {
        ("reservations_bureau:payeur", "pk"): payeur.pk,
        ("reservations_bureau:droit_payeur", "pk"): droit.pk,
        ("reservations_bureau:droit_nouveau", "foyer"): reservation.foyer.pk,
        ("reservations_bureau:part_refusee", "pk"): releve.pk,
        ("reservations_bureau:part_refusee", "part"): part.pk,
        ("reservations_bureau:releve_", "pk"): releve.pk,
        ("reservations_bureau:recu_payeur_repris", "pk"): releve.pk,
        ("reservations_bureau:recu_payeur_repris", "recu"): une_ligne(
            RecuDuPayeur, releve=releve, montant=1, repris_le=None
        ).pk,
    }


def _reinscription(cible):
    """A campaign that is open, and a child whom it asks."""
    campagne = une_ligne(CampagneReinscription, annee=timezone.localdate().year + 1)
    inscription = reservations.Inscription.objects.filter(
        enfant__in=cible.foyer.enfants.all()
    ).first()
    CampagneReinscription.objects.filter(pk=campagne.pk).update(
        debut=timezone.localdate(), fin=timezone.localdate()
    )
    campagne.activites.add(inscription.activite)
    reservations.Inscription.objects.filter(pk=inscription.pk).update(fin=None)
    return {
        ("reinscriptions_", "pk"): campagne.pk,
        ("reinscriptions_formulaire", "pk"): inscription.enfant_id,
        ("reinscriptions_formulaire_pdf", "pk"): inscription.enfant_id,
    }
