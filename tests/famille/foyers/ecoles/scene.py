"""The passage to the next school year: its moments, a pupil, what is said of him."""

from famille.models import Classe, Enfant, LigneRangee, Rattachement

JUIN, RENTREE = "2027-06-15 10:00+02:00", "2027-09-06 10:00+02:00"


def placer(foyer, ecole, classe, naissance, prenom):
    ligne = Classe.objects.get(ecole=ecole, annee=2026, nom=classe)
    enfant = Enfant.objects.create(
        prenom=prenom,
        nom="Martin",
        naissance=naissance,
        ecole=ecole,
        classe=ligne,
        niveau=ligne.niveaux[0],
    )
    Rattachement.objects.create(enfant=enfant, foyer=foyer, debut=naissance)
    return enfant


def ligne_de(enfant):
    return LigneRangee.objects.select_related("rangement").get(enfant=enfant)


def relu(enfant):
    return Enfant.objects.avec_ecole().get(pk=enfant.pk)
