"""The first texts of the prélèvement, and the demo town as a creditor (its ICS is nobody's)."""

TEXTES = {
    "titre": "Je paie par prélèvement automatique",
    "resume": "Le mettre en place, changer de compte, ou l’arrêter.",
    "icone": "banque",
    "introduction": (
        "<p>Crèche, halte-garderie, accueils de loisirs, restauration et garderie scolaires :"
        " choisissez ce que vous voulez payer par prélèvement. Vous donnez votre IBAN, vous lisez"
        " le mandat et vous l’acceptez ici, sans rien imprimer.</p><p>Vous avez déjà un prélèvement"
        " ? La même démarche sert à changer de compte ou à l’arrêter. L’ancien compte reste prélevé"
        " jusqu’à ce que le nouveau soit validé.</p><p>Le compte doit être au nom d’un adulte de"
        " votre foyer. Pour celui d’une autre personne, contactez {le_service}.</p>"
    ),
    "pieces_a_preparer": (
        "Votre relevé d’identité bancaire (RIB), à demander à votre banque ou à télécharger sur son"
        " site"
    ),
    "notice_donnees": (
        "Les informations que vous donnez servent à prélever les services que vous choisissez."
        " Elles sont nécessaires à l’exécution du mandat que vous acceptez (article 6.1.b du"
        " règlement général sur la protection des données).\n\nVotre IBAN est chiffré. Seuls les"
        " agents qui traitent votre demande peuvent le lire en entier, et chacune de leurs lectures"
        " est enregistrée et visible dans votre dossier. Il n’est transmis qu’aux banques et au"
        " comptable public, pour les prélèvements. Ces informations sont conservées tant que votre"
        " dossier est ouvert, puis supprimées.\n\nVous pouvez les consulter, les faire corriger ou"
        " en demander la limitation, en écrivant {au_service} ou au délégué à la protection des"
        " données de la collectivité. Vous pouvez arrêter le prélèvement à tout moment. Si la"
        " réponse ne vous convient pas, vous pouvez saisir la CNIL (www.cnil.fr)."
    ),
}
CREANCIER_DEMO = {
    "nom": "Châteauroux Métropole",
    "voie": "Place de la République",
    "code_postal": "36000",
    "commune": "Châteauroux",
    "ics": "FR53ZZZ999999",
}
