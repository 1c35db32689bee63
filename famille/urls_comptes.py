"""Sign-in, second factor, personal data (owner: accounts)."""

urlpatterns = []
