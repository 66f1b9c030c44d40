import fc from 'fast-check';

// FULL=1, as .ci/run sets it, looks ten times as long for a counterexample.
fc.configureGlobal({ numRuns: process.env.FULL === '1' ? 1_000 : 100 });
