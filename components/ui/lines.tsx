import { CopyButton } from './copy-button.tsx';

interface LinesProps {
  text: string;
  copyLabel: string;
  /** The file that they stand in. */
  file?: string;
}

/** Lines to be copied. */
export function Lines({ text, copyLabel, file }: LinesProps) {
  return (
    <div className="flex items-start rounded-card border border-line bg-code">
      <div className="min-w-0 grow px-3 py-2">
        {file !== undefined && <p className="font-mono text-meta text-faint">{file}</p>}
        <pre className="font-mono text-[13px]/5 wrap-anywhere whitespace-pre-wrap">{text}</pre>
      </div>
      <div className="p-1">
        <CopyButton text={text} label={copyLabel} />
      </div>
    </div>
  );
}
