"""All that is told of each household of a town, to compare two towns family by family; read apart
from what exports it."""

from django.db.models import Q
from django.utils import timezone

from famille.models import (
    Autorisation,
    ContactFamille,
    FicheSanitaire,
    Foyer,
    MandatSEPA,
    Rattachement,
)
from reservations.models import Inscription

SANTE = (
    *("regime", "a_table", "pai", "medecin", "medecin_telephone", "valable_jusqu_au"),
    *("assurance_compagnie", "assurance_numero", "assurance_fin"),
)


def portraits():
    """By the number of each household."""
    return {foyer.numero: portrait(foyer) for foyer in Foyer.objects.ouverts().order_by("pk")}


def portrait(foyer):
    jour = timezone.localdate()
    liens = Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour), foyer=foyer)
    contacts = ContactFamille.objects.filter(foyer=foyer)
    return {
        "nom": (foyer.nom, foyer.situation, lignes_d_adresse(foyer)),
        "adultes": sorted(adulte(un) for un in foyer.responsables.actuels()),
        "enfants": sorted(
            (
                *enfant(lien.enfant),
                *(lien.garde, lien.semaines, lien.debut.isoformat(), str(lien.fin)),
            )
            for lien in liens.select_related("enfant__ecole", "enfant__classe")
        ),
        "contacts": sorted(
            (
                *(un.prenom, un.nom, str(un.telephone), un.lien),
                *(un.a_prevenir, un.peut_recuperer, un.ordre),
            )
            for un in contacts
        ),
        "quotients": sorted(foyer.quotients.values_list("valeur", "debut", "fin", "source")),
        "mandats": sorted(
            mandat(un) for un in MandatSEPA.objects.filter(foyer=foyer, fin=None).avec_services()
        ),
        "soldes": sorted(
            (une.objet, une.solde, une.emise_le, une.echeance)
            for une in foyer.factures.aux_familles().non_soldees().filter(au_tresor_le=None)
        ),
    }


def lignes_d_adresse(foyer):
    return foyer.adresse.lignes if foyer.adresse else []


def adulte(un):
    return (
        *(un.prenom, un.nom, un.lien, str(un.telephone_portable), str(un.telephone_fixe)),
        un.utilisateur.email if un.utilisateur else "",
    )


def enfant(un):
    dites = dict(
        Autorisation.objects.filter(enfant=un).order_by("le", "pk").values_list("genre", "accordee")
    )
    fiche = FicheSanitaire.objects.filter(enfant=un).first()
    jour = timezone.localdate()
    inscriptions = Inscription.objects.filter(Q(fin=None) | Q(fin__gte=jour), enfant=un)
    return (
        *(un.prenom, un.nom, un.naissance.isoformat(), un.lieu_naissance),
        *(un.nom_ecole, un.nom_classe),
        tuple(sorted(dites.items())),
        tuple(str(getattr(fiche, nom)) for nom in SANTE) if fiche else (),
        tuple(
            sorted(
                (str(une.activite), une.debut.isoformat(), str(une.fin))
                for une in inscriptions.select_related("activite__structure")
            )
        ),
    )


def mandat(un):
    signe = timezone.localdate(un.signe_le)
    return un.rum, un.iban, un.bic, un.titulaire_nom, signe, un.services_couverts
