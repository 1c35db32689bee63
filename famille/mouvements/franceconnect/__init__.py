"""Parents who come by FranceConnect: whose account it opens, found by their civil identity and
never by an e-mail address alone (docs/comprendre/openid.md)."""
