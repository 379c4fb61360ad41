/** What can be done with a scenario, from its row and from its page. */
export type ScenarioAct = "open" | "text" | "copy" | "export" | "delete";
