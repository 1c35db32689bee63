"""A separation: one household becomes two from a day on; what is before it stays where it was."""

from datetime import date

import pytest

from famille.dossier.foyers.bureau import url
from famille.dossier.foyers.bureau.gestes.avant_apres import essayer
from famille.dossier.foyers.personnes import ajouter_responsable
from famille.dossier.foyers.vie import separation as module
from famille.dossier.foyers.vie.separation import Sort, separer
from famille.models import AccesAConfirmer, Courriel, Enfant, Foyer, Rattachement
from famille.socle.erreurs import Refus
from reservations.models import Reservation
from tests.famille.facturation import facturer
from tests.outils.lisible import lisible
from tests.reservations.moteur.scene import creer_centre, ligne, reserver

pytestmark = pytest.mark.django_db
JOUR = date(2026, 12, 14)
VEILLE = date(2026, 12, 13)
ADRESSE = {"voie": "4 allée des Lilas", "code_postal": "36130", "commune": "Déols"}


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def dany(famille_martin, agent):
    """The other adult of the Martins, whose coming was confirmed."""
    dany = ajouter_responsable(
        famille_martin.foyer,
        prenom="Dany",
        nom="Roux",
        courriel="dany@exemple.fr",
        par=agent,
        a_confirmer=False,
    )
    dany.utilisateur.set_password("une phrase de passe")
    dany.utilisateur.save()
    return dany


@pytest.fixture
def faite(famille_martin, dany, agent):
    """Léa has two days, on each side of the day; she leaves with Dany, Hugo lives in both."""
    centre = creer_centre(famille_martin)
    for bloc in ("2026-12-09-matin", "2026-12-16-matin"):
        reserver(famille_martin, ligne(famille_martin.lea, centre, bloc))
        reserver(famille_martin, ligne(famille_martin.hugo, centre, bloc))
    facturer(famille_martin.foyer, "21.00")
    sorts = {famille_martin.lea.pk: Sort.PART, famille_martin.hugo.pk: Sort.PAIRES}
    return separer(dany, depuis=JOUR, adresse=ADRESSE, sorts=sorts, par=agent)


def test_each_booking_is_on_its_household_s_side_of_the_day(faite, famille_martin):
    def qui(enfant):
        lues = Reservation.objects.filter(enfant=enfant).order_by("creneau__jour")
        return [une.foyer for une in lues]

    assert qui(famille_martin.lea) == [famille_martin.foyer, faite.nouveau]
    assert qui(famille_martin.hugo) == [famille_martin.foyer] * 2  # stays with who booked it


def test_bills_stay_where_they_were(faite, famille_martin):
    assert famille_martin.foyer.factures.count() == 1
    assert not faite.nouveau.factures.exists()


def test_the_adult_has_his_own_household_with_the_same_account(faite, dany, famille_martin):
    dany.refresh_from_db()
    assert dany.fin == VEILLE
    [la] = faite.nouveau.responsables.all()
    assert (la.utilisateur, la.prenom) == (dany.utilisateur, "Dany")
    assert faite.nouveau.adresse_au(JOUR).voie == "4 allée des Lilas"
    assert set(Foyer.objects.values_list("situation", flat=True)) == {Foyer.Situation.SEPARES}
    assert not AccesAConfirmer.objects.exists()  # he read them already


def test_from_that_day_each_parent_sees_his_own_side(faite, dany, famille_martin, time_machine):
    time_machine.move_to("2026-12-15 10:00+01:00", tick=False)
    compte = dany.utilisateur
    assert list(Foyer.objects.de(compte)) == [faite.nouveau]
    assert set(Enfant.objects.de(compte)) == {famille_martin.lea, famille_martin.hugo}
    assert list(Foyer.objects.de(famille_martin.camille)) == [famille_martin.foyer]
    assert set(Enfant.objects.de(famille_martin.camille)) == {famille_martin.hugo}


def test_weeks_are_shared_between_both_homes(faite, famille_martin):
    siennes = Rattachement.objects.filter(enfant=famille_martin.hugo)
    assert {(un.foyer, un.garde, un.semaines, un.fin) for un in siennes} == {
        (famille_martin.foyer, "principale", "", VEILLE),  # every week until then
        (famille_martin.foyer, "alternee", "impaires", None),
        (faite.nouveau, "alternee", "paires", None),
    }


