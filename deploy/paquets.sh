#!/usr/bin/env bash
# The packages, fetched by the command given (make setup): where the town's network signs with an
# authority of its own, by the certificates of the machine, or a sentence says what to set.
set -u
dit=$(mktemp)
trap 'rm -f "$dit"' EXIT
"$@" 2>"$dit" && { cat "$dit" >&2; exit 0; }
if ! grep -qi certificate "$dit"; then cat "$dit" >&2; exit 1; fi
echo "Le certificat du serveur des paquets n’est pas reconnu : essai avec les certificats de la machine…"
UV_SYSTEM_CERTS=1 "$@" 2>"$dit" && exit 0
cat "$dit" >&2
cat >&2 <<'FIN'
Les paquets n’ont pas pu être pris : votre réseau signe sans doute avec sa propre autorité.
Demandez son certificat (un fichier .pem ou .crt) à qui tient le réseau, puis relancez en le nommant :
  SSL_CERT_FILE=/chemin/de/l-autorite.pem make run
FIN
exit 1
