/**
 * The label on what a machine made (《人工智能生成合成内容标识办法》, GB 45438-2025): one function a form, for whatever page shows,
 * copies or exports it.
 */

/** `sandbox`: put together from the documentation by the built-in sandbox, which holds no model. */
export type Maker = 'model' | 'sandbox';

/** In the reader's language. */
export type LabelWords = Readonly<Record<Maker, string>>;

export const makerOf = ({ sandbox }: { readonly sandbox: boolean }): Maker => (sandbox ? 'sandbox' : 'model');

/** A text as it is copied: the label stands at its end, as the rules allow. */
export const labelledText = (text: string, label: string): string => `${text}\n\n${label}`;

/** The `AIGC` field of a file's metadata (GB 45438-2025, annex E); what is not known is left out, never made up. */
export interface AigcMetadata {
  /** `1`: generated. */
  readonly Label: '1';
  /** Name or code of the service's provider. */
  readonly ContentProducer?: string;
  /** The request ids that made it, which the provider's ledger holds. */
  readonly ProduceID?: string;
}

export interface LabelledPart {
  readonly sandbox: boolean;
  readonly requestId?: string | undefined;
}

/** @returns undefined where nothing in the file was generated: metadata that says so would be false */
export function aigcMetadata(parts: readonly LabelledPart[], provider: string): AigcMetadata | undefined {
  const generated = parts.filter((part) => makerOf(part) === 'model');
  if (generated.length === 0) return undefined;
  const ids = generated.map(({ requestId }) => requestId).filter((id) => id !== undefined);
  return {
    Label: '1',
    ...(provider === '' ? {} : { ContentProducer: provider }),
    ...(ids.length === 0 ? {} : { ProduceID: ids.join(',') }),
  };
}

/** The head of a Markdown file, with the line that ends it. A string of JSON is one of YAML. */
export function frontMatter(aigc: AigcMetadata | undefined, label: string): string {
  const fields = Object.entries(aigc ?? {}).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const metadata = fields.length === 0 ? [] : ['AIGC:', ...fields];
  return ['---', ...metadata, `label: ${JSON.stringify(label)}`, '---'].join('\n');
}
