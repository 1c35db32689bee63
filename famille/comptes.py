"""allauth, as this portal wants it: no open sign-up (G1)."""

from allauth.account.adapter import DefaultAccountAdapter


class Adaptateur(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False
