"""A neighbour who has one of everything that an address or a hidden field can name, and the keys of
it."""

import contextlib
import re
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import connection
from django.utils import timezone

from demarches.actions import commencer, rejeter
from demarches.models import QuotientDemande
from demarches.reglages.initiaux import creer_reglages
from famille.models import (
    AccesAConfirmer,
    AppareilAlerte,
    Document,
    Echeancier,
    ExportDonnees,
    Facture,
    Foyer,
    MandatSEPA,
    Notification,
    Utilisateur,
)
from famille.mouvements.donnees.copies import demander_copie, preparer_copie, signer
from reservations.models import (
    Attente,
    Cession,
    DemandeReservation,
    EnfantDeListe,
    ListeDeVoeux,
    Ouverture,
    Reservation,
    SemaineType,
    Tirage,
)
from reservations.voeux.actions import engager
from tests.famille.facturation import facturer
from tests.famille.matrice import DE_LEA, batir_tout
from tests.famille.regie.scene import especes

ECRIT = re.compile(r'\b(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)')
DES_DEMANDES = ("demande", "retirer", "accuse", "accuse_pdf", "decision", "decision_pdf", "ecrire")
DES_ENVOIS = ("demande", "annuler_demande", "accuse", "accuse_pdf")


@dataclass
class Cible:
    """`cles`: (view, parameter) → key; a line without a view stands for all of them. `champs`: name
    posted → value. `secrets`: what only its household reads."""

    foyer: Foyer
    compte: Utilisateur
    intrus: Utilisateur  # a parent of another household
    cles: dict[tuple[str, str], str]
    champs: dict[str, str]
    secrets: tuple[str, ...] = ()


def batir(agent, regisseur) -> Cible:
    """The first home of tests/famille/matrice.py, with what it lacks; the intruder is of the
    fourth."""
    creer_reglages(demo=True)
    maisons, lea, _choses = batir_tout(agent)
    sienne, intruse = maisons[0], maisons[3]
    foyer, compte = sienne.foyer, sienne.compte
    brouillon = commencer("changement-adresse", foyer=foyer, par=compte)
    envoyee = foyer.demandes.exclude(numero=None).get()
    rejeter(envoyee, par=agent, motif="Le justificatif ne se lit pas.")
    paiement = especes(facturer(foyer, "9.00"), par=regisseur)
    avis = Notification.objects.create(
        utilisateur=compte, cle="avis-essai", titre="Avis", lien="/mes-messages/"
    )
    cle = Authenticator.objects.create(
        user=compte, type="webauthn", data={"name": "Clé", "credential": {}}
    )
    copie = demander_copie(compte)
    preparer_copie(copie.pk)
    session = UserSession.objects.create(
        user=compte, session_key="s" * 32, ip="127.0.0.1", user_agent="essai"
    )
    appareil = AppareilAlerte.objects.create(utilisateur=compte, empreinte="a" * 64, nom="iPhone")
    attente = _attente(lea, foyer)
    reservation = Reservation.objects.filter(foyer=foyer)[0]
    facture = Facture.objects.filter(foyer=foyer)[0]
    document = Document.objects.filter(foyer=foyer, nom="papierA.pdf").get()
    ailleurs = lea.rattachements.exclude(foyer=foyer).filter(fin=None).first()
    acces = AccesAConfirmer.objects.create(
        foyer=ailleurs.foyer, nature="enfant", rattachement=ailleurs, par=agent, ferme=False
    )
    QuotientDemande.objects.create(foyer=foyer, par=compte, issue="absent")
    cles = {
        **{(f"caisses:{nom}", "pk"): foyer.pk for nom in ("reponse", "demander", "retirer")},
        ("famille:enfant", "pk"): lea.pk,
        ("famille:confirmer_acces", "pk"): acces.pk,
        ("", "rum"): MandatSEPA.objects.get(foyer=foyer).rum,
        ("famille:payer_echeance", "pk"): _plan(foyer).pk,
        ("famille:copie", "jeton"): signer(ExportDonnees.objects.get(pk=copie.pk)),
        ("famille:document", "pk"): document.pk,
        ("famille:apercu", "pk"): document.pk,
        ("famille:vignette", "pk"): document.pk,
        ("famille:supprimer_document", "pk"): document.pk,
        ("famille:fil", "pk"): foyer.fils.first().pk,
        ("famille:notification", "pk"): avis.pk,
        ("", "numero"): facture.numero,
        ("famille:paiement", "reference"): paiement.reference,
        ("famille:recu", "numero"): paiement.numero_recu,
        ("famille:recu_pdf", "numero"): paiement.numero_recu,
        ("", "foyer"): foyer.numero,
        ("", "annee"): 2026,
        ("fermer_session", "pk"): session.pk,
        ("retirer_appareil", "pk"): appareil.pk,
        ("mfa_edit_webauthn", "pk"): cle.pk,
        ("mfa_remove_webauthn", "pk"): cle.pk,
        ("demarches:etape", "pk"): brouillon.pk,
        ("demarches:annuler", "pk"): brouillon.pk,
        ("demarches:etape", "step"): "adresse",
        ("demarches:ouvrir", "code"): "informations-du-foyer",
        ("demarches:ouvrir", "step"): f"sante-{lea.pk}",
        **{("demarches:" + nom, "pk"): envoyee.pk for nom in DES_DEMANDES},
        **{
            ("reservations:" + nom, "pk"): DemandeReservation.objects.get(foyer=foyer).pk
            for nom in DES_ENVOIS
        },
        **des_voeux(foyer, lea, compte),
        **_semaine_type(lea, foyer, reservation),
        ("reservations:attestation", "pk"): lea.pk,
        ("reservations:attestation_pdf", "pk"): lea.pk,
        ("", "reference"): attente.reference,
    }
    champs = {
        "foyer": foyer.pk,
        "enfant": lea.pk,
        "facture": facture.numero,
        "reservation": reservation.pk,
        "annoncer": reservation.pk,
        "document": document.pk,
        "demande": envoyee.pk,
        "fil": foyer.fils.first().pk,
        "mandat": MandatSEPA.objects.get(foyer=foyer).rum,
        "choix": f"{foyer.pk}.{lea.pk}.{reservation.creneau.activite_id}.2026-12-16-matin.reserver",
    }
    texte = {cle: str(valeur) for cle, valeur in cles.items()}
    postes = {nom: str(valeur) for nom, valeur in champs.items()}
    return Cible(foyer, compte, intruse.compte, texte, postes, (*sienne.secrets, *DE_LEA))


