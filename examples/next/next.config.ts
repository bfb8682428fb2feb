import type { NextConfig } from 'next'

const config: NextConfig = {
  // This folder, and not that of a lock file further up.
  turbopack: { root: import.meta.dirname },
  poweredByHeader: false,
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        // In a frame, users could not tell what they approve.
        { key: 'Content-Security-Policy', value: "frame-ancestors 'none'; base-uri 'none'; object-src 'none'" },
        { key: 'Permissions-Policy', value: 'publickey-credentials-get=(self), publickey-credentials-create=(self)' },
        { key: 'Referrer-Policy', value: 'no-referrer' },
        { key: 'X-Content-Type-Options', value: 'nosniff' },
      ],
    },
  ],
}

export default config
