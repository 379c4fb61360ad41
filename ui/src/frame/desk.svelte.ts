/** What is on screen: the page, the dialog over it, and what moves between them. */
import { tick } from "svelte";

import type { Values } from "../action/draft";
import { ActionWork } from "../action/work.svelte";
import type { RowAction } from "../connections/actions";
import { ListState } from "../connections/list-state.svelte";
import { ExportWork } from "../exports/work.svelte";
import { HistoryState } from "../history/history-state.svelte";
import type { ConnectionDetails } from "../ipc/bindings/ConnectionDetails";
import type { ConnectionRow } from "../ipc/bindings/ConnectionRow";
import type { ConnectorView } from "../ipc/bindings/ConnectorView";
import type { Failure } from "../ipc/bindings/Failure";
import type { RunDetails } from "../ipc/bindings/RunDetails";
import type { ScenarioRow } from "../ipc/bindings/ScenarioRow";
import * as ipc from "../ipc/commands";
import type { ScenarioAct } from "../scenarios/acts";
import { runLook } from "../scenarios/lines";
import { Shelf } from "../scenarios/shelf.svelte";
import type { Tab } from "../scenarios/work.svelte";
import { SessionList } from "../sessions/session-list.svelte";
import { copyText } from "../shared/clipboard";
import { asFailure } from "../shared/failure";
import { toasts } from "../shared/toasts.svelte";
import { copyStart, emptyStart, practiceStart, scopedStart } from "../wizard/draft";
import type { OpenDialog, Page } from "./page";
import type { Place } from "./places";

export class Desk {
  readonly list = new ListState();
  readonly history = new HistoryState();
  page = $state.raw<Page>({ at: "connections" });
  dialog = $state.raw<OpenDialog | null>(null);
  connectors = $state.raw<ConnectorView[]>([]);
  readonly scenarios = new Shelf(
    () => this.connectors,
    (work, { state }) => this.page.at === "scenario" && this.page.work === work ? undefined : toasts.done(`“${work.name}”: ${runLook(state).word.toLowerCase()}.`),
  );
  readonly sessions = new SessionList();
  readonly exports = new ExportWork();
  /** The connection that is being tested. */
  testing = $state<string | null>(null);
  /** The actions that were opened, so that what was typed into one is there when one comes back. */
  readonly #works = new Map<string, ActionWork>();

  constructor(private readonly onlocked: () => void) {}

  /** The place that the page belongs to. */
  get place(): Place {
    switch (this.page.at) {
      case "scenario":
        return "scenarios";
      case "action":
        return this.page.from ?? "connections";
      case "connection":
        return "connections";
      default:
        return this.page.at;
    }
  }

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

  /** What the place makes: a scenario among scenarios, a connection anywhere else. */
  newHere(): void {
    if (this.place === "scenarios") this.newScenario();
    else this.new();
  }

  /** Starts the practice org, and offers the connectors that it can be practised with. */
  practise = () => this.#attempt(async () => this.show({ is: "picker", practice: await ipc.startSandbox() }));

  pick(connector: ConnectorView): void {
    const practice = this.dialog?.is === "picker" ? this.dialog.practice : null;
    const values = practice?.connectors.find((one) => one.connector === connector.id);
    this.show({ is: "wizard", connector, start: values ? practiceStart(connector, values, this.#names()) : emptyStart(connector) });
  }

  open = ({ id }: Pick<ConnectionRow, "id">) =>
    this.#attempt(async () => {
      this.page = { at: "connection", details: await ipc.connection(id) };
    });

  openAction = (details: ConnectionDetails, action: string, carried?: Values) =>
    this.#attempt(async () => {
      this.page = { at: "action", details, work: await this.#work(details, action, carried) };
    });

