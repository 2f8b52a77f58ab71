/** Environment variables, in the shape of `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Values of the proxy variables. The name in lower case takes precedence, as in curl. */
export interface ProxyVariables {
  readonly http: string | undefined;
  readonly https: string | undefined;
  readonly none: string | undefined;
}

/** Copies the proxy variables once, because reading `process.env` for each request costs as much as parsing the URL. */
export function proxyVariables(environment: Environment): ProxyVariables {
  const value = (name: string): string | undefined =>
    environment[name]?.trim() || environment[name.toUpperCase()]?.trim() || undefined;
  return { http: value('http_proxy'), https: value('https_proxy'), none: value('no_proxy') };
}
