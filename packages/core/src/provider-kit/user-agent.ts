import manifest from '../../package.json' with { type: 'json' };

/** Value of the header `user-agent`: `rephysco/` and the version of core. */
export const userAgent: string = `rephysco/${manifest.version}`;
