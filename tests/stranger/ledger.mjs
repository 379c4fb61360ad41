// Where the provider keeps things: its own memory, with a list of every token beside it.

import MemoryAdapter from 'oidc-provider/lib/adapters/memory_adapter.js';

import { appOf } from './apps.mjs';

const TOKENS = new Set(['AccessToken', 'ClientCredentials', 'RefreshToken']);
const issued = new Map();

/** Every token that was ever issued to this app, oldest first. */
export function issuedTo(clientId) {
  return [...issued.values()].filter((token) => token.clientId === clientId);
}

/** What the provider was made to store with; apps are read anew each time, as an admin left them. */
export class Ledger extends MemoryAdapter {
  async find(id) {
    return this.model === 'Client' ? appOf(id)?.metadata : super.find(id);
  }

  async upsert(id, payload, expiresIn) {
    if (TOKENS.has(this.model)) {
      issued.set(id, { kind: this.model, value: id, clientId: payload.clientId });
    }
    return super.upsert(id, payload, expiresIn);
  }
}
