/** What the console finds out by itself comes onto the screen without a click. */
import { connection, followHealth } from "../ipc/commands";
import type { Desk } from "./desk.svelte";

const watched = new WeakSet<Desk>();

/** Waits for news for as long as the window is open; a second call is none. */
export async function watchHealth(desk: Desk): Promise<void> {
  if (watched.has(desk)) return;
  watched.add(desk);
  try {
    for (let seen = 0; ; ) {
      seen = await followHealth(seen);
      await desk.list.load();
      if ("details" in desk.page) desk.measured(await connection(desk.page.details.row.id));
    }
  } catch {
    // Rust has gone, or the connection has: whoever acts next is told. The next opening watches anew.
    watched.delete(desk);
  }
}
