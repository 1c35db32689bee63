// FranceConnect's own engine (npm oidc-provider), set as its contract says of version 2: ES256, a signed
// userinfo, acr, short tokens, its routes. Who comes is Angela, and she agrees to all.
// node moteur.mjs CLIENT SECRET RETURN LEAVING; it prints its address once it listens.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [client, secret, retour, sortie] = process.argv.slice(2);
const PIVOT = {
  given_name: "Angela Claire Louise",
  given_name_array: ["Angela", "Claire", "Louise"],
  family_name: "DUBOIS",
  gender: "female",
  birthdate: "1962-08-24",
  birthplace: "75107",
  birthcountry: "99100",
};

function preparer(emetteur) {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return new Provider(emetteur, {
    clients: [
      {
        client_id: client,
        client_secret: secret,
        redirect_uris: [retour],
        post_logout_redirect_uris: [sortie],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        token_endpoint_auth_method: "client_secret_post",
        id_token_signed_response_alg: "ES256",
        userinfo_signed_response_alg: "ES256",
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "fc-1", use: "sig" }] },
    cookies: { keys: ["a-key-of-tests"] },
    acrValues: ["eidas1"],
    scopes: ["openid", "identite_pivot"],
    claims: { openid: ["sub"], identite_pivot: Object.keys(PIVOT) },
    features: {
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: true },
      claimsParameter: { enabled: true },
    },
    pkce: { required: () => false },
    ttl: { AccessToken: 60, AuthorizationCode: 30, IdToken: 60, Session: 1800, Interaction: 1800, Grant: 1800 },
    routes: {
      authorization: "/authorize",
      token: "/token",
      userinfo: "/userinfo",
      jwks: "/jwks",
      end_session: "/session/end",
    },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...PIVOT }) }),
  });
}

async function venir(fournisseur, demande, reponse) {
  const { params } = await fournisseur.interactionDetails(demande, reponse);
  const accord = new fournisseur.Grant({ accountId: "fc-1v1", clientId: params.client_id });
  accord.addOIDCScope(params.scope);
  const consent = { grantId: await accord.save() };
  const login = { accountId: "fc-1v1", acr: "eidas1" };
  await fournisseur.interactionFinished(demande, reponse, { login, consent });
}

const serveur = createServer();
serveur.listen(0, "127.0.0.1", () => {
  const emetteur = `http://127.0.0.1:${serveur.address().port}`;
  const fournisseur = preparer(emetteur);
  const repondre = fournisseur.callback();
  serveur.on("request", (demande, reponse) =>
    demande.url.startsWith("/interaction/") ? venir(fournisseur, demande, reponse) : repondre(demande, reponse),
  );
  console.log(emetteur);
});
