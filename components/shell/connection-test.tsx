'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleCheck, CircleMinus, CircleX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { testConnection } from '#lib/client/connection.ts';
import type { ConnectionTest } from '#lib/contract/connection.ts';
import { failureWords } from '#lib/domain/chat/failure.ts';

type Step = ConnectionTest['steps'][number];

const OUTCOMES = {
  ok: { Icon: CircleCheck, colour: 'text-accent' },
  failed: { Icon: CircleX, colour: 'text-danger' },
  skipped: { Icon: CircleMinus, colour: 'text-faint' },
} as const;

/** Lists models, sends one token, and names what failed. */
export function ConnectionTestPanel({ sandbox }: { sandbox: boolean }) {
  const t = useTranslations('connect');
  const words = useTranslations('errors.codes');
  const test = useMutation({ mutationFn: testConnection });
  const failed = test.data?.steps.find((step) => step.outcome === 'failed');
  return (
    <section className="border-t border-line-soft pt-4">
      <Button onClick={() => test.mutate()} disabled={test.isPending}>
        {test.isPending ? t('testing') : test.isIdle ? t('test') : t('testAgain')}
      </Button>
      <div role="status" className="mt-3 text-ui empty:hidden">
        {test.isError && <p className="text-danger">{t('unreachable')}</p>}
        {test.isSuccess && (
          <>
            <ul className="flex flex-col gap-2">
              {test.data.steps.map((step) => (
                <StepRow key={step.step} step={step} sandbox={sandbox} />
              ))}
            </ul>
            <p className="mt-2 font-semibold">
              {failed === undefined
                ? t('success')
                : t('failure', { title: words(`${failureWords(failed.error?.code ?? 'other')}.title`) })}
            </p>
            {failed !== undefined && (
              <p className="text-muted">{words(`${failureWords(failed.error?.code ?? 'other')}.action`)}</p>
            )}
          </>
        )}
      </div>
    </section>
  );
}

function StepRow({ step, sandbox }: { step: Step; sandbox: boolean }) {
  const sandboxWord = useTranslations('shell')('sandbox');
  const t = useTranslations('connect');
  const { Icon, colour } = OUTCOMES[step.outcome];
  const facts = [
    step.modelCount !== undefined && t('modelsFound', { count: step.modelCount }),
    step.model !== undefined && t('usedModel', { model: sandbox ? `${step.model} · ${sandboxWord}` : step.model }),
    step.latencyMs !== undefined && t('latency', { ms: Math.round(step.latencyMs) }),
  ].filter((fact) => typeof fact === 'string');
  return (
    <li className="flex gap-2">
      <Icon size={16} strokeWidth={1.75} aria-hidden className={`mt-0.5 shrink-0 ${colour}`} />
      <div className="min-w-0">
        <span>{t(`steps.${step.step}`)}</span>
        <span className="text-muted"> · {t(step.outcome)}</span>
        {facts.length > 0 && <span className="text-muted tabular-nums"> · {facts.join(' · ')}</span>}
        {step.error !== undefined && (
          <p className="font-mono text-meta break-words text-muted">
            {step.error.code}: {step.error.message}
          </p>
        )}
      </div>
    </li>
  );
}
