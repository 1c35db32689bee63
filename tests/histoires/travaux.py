"""How each long job of the house is made ready for two households: what it reads, and the row that
waits to be run."""

from datetime import date, timedelta
from functools import partial

from django.utils import timezone

from demarches.caisses import application, lot
from demarches.models import LotDeQuotients, QuotientDemande
from demarches.reglages.initiaux import creer_reglages
from famille.actions import noter_consultation, preparer_envoi
from famille.argent.factures.courrier import fiscales
from famille.dossier.foyers.ecoles import passage_ville
from famille.dossier.foyers.ecoles.actions import creer_ecole
from famille.dossier.foyers.ecoles.passage import preparer_la_ville
from famille.dossier.messages.actions import ouvrir_fil
from famille.models import Enfant, Facture, Rattachement, Travail
from famille.mouvements.invitations import lettres
from famille.mouvements.invitations.actions import ouvrir_vague
from famille.mouvements.invitations.groupes import Groupe
from famille.mouvements.reprise import actions as reprise
from famille.travaux import actions as travaux
from reservations.consommation.imports import actions as imports
from reservations.envois.actions import envoyer
from reservations.envois.cible import Cible, Public, apercu
from reservations.facturation import actions as facturation
from reservations.facturation import comparaison, impression
from reservations.facturation.regularisation import lire_le_lot, regulariser_un_lot
from reservations.lecture.filtres import Mois
from reservations.models import Activite, Inscription, Places, Reservation, Territoire, Zone
from reservations.planning import retrait
from reservations.planning.calendrier_initial import choisir_la_zone
from reservations.planning.creneaux import planifier_creneaux
from reservations.planning.evenements import actions as evenements
from reservations.saisons.actions import demander_la_saison
from reservations.saisons.cloture import demander_la_cloture
from reservations.saisons.plan import Demande
from reservations.voeux import attribution
from tests.demarches.caisses.scene import identifier
from tests.demarches.essai import deposee
from tests.demarches.place import en_regle, envoyee, valla
from tests.demarches.reinscription import campagne_2027
from tests.donnees.conservation import tout_fixer
from tests.famille.facturation import facturer, ligne
from tests.famille.invitations.test_vagues import foyer_repris
from tests.famille.listes.lignes import creer_lignes
from tests.famille.regie.scene import especes
from tests.famille.reprise import essai
from tests.outils.ecoles import aller_a
from tests.reservations import outils
from tests.reservations.consommation.scene import creer_cantine, reserve
from tests.reservations.fichiers_comptes import HUGO, LEA, csv, depot
from tests.reservations.file import attendre, creer_file
from tests.reservations.reductions.test_reductions_accordees import accorder
from tests.reservations.tarifs.test_prix import creer_grille
from tests.reservations.voeux import scene as scene_voeux

Presence = Reservation.Presence
NOVEMBRE = {"du": "2026-11-01", "au": "2026-11-30", "format": "csv"}


def travail(ville, genre, **parametres):
    return Travail.objects.create(genre=genre, titre=genre, parametres=parametres, par=ville.agent)


def mercredis_reserves(
    ville, jours=(date(2026, 12, 9), date(2026, 12, 16)), presence=Presence.PREVU
):
    """Activite: Léa and Sami booked on these mornings."""
    activite = outils.creer_activite()
    creer_grille(activite)
    for jour in jours:
        reserve(ville.martin.foyer, ville.martin.lea, activite, jour, presence=presence)
        reserve(ville.benali.foyer, ville.benali.sami, activite, jour, presence=presence)
    Places.objects.update(prises=2)
    return activite


def creneaux(ville):
    periode = {"debut": "2026-12-01", "fin": "2027-03-31"}
    return travail(
        ville,
        "creneaux",
        activites=[outils.creer_activite().pk],
        capacite=None,
        avant={},
        **periode,
    )


def des_places(ville):
    activite = mercredis_reserves(ville)
    periode = {"debut": "2026-12-01", "fin": "2026-12-31", "jours": [2], "moments": ["1-matin"]}
    return travail(ville, "places", activite=activite.pk, capacite=12, **periode)


def evenement(ville):
    activite = mercredis_reserves(ville)
    jour = {"debut": date(2026, 12, 9), "fin": date(2026, 12, 9)}
    return evenements.creer(
        nature="greve", motif="Grève", activites=[activite], par=ville.agent, **jour
    )[1]


def evenement_retire(ville):
    applique = evenement(ville)
    travaux.executer(str(applique.pk))
    un = evenements.Evenement.objects.get(pk=applique.parametres["evenement"])
    return retrait.retirer(un, par=ville.agent)