def une_attente(foyer):
    return Attente.objects.filter(foyer=foyer).first()


def des_voeux(foyer, enfant, compte):
    """{(view, parameter): key} of the wishes of this child, at an opening that still takes them."""
    ouverture = Ouverture.objects.create(
        nom="Par vœux",
        debut=timezone.localdate() + timedelta(days=60),
        fin=timezone.localdate() + timedelta(days=90),
        voeux_du=timezone.now() - timedelta(days=1),
        voeux_au=timezone.now() + timedelta(days=5),
        ouvre_le=timezone.now() + timedelta(days=20),
    )
    tirage = engager(ouverture)
    Tirage.objects.filter(pk=tirage.pk).update(etat="publie", publie_le=timezone.now())
    liste = ListeDeVoeux.objects.create(tirage=tirage, foyer=foyer, maximum=1, par=compte)
    EnfantDeListe.objects.create(liste=liste, tirage=tirage, foyer=foyer, enfant=enfant)
    pages = ("voeux", "liste_de_voeux", "retirer_voeux", "declarer_priorite")
    pages += ("regles_des_voeux", "regles_appliquees", "fichier_du_tirage")
    gestion = ("tirage", "voeux_des_familles", "voeux_du_foyer", "voeux_d_un_enfant")
    cles = {(f"reservations:{nom}", "pk"): ouverture.pk for nom in pages}
    cession = Cession.objects.create(
        foyer=foyer,
        enfant=enfant,
        activite=une_attente(foyer).activite,
        bloc="2026-12-16-matin",
        debut=timezone.localdate(),
    )
    for nom in ("garder_la_place", "prendre_la_place"):
        cles["reservations:" + nom, "cession"] = cession.reference
    cles |= {(f"planning:{nom}", "pk"): ouverture.pk for nom in gestion}
    cles |= {("planning:" + nom, "foyer"): foyer.pk for nom in gestion}
    cles |= {("planning:" + nom, "enfant"): enfant.pk for nom in gestion}
    for nom in ("liste_de_voeux", "declarer_priorite"):
        cles["reservations:" + nom, "foyer"] = foyer.pk
    return cles | {
        ("reservations:liste_de_voeux", "enfant"): enfant.pk,
        ("reservations:retirer_voeux", "liste"): liste.pk,
    }


def _plan(foyer):
    plan = Echeancier.objects.create(foyer=foyer, montant="12.00")
    plan.echeances.create(jour="2026-12-20", montant="12.00")
    facture = facturer(foyer, "12.00")
    Facture.objects.filter(pk=facture.pk).update(echeancier=plan)
    return plan


def _attente(lea, foyer):
    reservee = Reservation.objects.filter(foyer=foyer)[0]
    return Attente.objects.create(
        foyer=foyer,
        enfant=lea,
        activite=reservee.creneau.activite,
        bloc="2026-12-16-apres-midi",
        debut="2026-12-16",
        par=foyer.responsables.get().utilisateur,
    )


def _semaine_type(enfant, foyer, reservation):
    """{(view, parameter): key} of a week that this household keeps."""
    jour = timezone.localdate()
    semaine = SemaineType.objects.create(
        foyer=foyer,
        enfant=enfant,
        activite=reservation.creneau.activite,
        jours=["2-matin"],
        debut=jour,
        fin=jour + timedelta(days=60),
    )
    vues = ("abandonner_la_semaine", "retirer_exceptions")
    return {(f"reservations:{nom}", "pk"): semaine.pk for nom in vues}


def empreinte(*foyers_et_comptes, tables=None):
    """Every row, of any model, that names these households or accounts: what nobody else may
    change. `tables`: of these alone, those that `ecrites` has seen written."""
    return {
        (modele._meta.label, champ.name, str(ligne)): valeurs
        for modele in apps.get_models()
        if tables is None or modele._meta.db_table in tables
        for champ in modele._meta.concrete_fields
        for ligne in foyers_et_comptes
        if champ.related_model is type(ligne)
        for valeurs in [
            list(modele._base_manager.filter(**{champ.name: ligne}).order_by("pk").values())
        ]
    } | {
        str(ligne): type(ligne).objects.filter(pk=ligne.pk).values().get()
        for ligne in foyers_et_comptes
    }


@contextlib.contextmanager
def ecrites():
    """set[str] of the tables that are written meanwhile; all of them on PostgreSQL, where the
    engine sends what no wrapper of Django's sees."""
    vues = set() if connection.vendor == "sqlite" else {m._meta.db_table for m in apps.get_models()}

    def noter(executer, requete, valeurs, plusieurs, contexte):
        vues.update(ECRIT.findall(requete))
        return executer(requete, valeurs, plusieurs, contexte)

    with connection.execute_wrapper(noter):
        yield vues
