'use client';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useRefusal } from './use-refusal.ts';

interface EntryFormProps {
  submit: string;
  /** Lets in; throws what the API refuses. */
  enter: () => Promise<unknown>;
  /** Where to go then. */
  next: string;
  children: ReactNode;
}

/** A form whose success is being in. */
export function EntryForm({ submit, enter, next, children }: EntryFormProps) {
  const refusal = useRefusal();
  const entering = useMutation({
    mutationFn: enter,
    // A whole new page: nothing of whoever was here before is left in memory.
    onSuccess: () => window.location.assign(next),
  });
  return (
    <form
      className="mt-5 flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!entering.isPending) entering.mutate();
      }}
    >
      {children}
      <p role="alert" className={entering.isError ? 'rounded-control bg-danger-soft px-3 py-2 text-ui' : 'sr-only'}>
        {entering.isError ? refusal(entering.error) : ''}
      </p>
      <Button look="primary" type="submit" disabled={entering.isPending || entering.isSuccess} className="w-full">
        {submit}
      </Button>
    </form>
  );
}