def calcul(ville):
    mercredis_reserves(ville, [date(2026, 11, 4), date(2026, 11, 18)], Presence.PRESENT)
    campagne = facturation.commencer_campagne(
        Mois(2026, 11), Activite.objects.all(), par=ville.agent
    )
    return campagne.travail


def une_publication(ville):
    calculee = calcul(ville)
    travaux.executer(str(calculee.pk))
    campagne = facturation.CampagneFacturation.objects.get(pk=calculee.parametres["campagne"])
    facturation.publier_campagne(campagne, par=ville.agent, mois_en_cours=True)
    return campagne.travail


def publiee(ville):
    """A month that is billed, of which each line has changed since."""
    travaux.executer(str(une_publication(ville).pk))
    Reservation.objects.update(presence=Presence.ABSENT_JUSTIFIE)


def impression_de_la_campagne(ville):
    travaux.executer(str(une_publication(ville).pk))
    campagne = facturation.CampagneFacturation.objects.get()
    return impression.lancer_l_impression(
        campagne, sans_courriel=False, recto_verso=True, partie=1, par=ville.agent
    )


def comparaison_du_mois(ville):
    publiee(ville)
    return comparaison.comparer([Mois(2026, 11)], par=ville.agent)


def regularisations(ville):
    travaux.executer(str(comparaison_du_mois(ville).pk))
    return regulariser_un_lot(lire_le_lot(None), par=ville.agent)


def lecture(ville):
    cantine = creer_cantine()
    Activite.objects.filter(pk=cantine.pk).update(nom="Restaurant scolaire")
    return imports.deposer_fichier(
        depot(csv(LEA, HUGO)), date(2026, 11, 1), par=ville.agent
    ).travail


def import_confirme(ville):
    lu = lecture(ville)
    travaux.executer(str(lu.pk))
    depose = imports.ImportConsommation.objects.get(travail=lu)
    return imports.confirmer_import(depose, par=ville.agent).travail


def envoi(ville):
    aller_a("Jean-Zay", ville.martin.lea, ville.benali.sami)
    cible = Cible(Public.ECOLE, ecole="Jean-Zay")
    message = {
        "sujet": "Déjeuner",
        "texte": "Fermé mardi.",
        "cible": cible.en_json(),
        "a_qui": cible.dite(),
    }
    return envoyer(
        preparer_envoi(**message, par=ville.agent), vus=apercu(cible).vus, par=ville.agent
    )


def reservations_exportees(ville):
    mercredis_reserves(ville)
    periode = {"debut": "2026-12-01", "fin": "2026-12-31"}
    return travail(ville, "export", nature="reservations", format="csv", activites=[], **periode)


def demandes_exportees(ville):
    deposee(ville.martin.foyer, ville.martin.camille, "D-2026-00231")
    deposee(ville.benali.foyer, ville.benali.nadia, "D-2026-00232")
    return travail(ville, "demandes", format="csv", filtres={"etat": "toutes"})


def demandes_de_place(ville):
    creer_reglages(demo=True)
    activite = valla(inscriptions_max=1)
    for enfant in (ville.martin.hugo, ville.martin.lea):
        envoyee(ville.martin, en_regle(enfant), activite)
    return travail(ville, "demandes-de-place", format="csv", activite=activite.pk, saison=2026)


def reinscriptions_exportees(ville):
    activite, jour = outils.creer_activite("La Valla"), timezone.localdate()
    for enfant in (ville.martin.lea, ville.benali.sami):
        outils.inscrire(enfant, activite)
    campagne_2027(activite, debut=jour, fin=jour + timedelta(days=30))
    return travail(ville, "reinscriptions", format="csv", filtres={})


def journal_de_la_regie(ville):
    for foyer in (ville.martin.foyer, ville.benali.foyer):
        especes(facturer(foyer, "12.50"), par=ville.agent)
    return travail(ville, "regie-journal", moyen="", **NOVEMBRE)


def journal_des_lectures(ville):
    for foyer in (ville.martin.foyer, ville.benali.foyer):
        noter_consultation(foyer, "fiche du foyer", par=ville.agent)
    return travail(ville, "journal-acces", format="csv", filtres={})


def foyers_exportes(ville):
    return travail(ville, "foyers", format="csv", filtres={})


def messages_exportes(ville):
    for foyer, compte in (
        (ville.martin.foyer, ville.martin.camille),
        (ville.benali.foyer, ville.benali.nadia),
    ):
        ouvrir_fil(foyer, sujet="Une question", texte="Bonjour", par=compte)
    return travail(ville, "messages", format="csv", filtres={})


def factures_exportees(ville):
    for foyer in (ville.martin.foyer, ville.benali.foyer):
        facturer(foyer, "12.50")
    return travail(ville, "factures", format="csv", filtres={})


