"""What an editor may and may not put in a page."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from cms_pages.blocs import BLOCS
from cms_pages.models import ActualitePage, InformationPage
from cms_pages.socle.champs import ChampBlocs
from famille.socle.requetes.tables import CreerEnsemble

BLOC = dict(BLOCS)


@pytest.fixture
def image(db):
    return get_image_model().objects.create(title="Essai", file=get_test_image_file())


def _image(image, **champs):
    return BLOC["image"].to_python(
        {
            "image": {"image": image.pk, "alt_text": "", "decorative": False} | champs,
            "legende": "",
            "largeur": "pleine",
        }
    )


def test_the_list_of_blocks_stays_out_of_migrations():
    from importlib import import_module

    [ensemble] = [
        une
        for une in import_module("cms_pages.migrations.0001_initial").Migration.operations
        if isinstance(une, CreerEnsemble)
    ]
    champs = [
        champ
        for operation in ensemble.operations
        for _, champ in operation.fields
        if isinstance(champ, ChampBlocs)
    ]
    assert champs
    for champ in champs:
        assert champ.deconstruct()[2] == []
        assert not champ.block_types_arg
        assert "block_lookup" not in champ.deconstruct()[3]


def test_a_historical_page_keeps_its_blocks_as_they_are_stored():
    brut = [{"type": "texte", "value": "<p>Bonjour</p>", "id": "1"}]
    assert ChampBlocs().to_python(brut) == brut


def test_blocks_are_few_and_each_has_a_french_name():
    assert len(BLOCS) <= 16
    assert all(bloc.label and bloc.label[0].isupper() for _, bloc in BLOCS)


def test_a_picture_without_text_is_refused_with_what_to_do(image):
    with pytest.raises(StructBlockValidationError) as refus:
        BLOC["image"].clean(_image(image))
    assert "Décrivez l’image" in str(refus.value.block_errors["image"].block_errors["alt_text"])


@pytest.mark.parametrize("champs", [{"alt_text": "Des enfants jouent"}, {"decorative": True}])
def test_a_picture_with_a_text_or_marked_decorative_is_accepted(image, champs):
    assert BLOC["image"].clean(_image(image, **champs))["image"].pk == image.pk


def test_a_picture_of_a_piece_of_news_follows_the_same_rule(image):
    with pytest.raises(ValidationError, match="Décrivez l’image"):
        ActualitePage(title="Essai", slug="essai", image=image).clean()
    ActualitePage(title="Essai", slug="essai", image=image, image_decorative=True).clean()


def test_a_table_needs_a_caption_and_column_headings():
    tableau = BLOC["tableau"].to_python(
        {"caption": "", "columns": [{"type": "texte", "heading": ""}], "rows": [{"values": ["1"]}]}
    )
    with pytest.raises(ValidationError) as refus:
        BLOC["tableau"].clean(tableau)
    phrases = " ".join(str(erreur) for erreur in refus.value.non_block_errors.as_data())
    assert "légende" in phrases
    assert "colonne" in phrases


@pytest.mark.django_db
@pytest.mark.parametrize("ecran", ["", "account_login"])
def test_a_button_leads_to_one_place_only(ecran):
    page = 1 if ecran else None
    valeur = BLOC["bouton"].to_python(
        {"libelle": "Aller", "page": page, "ecran": ecran, "discret": False}
    )
    with pytest.raises(StructBlockValidationError) as refus:
        BLOC["bouton"].clean(valeur)
    assert "l’un des deux" in str(refus.value.block_errors["page"])


def test_a_contact_needs_a_way_to_be_reached():
    vide = {
        "nom": "Pôle",
        "reprendre": False,
        "adresse": "",
        "telephone": "",
        "courriel": "",
        "horaires": "",
    }
    with pytest.raises(StructBlockValidationError) as refus:
        BLOC["contact"].clean(BLOC["contact"].to_python(vide))
    assert "moyen de contact" in str(refus.value.block_errors["telephone"])
    BLOC["contact"].clean(BLOC["contact"].to_python(vide | {"reprendre": True}))


def test_no_block_calls_a_third_party():
    features = InformationPage._meta.get_field("corps").stream_block.child_blocks["texte"].features
    assert "embed" not in features
    assert "image" not in features