def test_the_quotient_is_asked_again_of_both_and_both_are_told(faite, famille_martin, dany):
    for foyer in (famille_martin.foyer, faite.nouveau):
        assert "Quotient familial à redemander" in foyer.notes.get().texte
    dits = Courriel.objects.filter(cle__startswith="dossier-change-")
    assert set(dits.values_list("destinataire", flat=True)) == {
        famille_martin.camille.email,
        dany.utilisateur.email,
    }


def test_the_preview_writes_nothing(famille_martin, dany, agent):
    sorts = {famille_martin.lea.pk: Sort.PART}
    annonce = essayer(separer, dany, depuis=JOUR, adresse=ADRESSE, sorts=sorts, par=agent)
    assert ("Léa Martin", "dans ce foyer", "dans le nouveau foyer") in annonce.lignes
    assert Foyer.objects.count() == 1
    dany.refresh_from_db()
    assert dany.fin is None
    assert not Courriel.objects.filter(cle__startswith="dossier-change-").exists()


def test_it_is_all_or_nothing(famille_martin, dany, agent, monkeypatch):
    def _refuser(*_args, **_champs):
        raise Refus("Non.")

    monkeypatch.setattr(module, "changer_de_foyer", _refuser)
    with pytest.raises(Refus):
        separer(
            dany, depuis=JOUR, adresse=ADRESSE, sorts={famille_martin.lea.pk: Sort.PART}, par=agent
        )
    assert Foyer.objects.count() == 1


def test_a_past_day_an_only_adult_and_one_not_confirmed_are_refused(famille_martin, agent):
    camille = famille_martin.foyer.responsables.get()
    champs = {"adresse": ADRESSE, "sorts": {}, "par": agent}
    with pytest.raises(Refus, match="aujourd’hui ou plus tard"):
        separer(camille, depuis=date(2026, 11, 24), **champs)
    with pytest.raises(Refus, match="qu’un adulte reste"):
        separer(camille, depuis=JOUR, **champs)
    arrive = ajouter_responsable(
        famille_martin.foyer, prenom="Sam", nom="Roux", courriel="sam@exemple.fr", par=agent
    )
    with pytest.raises(Refus, match="pas encore confirmé"):
        separer(arrive, depuis=JOUR, **champs)


def test_a_child_whose_coming_is_not_confirmed_opens_by_no_separation(famille_martin, dany, agent):
    """An agent alone could otherwise attach a child, and open his health by writing him anew."""
    ici = Rattachement.objects.get(enfant=famille_martin.lea, foyer=famille_martin.foyer)
    AccesAConfirmer.objects.create(
        foyer=ici.foyer, nature=AccesAConfirmer.Nature.ENFANT, rattachement=ici, par=agent
    )
    for sort in (Sort.PART, Sort.PAIRES):
        sorts = {famille_martin.lea.pk: sort}
        with pytest.raises(Refus, match="La venue"):
            separer(dany, depuis=JOUR, adresse=ADRESSE, sorts=sorts, par=agent)
    sorts = {famille_martin.lea.pk: Sort.RESTE, famille_martin.hugo.pk: Sort.PART}
    separer(dany, depuis=JOUR, adresse=ADRESSE, sorts=sorts, par=agent)


def test_an_adult_whose_address_has_just_changed_opens_no_household(famille_martin, dany, agent):
    """A password chosen by that address would close the first household alone."""
    AccesAConfirmer.objects.create(
        foyer=famille_martin.foyer,
        nature=AccesAConfirmer.Nature.ADRESSE,
        responsable=dany,
        par=agent,
        ferme=False,
    )
    with pytest.raises(Refus, match="pas encore confirmé"):
        separer(dany, depuis=JOUR, adresse=ADRESSE, sorts={}, par=agent)


def test_the_screen_shows_then_does(connecter, agent, famille_martin, dany):
    bureau, ecran = connecter(agent), url("separer", famille_martin.foyer.pk)
    champs = {
        "responsable": dany.pk,
        "depuis": JOUR.isoformat(),
        **ADRESSE,
        "complement": "",
        "pays": "FR",
        f"enfant_{famille_martin.lea.pk}": "part",
        f"enfant_{famille_martin.hugo.pk}": "reste",
    }
    annonce = lisible(bureau.post(ecran, champs).text)
    assert "dans le nouveau foyer" in annonce
    assert "à redemander aux deux" in annonce
    assert Foyer.objects.count() == 1
    fait = bureau.post(ecran, champs | {"confirmer": "oui"}, follow=True)
    assert "Le foyer est séparé" in lisible(fait.text)
    assert Foyer.objects.count() == 2
