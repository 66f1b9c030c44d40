import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiRefusal } from '#lib/client/api.ts';
import { startSampleTraffic, USAGE_KEY } from '#lib/client/usage.ts';

const SECOND_MS = 1_000;
/** Figures come with each look. */
const LOOK_MS = 2_000;

export interface Sample {
  /** Until the traffic ends; 0: there is none. */
  readonly secondsLeft: number;
  /** Why it could not begin. */
  readonly failure: string | undefined;
  readonly start: () => void;
}

/** A minute of calls to the sandbox, and figures that follow it. */
export function useSample(): Sample {
  const client = useQueryClient();
  const [endsAtMs, setEndsAtMs] = useState(0);
  const [nowMs, setNowMs] = useState(0);
  const [failure, setFailure] = useState<string>();
  const isRunning = nowMs < endsAtMs;
  useEffect(() => {
    if (!isRunning) return;
    const clock = setInterval(() => setNowMs(Date.now()), SECOND_MS);
    const look = setInterval(() => void client.invalidateQueries({ queryKey: [USAGE_KEY] }), LOOK_MS);
    return () => {
      clearInterval(clock);
      clearInterval(look);
    };
  }, [isRunning, client]);
  return {
    secondsLeft: Math.max(0, Math.ceil((endsAtMs - nowMs) / SECOND_MS)),
    failure,
    start() {
      setFailure(undefined);
      startSampleTraffic().then(
        ({ endsAt }) => {
          setNowMs(Date.now());
          setEndsAtMs(Date.parse(endsAt));
        },
        (thrown: unknown) => setFailure(thrown instanceof ApiRefusal ? thrown.message : String(thrown)),
      );
    },
  };
}
