"""The list of households: found by a name, a child, a number, a mail or a telephone; accents do not
matter."""

from django import forms
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone
from wagtail_modeladmin.views import WMABaseView

from famille.models import AdresseFoyer, Rattachement, Responsable

from .droits import CREER
from .ecran import fil_du_foyer

PAR_PAGE = 30
ORDRES = {"nom": ("nom", "numero"), "recents": ("-cree_le", "-pk")}


class FiltreForm(forms.Form):
    """What the address of the list says. Nothing in it is compulsory, and what is not understood is
    left out."""

    q = forms.CharField(required=False, max_length=100)
    commune = forms.ChoiceField(
        required=False,
        choices=[("", "Toutes"), ("membre", "Agglomération"), ("hors", "Hors agglomération")],
    )
    comptes = forms.ChoiceField(
        required=False, choices=[("", "Tous"), ("a-activer", "À activer"), ("sans", "Aucun")]
    )
    ordre = forms.ChoiceField(
        required=False, choices=[("", "Par nom"), ("recents", "Les plus récents")]
    )

    def valeurs(self):
        self.is_valid()
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}


class ListeDesFoyers(WMABaseView):
    template_name = "famille/foyers/bureau/liste.html"
    page_title = "Foyers"

    def check_action_permitted(self, user):
        return self.permission_helper.user_can_list(user)

    def get_context_data(self, **kwargs):
        formulaire = FiltreForm(self.request.GET)
        valeurs = formulaire.valeurs()
        foyers = filtrer(avec_adresse(self.get_base_queryset()), valeurs)
        ordre = ORDRES[valeurs.get("ordre", "nom")]
        page = Paginator(avec_personnes(foyers).order_by(*ordre), PAR_PAGE).get_page(
            self.request.GET.get("p")
        )
        contexte = {
            "formulaire": formulaire,
            "filtree": bool(valeurs.keys() - {"ordre"}),
            "page": page,
            "breadcrumbs_items": fil_du_foyer(),
            "peut_creer": self.request.user.has_perm(CREER),
        }
        return super().get_context_data(**contexte, **kwargs)


def avec_adresse(foyers):
    """Each Foyer with `commune` and `membre` (bool) of the address in force today."""
    en_vigueur = AdresseFoyer.objects.filter(foyer=OuterRef("pk"), depuis__lte=timezone.localdate())
    return foyers.annotate(
        commune=Subquery(en_vigueur.values("commune")[:1]),
        membre=Subquery(en_vigueur.values("dans_agglomeration")[:1]),
    )


def avec_personnes(foyers):
    """Each Foyer with `adultes` and `presents` (its current Rattachement rows), in two queries."""
    jour = timezone.localdate()
    adultes = Responsable.objects.actuels().select_related("utilisateur")
    presents = Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour), debut__lte=jour)
    return foyers.prefetch_related(
        Prefetch("responsables", adultes, to_attr="adultes"),
        Prefetch(
            "rattachements",
            presents.select_related("enfant").order_by("enfant__naissance"),
            to_attr="presents",
        ),
    )


def filtrer(foyers, valeurs):
    foyers = foyers.cherches(valeurs.get("q", ""))
    if "commune" in valeurs:
        foyers = foyers.filter(membre=valeurs["commune"] == "membre")
    adultes = Responsable.objects.actuels().filter(foyer=OuterRef("pk"))
    match valeurs.get("comptes"):
        case "a-activer":
            jamais_choisi = {"utilisateur__password__startswith": UNUSABLE_PASSWORD_PREFIX}
            foyers = foyers.filter(Exists(adultes.filter(**jamais_choisi)))
        case "sans":
            foyers = foyers.filter(~Exists(adultes.filter(utilisateur__isnull=False)))
    return foyers
