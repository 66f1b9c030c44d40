/** Who calls and from where: what the guards and the sign-in look at. No key: a run is made in its asker's own name. */
const PASSED_ON = ['cookie', 'host', 'origin', 'sec-fetch-site', 'user-agent'];

/** The headers with which a run's call reaches the gateway. */
export function callerHeaders(request: Request): ReadonlyMap<string, string> {
  const headers = new Map([['content-type', 'application/json']]);
  for (const name of PASSED_ON) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}
