"""The functions that write to a household's file, by subject. Pages, agents' screens, validated
démarches and the demo town call them."""

from .argent.factures.actions import (
    corriger_facture,
    ecrire_brouillons,
    publier_factures,
    supprimer_brouillons,
)
from .argent.paiement.actions import (
    constater,
    demander_au_fournisseur,
    interroger_paiement,
    noter_notification,
    ouvrir_paiement,
    relancer_paiements,
    repondre_a_la_notification,
    trancher_paiement,
)
from .argent.prelevement.mandats import creer_mandat, revoquer_mandat
from .dossier.documents.actions import (
    classer_document,
    deposer_document,
    examiner_document,
    remettre_documents,
    retirer_document,
    reunir_les_pages,
    supprimer_document,
)
from .dossier.foyers.actions import ajouter_quotient, creer_foyer, modifier_foyer, retirer_quotient
from .dossier.foyers.adresses import changer_adresse
from .dossier.foyers.contacts import ajouter_contact, modifier_contact, retirer_contact
from .dossier.foyers.personnes import (
    ajouter_enfant,
    ajouter_responsable,
    modifier_enfant,
    modifier_rattachement,
    modifier_responsable,
    ouvrir_dossier,
    rattacher_enfant,
)
from .dossier.foyers.remettre import ecarts, photographier, remettre
from .dossier.foyers.sante import (
    autoriser,
    declarer_la_sante,
    deposer_vaccins,
    oublier_la_sante_declaree,
    tenir_la_fiche,
)
from .dossier.messages.actions import (
    clore_fil,
    ecrire_message,
    marquer_lu,
    marquer_lus,
    noter_agent,
    ouvrir_fil,
    ouvrir_fil_du_service,
    rouvrir_fil,
    tenu_jusqu_a,
)
from .dossier.messages.annulation import (
    TROP_TARD,
    annulable_jusqu_a,
    effacer_message,
    exiger_annulable,
)
from .dossier.messages.envois import (
    abandonner_envoi,
    figer_envoi,
    finir_envoi,
    preparer_envoi,
    remettre_envoi,
)
from .journal.modifications import noter_consultation, noter_export, noter_modification
from .journal.numeros import prochain_numero, prochains_numeros
from .journal.recherche import rafraichir_recherche
