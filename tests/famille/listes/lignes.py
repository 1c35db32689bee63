"""Rows for the lists whose rows are not a household's own page."""

from datetime import timedelta

from django.utils import timezone

from demarches.models import LotDeQuotients, QuotientDemande
from famille.models import (
    BordereauTresor,
    EnvoiGroupe,
    EtapeRelance,
    Facture,
    LigneARevoir,
    LigneBancaire,
    Relance,
    RemiseSEPA,
    RetourBancaire,
    TiersPayeur,
)
from reservations.models import Activite, Attente, CampagneFacturation, Evenement
from tests.famille.facturation import facturer
from tests.reservations import outils
from tests.reservations.payeurs.outils import payeur


def en_retard(foyer, jours):
    facture = facturer(foyer, "10.00")
    echeance = timezone.localdate() - timedelta(days=jours)
    Facture.objects.filter(pk=facture.pk).update(echeance=echeance)
    return facture


def relancer(facture, sujet, le):
    etape, _neuve = EtapeRelance.objects.get_or_create(
        jours=7, defaults={"sujet": sujet, "texte": "{factures}"}
    )
    Relance.objects.create(facture=facture, etape=etape, sujet=sujet, texte="…", le=le)


def evenement(motif, par, **champs):
    jour = timezone.localdate()
    return Evenement.objects.create(
        nature=Evenement.Nature.values[0],
        motif=motif,
        debut=jour,
        fin=jour + timedelta(days=1),
        par=par,
        **champs,
    )


def _de_factures(genre, foyer):
    if genre == "relances":
        relancer(en_retard(foyer, 5), "Un oubli ?", timezone.now())
    else:
        a_revoir(foyer)


def a_revoir(foyer, montant="10.00", du="0.00", origine="demande D-1", **champs):
    """A published line that would cost `du` today."""
    [ligne] = facturer(foyer, montant).lignes.all()
    return LigneARevoir.objects.create(ligne=ligne, du=du, origine=origine, **champs)


def a_rapprocher(**champs):
    """A line of the bank that waits for somebody who knows: a transfer of ten euros."""
    retour, _neuf = RetourBancaire.objects.get_or_create(
        genre="camt.054", cle="lignes", defaults={"identifiant": "DFT-L"}
    )
    valeurs = {"nature": "virement", "credit": True, "montant": "10.00", "etat": "a-rapprocher"}
    rang = LigneBancaire.objects.count()
    return LigneBancaire.objects.create(retour=retour, cle=f"l{rang}", **valeurs | champs)


def _de_la_regie(genre, jour, agent):
    if genre == "lignes-a-rapprocher":
        a_rapprocher(jour=jour)
    elif genre == "titres":
        une = BordereauTresor.objects.count() + 1
        BordereauTresor.objects.create(
            genre="01",
            exercice=2026,
            numero=une,
            etat="accepte",
            emis_le=jour,
            fichier=f"PESALR2_{une}.xml",
            par=agent,
        )
    else:
        une = RetourBancaire.objects.count() + 1
        RetourBancaire.objects.create(
            genre="camt.054", cle=f"{une}", identifiant=f"DFT-{une}", par=agent
        )


def creer_lignes(genre, combien, *, famille, voisin, agent):
    """So many more rows of the list whose file is of this kind; for the queue, somebody must wait
    already."""
    jour = timezone.localdate()
    for rang in range(combien):
        match genre:
            case "relances" | "lignes-a-revoir":
                _de_factures(genre, famille.foyer)
            case "remises":
                une = RemiseSEPA.objects.count() + 1
                RemiseSEPA.objects.create(
                    numero=f"PRLV-2026-{une:04}",
                    date=jour + timedelta(days=une),
                    montant="1.00",
                    nombre=1,
                    par=agent,
                )
            case "quotients-transmis":
                lot = LotDeQuotients.objects.first() or LotDeQuotients.objects.create(mois=jour)
                QuotientDemande.objects.create(
                    lot=lot, foyer=famille.foyer, issue="trouve", valeur=742, avant=700, mois=jour
                )
            case "retours-de-la-banque" | "lignes-a-rapprocher" | "titres":
                _de_la_regie(genre, jour, agent)
            case "campagnes":
                CampagneFacturation.objects.create(mois=jour, etat="publiee", bilan={}, par=agent)
            case "messages-groupes":
                EnvoiGroupe.objects.create(sujet=f"{rang}", texte="…", auteur="A", par=agent)
            case "liste-des-evenements":
                evenement(f"{rang}", agent)
            case "liste-des-creneaux" | "payeurs" | "liste-d-attente":
                _des_reservations(genre, jour, voisin)


def _des_reservations(genre, jour, voisin):
    if genre == "liste-des-creneaux":
        centre = outils.creer_activite(f"Centre {Activite.objects.count()}")
        outils.creer_creneau(centre, jour + timedelta(days=1))
    elif genre == "payeurs":
        payeur(f"CCAS {TiersPayeur.objects.count()}", genre="ccas")
    else:
        _attendre_un_jour(voisin)


def _attendre_un_jour(voisin):
    deja = Attente.objects.first()
    jour = outils.MERCREDI + timedelta(days=7 * Attente.objects.count())
    Attente.objects.create(
        foyer=voisin.foyer,
        enfant=voisin.sami,
        activite=deja.activite,
        bloc=deja.bloc.replace(outils.MERCREDI.isoformat(), jour.isoformat()),
        debut=jour,
    )
