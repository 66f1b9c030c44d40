import { expect, test } from 'vitest';
import { auditExportQuerySchema, auditQuerySchema } from './audit.ts';

test.each(['actor', 'target', 'text'])('the audit log is not asked for control characters in %s', (field) => {
  for (const text of ['\0', 'a\0b', '\ud800']) {
    for (const result of [
      auditQuerySchema.safeParse({ [field]: text }),
      auditExportQuerySchema.safeParse({ [field]: text, format: 'csv' }),
    ]) {
      expect(result.error?.issues.map(({ path }) => path)).toEqual([[field]]);
    }
  }
  expect(auditQuerySchema.safeParse({ [field]: '密钥 1' }).success).toBe(true);
});
