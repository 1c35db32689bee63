"""A link that stands alone on its row can be touched with a thumb (WCAG 2.2, 2.5.8)."""

import pytest
from django.urls import reverse

from famille.actions import clore_fil, ouvrir_fil
from tests.famille.facturation import facturer
from tests.famille.messages.test_boite_de_reception import notifier
from tests.navigateur import pas

pytestmark = pytest.mark.usefixtures("pages")

MINIMUM = 24  # CSS pixels
TROP_PETITS = """(minimum) => [...document.querySelectorAll("main :is(li, p, h3, h4) > a")]
  .filter((lien) => lien.parentElement.innerText.trim() === lien.innerText.trim())
  .filter((lien) => !lien.closest(".breadcrumb"))
  .filter((lien) => lien.getBoundingClientRect().height < minimum)
  .map((lien) => lien.innerText)"""


def test_a_link_alone_on_its_row_is_large_enough_to_touch(ouvrir, famille_martin):
    fil = ouvrir_fil(
        famille_martin.foyer, sujet="Ma facture", texte="?", par=famille_martin.camille
    )
    clore_fil(fil)
    for rang in range(12):
        notifier(famille_martin.camille, f"essai-{rang}")
    facturer(famille_martin.foyer)
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    adresses = [
        *map(reverse, ["famille:messages", "famille:factures", "famille:documents"]),
        *map(reverse, ["famille:papiers", "demarches:liste", "mes_donnees"]),
        reverse("famille:fil", args=[fil.pk]),
    ]
    for adresse in adresses:
        page.goto(adresse)
        assert page.evaluate(TROP_PETITS, MINIMUM) == [], adresse
