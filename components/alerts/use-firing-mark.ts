'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { firingQuery } from '#lib/client/firing.ts';
import type { AlertRule } from '#lib/contract/alerts.ts';

/** Keeps the mark in the navigation in step with what the page shows. @param rules absent while nobody knows */
export function useFiringMark(rules: readonly AlertRule[] | undefined): void {
  const client = useQueryClient();
  const count = rules?.filter(({ firingSince }) => firingSince !== null).length;
  useEffect(() => {
    if (count !== undefined) client.setQueryData(firingQuery.queryKey, count);
  }, [client, count]);
}
