import { asObject, asText, type WireObject } from '@rephysco/core/provider';

/** Adds a detail of the reasoning. Details arrive in fragments. A fragment with the index and type of the last detail continues it. */
export function addDetail(detail: WireObject, details: unknown[]): void {
  const last = asObject(details.at(-1));
  if (!last || last.type !== detail.type || last.index !== detail.index || last.id !== (detail.id ?? last.id)) {
    details.push(detail);
    return;
  }
  const joined = (name: string): WireObject =>
    typeof detail[name] === 'string' ? { [name]: `${asText(last[name]) ?? ''}${detail[name]}` } : {};
  details[details.length - 1] = { ...last, ...detail, ...joined('text'), ...joined('summary'), ...joined('data') };
}
