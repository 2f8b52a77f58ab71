/** Matches host names of this machine. */
const local = /^(.+\.)?localhost$|^127(\.\d+){3}$|^\[::1\]$/;

/** Hosts for which this process already returned a warning. */
const warnedHosts = new Set<string>();

/**
 * Creates a function that returns a warning if keys and prompts are sent without encryption to another machine. The
 * process warns once for each host. The URL is parsed here and not at each call, where it would take 2 % of a request.
 */
export function plainWarning(provider: string, baseURL: string): () => readonly string[] {
  const { protocol, host, hostname } = new URL(baseURL);
  if (protocol !== 'http:' || local.test(hostname)) return () => [];
  return () => {
    if (warnedHosts.has(host)) return [];
    warnedHosts.add(host);
    return [
      `${provider}: requests to ${host} are not encrypted, so others can read the API key and the prompts. Use https.`,
    ];
  };
}
