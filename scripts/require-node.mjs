// Runs before every TypeScript entry point, on whatever Node the machine has: nothing newer than Node 12 may stand here.
const OLDEST = 24;
const major = Number(process.versions.node.split('.')[0]);

if (!(major >= OLDEST)) {
  console.error(
    `Ruijing Console needs Node ${OLDEST} or newer; this is ${process.version}. ` +
      (process.platform === 'darwin' && process.arch === 'arm64'
        ? 'Install Node 24 from https://nodejs.org, then try again.'
        : 'Run npm ci without --omit=optional: it brings the right Node along; or install Node 24 from https://nodejs.org.'),
  );
  process.exit(1);
}
