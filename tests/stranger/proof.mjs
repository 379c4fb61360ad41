// Proofs of possession at the resources (RFC 9449 §7), read with a library that others wrote.

import { createHash, randomBytes } from 'node:crypto';

import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';

// Wanted here as well, which Okta does not do (§9); another than the token endpoint's.
const nonce = randomBytes(16).toString('hex');
const seen = new Set();

/** What is wrong with the proof of a request that shows this token; nothing if nothing is. */
export async function wrongWith(ctx, origin, token) {
  if (!token.jkt) {
    return undefined;
  }
  ctx.set('DPoP-Nonce', nonce);
  const proof = await jwtVerify(ctx.get('dpop'), EmbeddedJWK, {
    algorithms: ['ES256'],
    typ: 'dpop+jwt',
    currentDate: new Date(),
    maxTokenAge: 300,
    // Stories move this clock in whole seconds.
    clockTolerance: 5,
  }).catch(() => undefined);
  if (!proof) {
    return 'invalid_dpop_proof';
  }
  const { payload, protectedHeader } = proof;
  if (payload.nonce !== nonce) {
    return 'use_dpop_nonce';
  }
  const value = ctx.get('authorization').split(' ')[1];
  const fits =
    payload.htm === ctx.method &&
    payload.htu === `${origin}${ctx.path}` &&
    payload.ath === createHash('sha256').update(value).digest('base64url') &&
    (await calculateJwkThumbprint(protectedHeader.jwk)) === token.jkt &&
    !seen.has(payload.jti);
  seen.add(payload.jti);
  return fits ? undefined : 'invalid_dpop_proof';
}
