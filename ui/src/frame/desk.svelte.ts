/** What is on screen: the page, the dialog over it, and what moves between them. */
import { tick } from "svelte";

import type { RowAction } from "../connections/actions";
import { ListState } from "../connections/list-state.svelte";
import type { ConnectionDetails } from "../ipc/bindings/ConnectionDetails";
import type { ConnectionRow } from "../ipc/bindings/ConnectionRow";
import type { ConnectorView } from "../ipc/bindings/ConnectorView";
import type { SandboxView } from "../ipc/bindings/SandboxView";
import * as ipc from "../ipc/commands";
import { copyText } from "../shared/clipboard";
import { asFailure } from "../shared/failure";
import { toasts } from "../shared/toasts.svelte";
import { copyStart, emptyStart, practiceStart, type Start } from "../wizard/draft";

export type Page = { at: "connections" } | { at: "connection"; details: ConnectionDetails };

export type OpenDialog =
  | { is: "picker"; practice: SandboxView | null }
  | { is: "wizard"; connector: ConnectorView; start: Start }
  | { is: "reauthorize"; connector: ConnectorView; details: ConnectionDetails }
  | { is: "rename" | "edit" | "delete"; row: ConnectionRow }
  | { is: "keys" };

export class Desk {
  readonly list = new ListState();
  page = $state.raw<Page>({ at: "connections" });
  dialog = $state.raw<OpenDialog | null>(null);
  connectors = $state.raw<ConnectorView[]>([]);
  /** The connection that is being tested. */
  testing = $state<string | null>(null);

  constructor(private readonly onlocked: () => void) {}

  async load(): Promise<void> {
    const [connectors] = await Promise.all([ipc.listConnectors(), this.list.load()]);
    this.connectors = connectors;
  }

  close(): void {
    this.dialog = null;
  }

  show(dialog: OpenDialog): void {
    this.dialog = dialog;
  }

  new(): void {
    this.show({ is: "picker", practice: null });
  }

  /** Starts the practice org, and offers the connectors that it can be practised with. */
  practise = () =>
    this.#attempt(async () => this.show({ is: "picker", practice: await ipc.startSandbox() }));

  pick(connector: ConnectorView): void {
    const practice = this.dialog?.is === "picker" ? this.dialog.practice : null;
    const values = practice?.connectors.find((one) => one.connector === connector.id);
    this.show({ is: "wizard", connector, start: values ? practiceStart(connector, values, this.#names()) : emptyStart(connector) });
  }

  open = (row: ConnectionRow) =>
    this.#attempt(async () => {
      this.page = { at: "connection", details: await ipc.connection(row.id) };
    });

  back(): void {
    this.page = { at: "connections" };
  }

  /** What a row's menu and a connection's page offer. */
  act = (action: RowAction, row: ConnectionRow) =>
    this.#attempt(async () => {
      switch (action) {
        case "test":
          return await this.#test(row);
        case "copy":
          return await this.#copy(row);
        case "rename":
        case "edit":
        case "delete":
          return this.show({ is: action, row });
        case "duplicate":
        case "reauthorize": {
          const details = await ipc.connection(row.id);
          const connector = this.connectors.find(({ id }) => id === row.connector);
          if (!connector) throw new Error(`no connector is called ${row.connector}`);
          if (action === "reauthorize") return this.show({ is: "reauthorize", connector, details });
          return this.show({ is: "wizard", connector, start: copyStart(connector, details, this.#names()) });
        }
      }
    });

  created(saved: ConnectionDetails): void {
    this.list.activeId = saved.row.id;
    this.list.put(saved.row);
    this.page = { at: "connections" };
    this.close();
    toasts.done(`“${saved.row.nickname}” is connected.`);
  }

  changed(saved: ConnectionDetails, said: string): void {
    this.list.put(saved.row);
    if (this.page.at === "connection" && this.page.details.row.id === saved.row.id) {
      this.page = { at: "connection", details: saved };
    }
    this.close();
    toasts.done(said);
  }

  async deleted(row: ConnectionRow): Promise<void> {
    this.list.remove(row.id);
    this.back();
    this.close();
    toasts.done(`“${row.nickname}” is deleted.`);
    await tick();
    document.querySelector<HTMLElement>("[data-return-focus], h1")?.focus();
  }

  #names(): string[] {
    return this.list.rows.map(({ nickname }) => nickname);
  }

  async #test(row: ConnectionRow): Promise<void> {
    this.testing = row.id;
    const over = toasts.underWay(`Testing “${row.nickname}”…`);
    try {
      const found = await ipc.testConnection(row.id);
      const { nickname, status } = found.row;
      this.changed(found, `Tested “${nickname}”: ${status.word}. ${status.reason}`);
    } finally {
      this.testing = null;
      over();
    }
  }

  async #copy(row: ConnectionRow): Promise<void> {
    const copied = await copyText(ipc.copyDetails(row.id));
    if (!copied) throw new Error("the clipboard was refused");
    toasts.done(`Details of “${row.nickname}” are on the clipboard, without secrets.`);
  }

  /** Refusals that belong to no form are told in a corner; some change what is on screen. */
  async #attempt(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (thrown) {
      const { code } = asFailure(thrown);
      if (code === "vaultLocked") return this.onlocked();
      toasts.refused(thrown);
      if (code !== "gone") return;
      this.back();
      await this.list.load();
    }
  }
}
