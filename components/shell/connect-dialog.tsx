'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Dialog } from '#components/ui/dialog.tsx';
import { Lines } from '#components/ui/lines.tsx';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import { fetchConnection } from '#lib/client/connection.ts';
import { ConnectionTestPanel } from './connection-test.tsx';

/** The exact lines for `.env.local`; what stands in <…> is the person's to fill in. */
const TARGETS = {
  ruijing: 'RUIJING_API_KEY=<your key>',
  local: 'RUIJING_BASE_URL=http://127.0.0.1:11434/v1',
  compatible: 'RUIJING_BASE_URL=https://<host>/v1\nRUIJING_API_KEY=<your key>',
} as const;

type Target = keyof typeof TARGETS;

const NAMES: readonly Target[] = ['ruijing', 'local', 'compatible'];

export function ConnectDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('connect');
  const close = useTranslations('shell')('close');
  const group = useId();
  const [target, setTarget] = useState<Target>('ruijing');
  const connection = useQuery({ queryKey: ['connection'], queryFn: ({ signal }) => fetchConnection(signal) });
  return (
    <Dialog title={t('title')} closeLabel={close} onClose={onClose}>
      <div className="flex flex-col gap-5 p-4">
        <section>
          <h3 className="mb-1 text-meta font-normal text-faint">{t('current')}</h3>
          {connection.data?.kind === 'sandbox' && (
            <p className="text-ui">
              <SandboxMark /> {t('currentSandbox')}
            </p>
          )}
          {connection.data?.kind === 'none' && <p className="text-ui">{t('currentNone')}</p>}
          {connection.data?.kind === 'remote' && (
            <p className="text-ui break-all">
              <code className="font-mono">{connection.data.baseUrl}</code>
              <span className="text-muted"> · {t(connection.data.keySet ? 'keySet' : 'keyUnset')}</span>
            </p>
          )}
        </section>

        <section className="flex flex-col gap-2">
          <p className="text-ui text-muted">{t('intro')}</p>
          <fieldset className="flex flex-wrap gap-1 rounded-control bg-hover p-1">
            <legend className="sr-only">{t('targets.label')}</legend>
            {NAMES.map((name) => (
              <label
                key={name}
                className="flex h-7 grow items-center justify-center rounded-[4px] px-3 text-meta text-muted has-checked:bg-panel has-checked:font-semibold has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-11"
              >
                <input
                  type="radio"
                  name={group}
                  checked={target === name}
                  onChange={() => setTarget(name)}
                  className="sr-only"
                />
                {t(`targets.${name}`)}
              </label>
            ))}
          </fieldset>
          <p className="text-meta text-muted">{t(`hints.${target}`)}</p>
          <Lines file=".env.local" text={TARGETS[target]} copyLabel={t('copyLines')} />
          <p className="text-meta text-muted">{t('restart')}</p>
          <Lines text="npm start" copyLabel={t('copyLines')} />
        </section>

        <ConnectionTestPanel sandbox={connection.data?.kind === 'sandbox'} />
      </div>
    </Dialog>
  );
}