def inscriptions_exportees(ville):
    activite = outils.creer_activite()
    for enfant in (ville.martin.lea, ville.benali.sami):
        outils.inscrire(enfant, activite)
    return travail(ville, "inscriptions", format="csv", filtres={})


def liste_d_attente(ville):
    centre = creer_file(ville.martin, ville.benali)
    attendre(ville.benali.foyer, ville.benali.sami, centre, par=ville.benali.nadia)
    attendre(ville.martin.foyer, ville.martin.hugo, centre, par=ville.martin.camille)
    return travail(ville, "liste-d-attente", format="csv", filtres={})


def reductions_exportees(ville):
    for une in (ville.martin, ville.benali):
        accorder(ville.agent, foyer=une.foyer)
    return travail(ville, "reductions", format="csv", filtres={})


def credits_exportes(ville):
    for une in (ville.martin, ville.benali):
        facturer(une.foyer, "12.50")
    Facture.objects.update(regle="20.00")
    return travail(ville, "credits", format="csv", filtres={})


def dettes_au_tresor(ville):
    for une in (ville.martin, ville.benali):
        facturer(une.foyer, "12.50")
    Facture.objects.update(au_tresor_le=timezone.now())
    return travail(ville, "tresor", format="csv", filtres={"etat": "au-tresor"})


def une_vague(ville):
    """Two adults without an address of mail."""
    tout_fixer()
    for rang in (1, 2):
        foyer_repris(rang, courriel=False)
    return ouvrir_vague(groupe=Groupe.TOUS, cle="", par_jour=5, avec_lettres=True, par=ville.agent)


def invitations_exportees(ville):
    une_vague(ville)
    return travail(ville, "invitations", format="csv", filtres={})


def lettres_d_invitation(ville):
    return lettres.preparer_les_lettres(une_vague(ville), par=ville.agent)


def familles_exportees(ville):
    return travail(ville, "export-familles", format="zip")


def fichier_relu(ville):
    depose = essai.deposer(essai.zip_de(essai.TOUT), par=ville.agent)
    choix = [tableau["colonnes"] for tableau in depose.tableaux]
    return reprise.confirmer_les_colonnes(depose, choix, par=ville.agent).travail


def fichier_repris(ville):
    depose = essai.deposer(essai.zip_de(essai.TOUT), par=ville.agent)
    return reprise.importer(essai.relire(depose, par=ville.agent), par=ville.agent).travail


def reprise_annulee(ville):
    faite = essai.reprendre(essai.zip_de(essai.TOUT), par=ville.agent)
    return reprise.annuler(faite, par=ville.agent).travail


def quotients_demandes(ville):
    """The service is the fixture `caisses`'s, which finds both."""
    for une in (ville.martin, ville.benali):
        identifier(une.foyer)
    return lot.commencer(date(2026, 11, 1), accord_seul=False, par=ville.agent).travail


def quotients_trouves(ville):
    fait = LotDeQuotients.objects.create(mois=date(2026, 11, 1), par=ville.agent)
    for une in (ville.martin, ville.benali):
        QuotientDemande.objects.create(
            lot=fait, foyer=une.foyer, issue="trouve", valeur=742, avant=700, mois=date(2026, 11, 1)
        )
    return fait


def quotients_appliques(ville):
    return application.demander_l_application(quotients_trouves(ville), None, par=ville.agent)


def quotients_annules(ville):
    fait = quotients_trouves(ville)
    applique = application.demander_l_application(fait, None, par=ville.agent)
    travaux.executer(str(applique.pk))
    return application.demander_l_annulation(fait, None, par=ville.agent)


LISTES = (
    "quotients-transmis",
    *("relances", "remises", "campagnes", "messages-groupes", "liste-des-evenements"),
    *(
        "liste-des-creneaux",
        "lignes-a-revoir",
        "payeurs",
        "lignes-a-rapprocher",
        "retours-de-la-banque",
        "titres",
    ),
)


def liste_de_deux(genre, ville):
    creer_lignes(genre, 2, famille=ville.martin, voisin=ville.benali, agent=ville.agent)
    return travail(ville, genre, format="csv", filtres={})


def balance_agee(ville):
    for une in (ville.martin, ville.benali):
        facturer(une.foyer)
    return travail(ville, "balance-agee", format="csv", filtres={})


def attestations_fiscales(ville):
    """Two households that paid for care."""
    foyers = []
    for famille, enfant in ((ville.martin, ville.martin.hugo), (ville.benali, ville.benali.sami)):
        facture = facturer(famille.foyer, lignes=[ligne("10.00", enfant=enfant)])
        especes(facture, par=ville.agent)
        foyers.append(famille.foyer.pk)
    return travail(ville, fiscales.GENRE, annee=2026, foyers=foyers)


