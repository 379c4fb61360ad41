// node vault.mjs
//
// A vault as others would write it (jose): it has a key pair, opens what was sealed for it, and
// seals for a key that it is given. Prints one line of JSON with its key set when it is ready, then
// answers each line of its standard input with one line, and stops when that is closed.

import { createInterface } from 'node:readline';

import {
  CompactEncrypt,
  FlattenedEncrypt,
  compactDecrypt,
  exportJWK,
  flattenedDecrypt,
  generateKeyPair,
  importJWK,
} from 'jose';

const alg = 'RSA-OAEP-256';
const protectedHeader = { alg, enc: 'A256GCM' };
const { publicKey, privateKey } = await generateKeyPair(alg, { modulusLength: 3072, extractable: true });
const key = { ...(await exportJWK(publicKey)), alg, use: 'enc', kid: 'a-stranger' };

const open = async (sealed) => {
  const message = sealed.startsWith('{') ? JSON.parse(sealed) : null;
  const options = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: ['A256GCM'] };
  const opened = message
    ? await flattenedDecrypt(message, privateKey, options)
    : await compactDecrypt(sealed, privateKey, options);
  return { plain: new TextDecoder().decode(opened.plaintext), header: opened.protectedHeader };
};

const seal = async ({ key, plain, compact }) => {
  const bytes = new TextEncoder().encode(plain);
  const to = await importJWK(key, alg);
  if (compact) return { sealed: await new CompactEncrypt(bytes).setProtectedHeader(protectedHeader).encrypt(to) };
  const message = await new FlattenedEncrypt(bytes).setProtectedHeader(protectedHeader).encrypt(to);
  return { sealed: JSON.stringify(message) };
};

console.log(JSON.stringify({ keys: [key] }));
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const answer = await (asked.open ? open(asked.open) : seal(asked.seal)).catch(({ message }) => ({ refused: message }));
  console.log(JSON.stringify(answer));
}
