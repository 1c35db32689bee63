"""Where files are kept: folders of the machine, or two S3 buckets."""

DUREE_LIEN = 30  # seconds a signed link to a private file lives


def seau(nom: str, *, adresse: str, cle: str, secret: str, region: str, prive: bool) -> dict:
    """The STORAGES entry of one bucket. A private one gives signed links only; no object has an ACL of its own."""
    options = {
        "endpoint_url": adresse,
        "access_key": cle,
        "secret_key": secret,
        "region_name": region,
        "addressing_style": "path",
        "signature_version": "s3v4",
        "file_overwrite": False,
        "default_acl": None,
        "bucket_name": nom,
        "querystring_auth": prive,
        "querystring_expire": DUREE_LIEN,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