def voeux_joues(ville):
    """Two households that wished, once the dates are over."""
    martin, benali = ville.martin, ville.benali
    une = scene_voeux.creer_ouverture()
    for famille, enfant in ((martin, martin.lea), (benali, benali.sami)):
        outils.inscrire(enfant, une.activite)
        scene_voeux.demander(une, famille, enfant)
    return une, attribution.demander_l_apercu(
        une.tirage, par=ville.agent, maintenant=scene_voeux.APRES
    )


def apercu_des_voeux(ville):
    return voeux_joues(ville)[1]


def reponses_aux_voeux(ville):
    une, calcul = voeux_joues(ville)
    travaux.executer(str(calcul.pk))
    une.tirage.refresh_from_db()
    vu = une.tirage.empreinte_resultat
    return attribution.publier(une.tirage, vu=vu, par=ville.agent, maintenant=scene_voeux.APRES)


def deux_ecoles_pretes(ville):
    """A child in each of two schools, whose passage to this school year is prepared."""
    for nom, enfant in (("Zay", ville.martin.lea), ("Buffon", ville.benali.sami)):
        ecole = creer_ecole(nom=nom, par=ville.agent)
        Enfant.objects.filter(pk=enfant.pk).update(ecole=ecole, niveau="CP")
        autre = Enfant.objects.create(
            prenom="Noé", nom=nom, naissance=date(2018, 1, 1), ecole=ecole, niveau="CE1"
        )
        foyer = enfant.residences().get()
        Rattachement.objects.create(enfant=autre, foyer=foyer, debut=date(2018, 1, 1))
    preparer_la_ville(2026, par=ville.agent)


def passage_de_classe(ville):
    deux_ecoles_pretes(ville)
    return passage_ville.demander(2026, par=ville.agent)


def passage_annule(ville):
    travaux.executer(str(passage_de_classe(ville).pk))
    return passage_ville.annuler_la_ville(2026, par=ville.agent)


def deux_activites():
    return [outils.creer_activite(nom) for nom in ("La Valla", "Les Grands")]


def saison_preparee(ville):
    choisir_la_zone(Zone.B, Territoire.METROPOLE, par=ville.agent)
    activites = deux_activites()
    for une in activites:
        planifier_creneaux(une, date(2026, 9, 1), date(2026, 10, 1), par=ville.agent)
    demande = Demande(2027, tuple(une.pk for une in activites))
    return demander_la_saison(demande, par=ville.agent)


def saison_close(ville):
    for une in deux_activites():
        for enfant in (ville.martin.lea, ville.benali.sami):
            Inscription.objects.create(enfant=enfant, activite=une, debut=date(2025, 9, 1))
    return demander_la_cloture(2025, par=ville.agent)


PREPARATIFS = {
    "quotients-demandes": quotients_demandes,
    "quotients-appliques": quotients_appliques,
    "quotients-annules": quotients_annules,
    "passage-de-classe": passage_de_classe,
    "passage-de-classe-annulation": passage_annule,
    "saison": saison_preparee,
    "cloture-de-saison": saison_close,
    "voeux-apercu": apercu_des_voeux,
    "voeux-publication": reponses_aux_voeux,
    "balance-agee": balance_agee,
    "attestations-fiscales": attestations_fiscales,
    "creneaux": creneaux,
    "places": des_places,
    "evenement": evenement,
    "evenement-retrait": evenement_retire,
    "facturation": calcul,
    "facturation-publication": une_publication,
    "facturation-impression": impression_de_la_campagne,
    "facturation-comparaison": comparaison_du_mois,
    "regularisations": regularisations,
    "consommation-lecture": lecture,
    "consommation-import": import_confirme,
    "envoi": envoi,
    "export": reservations_exportees,
    "demandes": demandes_exportees,
    "foyers": foyers_exportes,
    "messages": messages_exportes,
    "factures": factures_exportees,
    "inscriptions": inscriptions_exportees,
    "demandes-de-place": demandes_de_place,
    "reinscriptions": reinscriptions_exportees,
    "regie-journal": journal_de_la_regie,
    "journal-acces": journal_des_lectures,
    "liste-d-attente": liste_d_attente,
    "reductions": reductions_exportees,
    "credits": credits_exportes,
    "tresor": dettes_au_tresor,
    "invitations": invitations_exportees,
    "lettres-invitation": lettres_d_invitation,
    "export-familles": familles_exportees,
    "reprise-essai": fichier_relu,
    "reprise-import": fichier_repris,
    "reprise-annulation": reprise_annulee,
    **{genre: partial(liste_de_deux, genre) for genre in LISTES},
}
