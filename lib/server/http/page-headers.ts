import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** On every answer that a browser may show. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(self), geolocation=(), payment=(), usb=()',
} as const;

/**
 * Request headers that are Next's own business: a caller who sets them speaks to the framework's inside (CVE-2025-29927
 * and its kin), one who sets a policy or nonce would choose what the page trusts, and no proxy in front is trusted to
 * say who asked.
 */
const INTERNAL_HEADERS =
  /^(?:x-middleware-|x-nextjs-|x-matched-path$|x-invoke-|x-nonce$|content-security-policy|next-(?:action|resume)$|x-forwarded-|forwarded$)/;

export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
}

/**
 * Gives a page its own nonce: in the request, where Next finds it and stamps its scripts, and in the answer's policy.
 *
 * @param dev in development React needs `eval`, and the hot reload its socket
 */
export function setContentSecurityPolicy(request: IncomingMessage, response: ServerResponse, dev: boolean): void {
  for (const name of Object.keys(request.headers)) if (INTERNAL_HEADERS.test(name)) delete request.headers[name];
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    `connect-src 'self'${dev ? ' ws:' : ''}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
  request.headers['content-security-policy'] = policy;
  response.setHeader('content-security-policy', policy);
}

/** Of what the API answers nothing is a page: opened as one, it loads nothing, runs nothing and is shown in no frame. */
const API_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'";

/** Takes the place of a page's policy. */
export function setApiPolicy(response: ServerResponse): void {
  response.setHeader('content-security-policy', API_POLICY);
}
