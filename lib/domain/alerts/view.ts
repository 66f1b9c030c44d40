const WITHOUT_ID = ['new-rule', 'new-webhook'] as const;
const WITH_ID = ['change-rule', 'change-webhook', 'remove-webhook'] as const;

/** What stands before the page; one at a time. */
export type AlertsDialog =
  | { readonly dialog: (typeof WITHOUT_ID)[number]; readonly id?: undefined }
  | { readonly dialog: (typeof WITH_ID)[number]; readonly id: string };

/** What the page of alerts shows. */
export interface AlertsView {
  readonly open?: AlertsDialog | undefined;
  /** Only the history of this rule. */
  readonly rule?: string | undefined;
}

/** From an address: `?dialog=change-rule&id=…`, `?rule=…`; what it says wrongly it does not say. */
export function parseAlertsView(query: URLSearchParams): AlertsView {
  const rule = query.get('rule') || undefined;
  return { rule, open: dialogIn(query.get('dialog'), query.get('id')) };
}

function dialogIn(name: string | null, id: string | null): AlertsDialog | undefined {
  const alone = WITHOUT_ID.find((known) => known === name);
  if (alone !== undefined) return { dialog: alone };
  const about = WITH_ID.find((known) => known === name);
  return about === undefined || !id ? undefined : { dialog: about, id };
}

/** The way back. */
export function toAlertsQuery({ open, rule }: AlertsView): URLSearchParams {
  const { dialog, id } = open ?? {};
  const asked = Object.entries({ rule, dialog, id }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new URLSearchParams(asked);
}