  /** The form of *Connect*; where there are several connections, after asking through which. */
  connect = () =>
    this.#attempt(async () => {
      const able = this.connectors.filter(({ actions }) => actions.some(({ id }) => id === "connect")).map(({ id }) => id);
      const rows = this.list.rows.filter(({ connector }) => able.includes(connector));
      const [only, ...others] = rows;
      if (!only) this.new();
      else if (others.length > 0) this.show({ is: "connectThrough", rows });
      else await this.connectThrough(only);
    });

  connectThrough = ({ id }: ConnectionRow) =>
    this.#attempt(async () => {
      const details = await ipc.connection(id);
      this.close();
      await this.openAction(details, "connect");
    });

  openScenario = (id: string, tab?: Tab) =>
    this.#attempt(async () => {
      const work = await this.scenarios.open(id);
      if (tab) work.tab = tab;
      this.page = { at: "scenario", work };
    });

  newScenario(): void {
    this.page = { at: "scenario", work: this.scenarios.new() };
  }

  importScenario = () =>
    this.#attempt(async () => {
      const view = await ipc.importScenario();
      if (!view) return;
      this.page = { at: "scenario", work: this.scenarios.take(view) };
      toasts.done(`“${view.draft.name}” is imported.`);
    });

  /** What a scenario's row and its page offer. */
  actOnScenario = (act: ScenarioAct, row: Pick<ScenarioRow, "id" | "name">) =>
    this.#attempt(async () => {
      switch (act) {
        case "open":
          return await this.openScenario(row.id);
        case "text":
          return await this.openScenario(row.id, "text");
        case "copy": {
          const work = this.scenarios.take(await ipc.copyScenario(row.id));
          work.tab = "steps";
          this.page = { at: "scenario", work };
          return toasts.done(`“${work.name}” is a copy that can be changed.`);
        }
        case "export": {
          const path = await ipc.exportScenario(row.id);
          return path === null ? undefined : toasts.done(`“${row.name || row.id}” is in ${path}`);
        }
        case "delete":
          return this.show({ is: "deleteScenario", row: row as ScenarioRow });
      }
    });

  /** Rejects where it was refused, so that the dialog can say so. */
  async deleteScenario(row: ScenarioRow): Promise<void> {
    await this.scenarios.delete(row.id);
    this.go("scenarios");
    this.close();
    toasts.done(`“${row.name || row.id}” is deleted.`);
    await tick();
    document.querySelector<HTMLElement>("[data-return-focus]")?.focus();
  }

  /** Whether there is nowhere to go back to: a place of the navigation is open. */
  get isAtPlace(): boolean {
    return this.page.at === this.place && (this.page.at !== "history" || this.history.view.at === "list");
  }

  /** The form of a run as it was, secrets left out; run at once if it is to be. */
  reopen = ({ line, inputs }: RunDetails, again: boolean) =>
    this.#attempt(async () => {
      const details = await ipc.connection(line.connection);
      const typed = Object.fromEntries(inputs.map(({ id, value }) => [id, value]));
      const work = await this.#work(details, line.action, typed);
      work.atOnce = again;
      this.page = { at: "action", details, work, from: "history" };
    });

  /** A run in the History, from elsewhere. */
  openRun = (id: string) => {
    this.go("history");
    return this.history.open(id);
  };

  /** All runs of a connection, from its page. */
  openRunsOf = ({ id }: Pick<ConnectionRow, "id">) => {
    this.go("history");
    this.history.onlyOf(id);
  };

  async #work(details: ConnectionDetails, action: string, carried?: Values): Promise<ActionWork> {
    const connection = details.row.id;
    const form = await ipc.actionForm(connection, action);
    const key = `${connection} ${action}`;
    const before = carried ? undefined : this.#works.get(key);
    before?.refresh(form);
    const work = before ?? new ActionWork(connection, form, (failure) => this.#beyond(failure), carried);
    this.#works.set(key, work);
    return work;
  }

  /** One step: from an action to where it was opened, from a page to the list that it was opened from. */
  back(): void {
    if (this.page.at === "history") return void this.history.back();
    if (this.page.at === "scenario") {
      this.page = { at: "scenarios", from: this.page.work.view.id };
      return;
    }
    if (this.page.at !== "action") return this.home();
    if (this.page.from === "history") return this.go("history");
    const { details, work } = this.page;
    this.page = { at: "connection", details, from: work.form.line.id };
  }

  home(): void {
    this.page = { at: "connections" };
  }

  /** Opens a place, as the navigation does. */
  go(place: Place): void {
    // Whoever is there already wants its first page.
    if (place === "history" && this.page.at === "history") this.history.back();
    this.page = { at: place };
    if (place === "history") void this.history.load();
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
          return this.show({ is: action, row });
        case "delete":
          return this.show({ is: action, row, usage: await ipc.connectionUsage(row.id).catch(() => null) });
        case "reauthorize":
          return await this.#reauthorize(row, []);
        case "duplicate": {
          const { connector, details } = await this.#whole(row);
          return this.show({ is: "wizard", connector, start: copyStart(connector, details, this.#names()) });
        }
      }
    });

  /** Lets the connection at hand write to production for ten minutes; the person is asked elsewhere. */
  arm = () => this.#guard(ipc.armConnection);

  /** Makes the connection at hand read-only again. */
  disarm = () => this.#guard(ipc.disarmConnection);

  /** Signs in again, with these scopes ticked besides those of before. */
  addScopes = (row: ConnectionRow, add: string[]) => this.#attempt(() => this.#reauthorize(row, add));

  /** Signs in again, with these scopes ticked in the place of those of before. */
  justScopes = (row: ConnectionRow, just: string[]) =>
    this.#attempt(async () => this.show({ is: "reauthorize", ...(await this.#whole(row)), add: [], just }));

  /** A new connection that asks for these scopes besides what every sign-in needs. */
  newWith(connector: string, scopes: string[]): void {
    const found = this.connectors.find(({ id }) => id === connector);
    if (found) this.show({ is: "wizard", connector: found, start: scopedStart(found, scopes) });
  }

  /** A file was dropped onto the window. */
  dropped(event: DragEvent): void {
    if (this.dialog) return;
    if (this.page.at !== "exports") this.page = { at: "exports" };
    void this.exports.drop(event);
  }

  created(saved: ConnectionDetails): void {
    this.list.activeId = saved.row.id;
    this.list.put(saved.row);
    // Whoever made it for a scenario goes on there; the form can offer it now.
    if (this.page.at === "scenario" && !this.page.work.isNew) void this.openScenario(this.page.work.view.id);
    else if (this.page.at !== "scenario") this.home();
    this.close();
    toasts.done(`“${saved.row.nickname}” is connected.`);
  }

  changed(saved: ConnectionDetails, said: string): void {
    this.measured(saved);
    this.close();
    toasts.done(said);
  }

  /** What is known of a connection is new. */
  measured(fresh: ConnectionDetails): void {
    this.list.put(fresh.row);
    if ("details" in this.page && this.page.details.row.id === fresh.row.id) {
      this.page = { ...this.page, details: fresh };
    }
  }

  /** An action that was refused can be run again: its form is as it was, and predicts anew. */
  reauthorized(saved: ConnectionDetails): void {
    const { page } = this;
    this.changed(saved, `“${saved.row.nickname}” is reauthorized.`);
    if (page.at === "exports") void this.exports.again();
    if (page.at !== "action") return;
    page.work.reauthorized = true;
    void this.#attempt(async () => page.work.refresh(await ipc.actionForm(saved.row.id, page.work.form.line.id)));
  }

  async deleted(row: ConnectionRow): Promise<void> {
    this.list.remove(row.id);
    this.home();
    this.close();
    toasts.done(`“${row.nickname}” is deleted.`);
    await tick();
    document.querySelector<HTMLElement>("[data-return-focus], h1")?.focus();
  }

  #names(): string[] {
    return this.list.rows.map(({ nickname }) => nickname);
  }

  async #whole(row: ConnectionRow) {
    const details = await ipc.connection(row.id);
    const connector = this.connectors.find(({ id }) => id === row.connector);
    if (!connector) throw new Error(`no connector is called ${row.connector}`);
    return { connector, details };
  }

  async #reauthorize(row: ConnectionRow, add: string[]): Promise<void> {
    this.show({ is: "reauthorize", ...(await this.#whole(row)), add });
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

  #guard = (change: (id: string) => Promise<ConnectionDetails>) =>
    this.#attempt(async () => {
      if (!("details" in this.page)) return;
      const details = await change(this.page.details.row.id);
      this.list.put(details.row);
      if ("details" in this.page && this.page.details.row.id === details.row.id) this.page = { ...this.page, details };
    });

  /** Refusals that belong to no form are told in a corner; some change what is on screen. */
  async #attempt(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (thrown) {
      if (!this.#beyond(asFailure(thrown))) toasts.refused(thrown);
    }
  }

  /** Takes refusals that change what is on screen: a locked vault, a connection that is gone. */
  #beyond(failure: Failure): boolean {
    if (failure.code === "vaultLocked") {
      this.onlocked();
      return true;
    }
    if (failure.code !== "gone") return false;
    toasts.refused(failure);
    this.home();
    void this.#attempt(() => this.list.load());
    return true;
  }
}
