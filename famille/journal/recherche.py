"""What a household is found by."""

from famille.models import Enfant, Foyer
from famille.regles.foyer import chiffres
from famille.socle.texte import normaliser


def rafraichir_recherche(foyer: Foyer) -> None:
    """Write again Foyer.recherche: number, names of adults and children, mails, telephones as
    written and as digits.

    Adults and children who left stay in it: an agent looks for a file by them too.
    """
    morceaux = [foyer.numero, foyer.nom]
    for responsable in foyer.responsables.select_related("utilisateur"):
        morceaux += [responsable.prenom, responsable.nom]
        if responsable.utilisateur:
            morceaux.append(responsable.utilisateur.email)
        for telephone in (responsable.telephone_portable, responsable.telephone_fixe):
            if telephone:
                morceaux += [telephone.as_national, chiffres(telephone.as_e164)]
    for enfant in Enfant.objects.filter(foyers=foyer).distinct():
        morceaux += [enfant.prenom, enfant.nom]
    # Each word once, in the order met: the column stays short, and is never shown.
    foyer.recherche = " ".join(dict.fromkeys(normaliser(" ".join(morceaux)).split()))
    type(foyer).objects.filter(pk=foyer.pk).update(recherche=foyer.recherche)
