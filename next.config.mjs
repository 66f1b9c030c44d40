import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin({
  requestConfig: './lib/i18n/request.ts',
  experimental: {
    // Messages become syntax trees at build time: the browser then needs no ICU parser (9 KB of gzip saved).
    messages: { path: './lib/i18n/messages', format: 'json', locales: 'infer', precompile: true },
  },
});

/** @type {import('next').NextConfig} */
const nextConfig = {
  // The gateway's streams must never be held back by a compressor; `server.ts` serves static files precompressed.
  compress: false,
  poweredByHeader: false,
  // Loaded when somebody signs in, from where it lies: bundled it would be read at every start.
  serverExternalPackages: ['better-auth'],
  // `forbidden()`: a page that may not be seen answers 403.
  experimental: { authInterrupts: true },
  reactStrictMode: true,
  // No image optimiser: it would be a second way out of the process.
  images: { unoptimized: true },
  // `npm test` checks the types, those of the tests too; a user's first start does not wait for that.
  typescript: { ignoreBuildErrors: true },
};

export default withNextIntl(nextConfig);
