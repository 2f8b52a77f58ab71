/** Returns `true` if a host name is that of this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(.+\.)?localhost\.?$|^127(\.\d+){3}$|^\[::1\]$/i.test(hostname);
}
