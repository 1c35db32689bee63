// Seals what is written, so that a tablet without network keeps it and nobody reads it there: only
// the town opens it (reservations.presences.enveloppe).
(() => {
  "use strict";

  const P = window.Presences;
  const subtle = window.crypto?.subtle; // none where the page does not come by https
  if (!P?.racine || !subtle) return;
  const COURBE = { name: "ECDH", namedCurve: "P-256" };
  const INFO = new TextEncoder().encode("portail-famille/enveloppe");
  const octets = (texte) => Uint8Array.from(atob(texte), (lettre) => lettre.charCodeAt(0));
  const enBase64 = (...parties) =>
    btoa(parties.flatMap((une) => [...new Uint8Array(une)]).map((octet) => String.fromCharCode(octet)).join(""));

  P.sceller = async (contenu) => {
    const publique = await subtle.importKey("raw", octets(P.racine.dataset.clePublique), COURBE, false, []);
    const paire = await subtle.generateKey(COURBE, false, ["deriveBits"]);
    const commun = await subtle.deriveBits({ name: "ECDH", public: publique }, paire.privateKey, 256);
    const graine = await subtle.importKey("raw", commun, "HKDF", false, ["deriveKey"]);
    const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: INFO };
    const cle = await subtle.deriveKey(derivation, graine, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const texte = new TextEncoder().encode(JSON.stringify(contenu));
    const scelle = await subtle.encrypt({ name: "AES-GCM", iv }, cle, texte);
    return enBase64(await subtle.exportKey("raw", paire.publicKey), iv, scelle);
  };
})();
