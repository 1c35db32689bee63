"""Accounts in the admin (G8, D12): an administrator makes a staff account, its owner chooses the
password.

The list shows staff only: parents' accounts are family data, made and seen by the Pôle Familles on
the foyer's page.
"""

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users

from famille.comptes.activation.actions import inviter
from famille.comptes.annuaire.liens import avec_lien
from famille.comptes.second_facteur.facteurs import avec_second_facteur
from famille.comptes.sessions.vie import fermer_les_sessions
from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.erreurs import Refus
from famille.socle.saisie.adresses_courriel import dire_lettre_impossible
from famille.socle.saisie.noms import sans_chevron

from . import gestes
from .adresses_du_personnel import SECOND_FACTEUR, annoncer, exiger_un_autre

if TYPE_CHECKING:
    from wagtail.users.forms import UserEditForm as FormulaireDeCompte
    from wagtail.users.views.users import EditView as VueDUnCompte
else:
    FormulaireDeCompte = VueDUnCompte = object


def comptes_du_personnel() -> QuerySet[Utilisateur]:
    """QuerySet of the accounts an administrator handles: never one that is only a parent's."""
    return Utilisateur.objects.filter(
        Q(groups__isnull=False) | Q(is_superuser=True) | Q(responsabilites__isnull=True)
    ).distinct()


class _CompteMixin(FormulaireDeCompte):
    """No superuser made by somebody who is none; addresses in lower case and unique whatever their
    case."""

    def __init__(self, *args: Any, par: Utilisateur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.par, self.ancienne = par, self.instance.email
        if not getattr(par, "is_superuser", False):
            self.fields.pop("is_superuser", None)
        self.fields[
            "groups"
        ].help_text = "Ce que la personne peut faire dans la gestion du portail."
        for nom in ("first_name", "last_name", "qualite", "service"):
            self.fields[nom].validators.append(sans_chevron)

    def clean_email(self) -> str:
        adresse = self.cleaned_data["email"].strip().lower()
        if Utilisateur.objects.filter(email__iexact=adresse).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Un compte existe déjà avec cette adresse.")
        injoignable = dire_lettre_impossible(adresse, sinon="demandez une autre adresse")
        if injoignable and adresse != self.ancienne:
            raise forms.ValidationError(injoignable)
        if self.instance.pk and adresse != self.ancienne:
            try:
                exiger_un_autre(self.instance, SECOND_FACTEUR, par=self.par)
            except Refus as refus:
                raise forms.ValidationError(str(refus)) from refus
        return adresse


class CreationForm(_CompteMixin, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"qualite", "service"}

    def save(self, commit: bool = True) -> Any:
        self.instance.set_unusable_password()
        return super().save(commit)


class ModificationForm(_CompteMixin, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"qualite", "service"}


class ListeView(users.IndexView):
    """Without bulk actions: a role is given to one person at a time, and portail.urls closes their
    addresses."""

    page_title = "Comptes du personnel"
    add_item_label = "Ajouter un compte"

    @cached_property
    def columns(self) -> list[Any]:
        """Without the boxes; the groups, which say what one may do, stand in the place of the
        access level, which only said who is the technical administrator."""
        return [
            Column("groupes", label="Groupes", accessor=_groupes, width="25%")
            if colonne.name == "is_superuser"
            else colonne
            for colonne in super().columns[1:]
        ]

    def get_list_more_buttons(self, instance: Utilisateur) -> Any:
        boutons = super().get_list_more_buttons(instance)
        if not instance.has_usable_password():
            adresse = reverse("wagtailusers_users:invite", args=[instance.pk])
            boutons.append(
                Button("Renvoyer le lien d’activation", url=adresse, icon_name="mail", priority=40)
            )
        return boutons + gestes.boutons(instance, self.request.user)

    def get_base_queryset(self) -> QuerySet[Utilisateur]:
        comptes = avec_lien(avec_second_facteur(comptes_du_personnel()))
        return comptes.select_related("wagtail_userprofile").prefetch_related("groups")


def _groupes(compte: Utilisateur) -> str:
    """The groups of this account, in words."""
    noms = sorted(groupe.name for groupe in compte.groups.all())
    if compte.is_superuser:
        noms.insert(0, "Administration technique")
    return ", ".join(noms) or "Aucun"


class CreationView(users.CreateView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"par": self.request.user}

    def save_instance(self) -> Any:
        with transaction.atomic():
            compte = super().save_instance()
            inviter(compte)
        return compte

    def get_success_message(self, instance: Utilisateur) -> str:
        return f"Le compte de {instance} est créé. Un lien d’activation part à {instance.email}."


class _LimiteMixin(VueDUnCompte):
    """404 for an account that is only a parent's."""

    def get_object(self, *args: Any, **kwargs: Any) -> Utilisateur:
        return get_object_or_404(comptes_du_personnel(), pk=super().get_object(*args, **kwargs).pk)


class ModificationView(_LimiteMixin, users.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return super().header_more_buttons + gestes.boutons(self.object, self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"par": self.request.user}

    def save_instance(self) -> Any:
        """A change of address, of groups or of state is proved again: open sessions of the account
        end."""
        with transaction.atomic():
            compte = super().save_instance()
            if "email" in self.form.changed_data:
                _suivre_l_adresse(compte)
                if not self.editing_self:
                    annoncer(compte, self.form.ancienne, par=self.request.user)
        if {"email", "groups", "is_active", "is_superuser"} & set(
            self.form.changed_data
        ) and not self.editing_self:
            fermer_les_sessions(compte)
        return compte


def _suivre_l_adresse(compte: Utilisateur) -> None:
    """The new address replaces the others, and counts as proved only if the account is in use (an
    agent vouches)."""
    EmailAddress.objects.filter(user=compte).delete()
    EmailAddress.objects.create(
        user=compte, email=compte.email, primary=True, verified=compte.has_usable_password()
    )
    inviter(compte)


class SuppressionView(_LimiteMixin, users.DeleteView): ...


class HistoriqueView(_LimiteMixin, users.HistoryView): ...


class UsageView(_LimiteMixin, users.UserViewSet.usage_view_class): ...


class ComptesViewSet(users.UserViewSet):
    index_view_class = ListeView
    add_view_class = CreationView
    edit_view_class = ModificationView
    delete_view_class = SuppressionView
    history_view_class = HistoriqueView
    usage_view_class = UsageView
    menu_label = "Comptes du personnel"
    copy_view_enabled = False  # it would make an account without an invitation

    def get_form_class(
        self, for_update: bool = False
    ) -> type[ModificationForm] | type[CreationForm]:
        return ModificationForm if for_update else CreationForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("invite/<int:pk>/", inviter_de_nouveau, name="invite"),
            *gestes.adresses(comptes_du_personnel),
        ]


def inviter_de_nouveau(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Ask, then send the activation link again."""
    if not request.user.has_perm("famille.change_utilisateur"):
        raise PermissionDenied
    compte = get_object_or_404(comptes_du_personnel(), pk=pk)
    if request.method != "POST":
        return render(request, "account/gestion_inviter.html", {"compte": compte})
    if inviter(compte):
        messages.success(request, f"Un nouveau lien d’activation part à {compte.email}.")
    else:
        messages.warning(
            request, f"Le compte de {compte} est déjà activé, ou fermé : aucun lien n’est envoyé."
        )
    return redirect("wagtailusers_users:edit", compte.pk)
