"""Signing in by another's word: OpenID Connect, as ProConnect, FranceConnect, Keycloak or Entra
speak it (docs/comprendre/openid.md). Whose word is believed, and for whom, is each service's own
business (famille.comptes.annuaire)."""
