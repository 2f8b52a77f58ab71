import { asList, asObject, asText, type WireObject } from '@rephysco/core/provider';

/** Assembles tool calls whose arguments arrive in fragments (`partialArgs`). */
export interface PartialCalls {
  /** Adds a part. Returns the parts that are now complete: the part itself, or a call whose last fragment it was. */
  read(part: WireObject): readonly WireObject[];
  /** Returns the call whose last fragment is missing. */
  rest(): readonly WireObject[];
}

interface OpenCall {
  readonly call: WireObject;
  /** Fields of the part other than the call, for example its signature. */
  fields: WireObject;
  readonly args: Record<string, unknown>;
}

/**
 * Creates an assembler for tool calls.
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling#streaming-fc
 */
export function readPartialCalls(): PartialCalls {
  let open: OpenCall | undefined;
  const close = (): readonly WireObject[] => {
    if (!open) return [];
    const { call, fields, args } = open;
    const { partialArgs: _, willContinue: __, ...rest } = call;
    open = undefined;
    return [{ ...fields, functionCall: { ...rest, args: { ...asObject(rest.args), ...args } } }];
  };
  return {
    read(part) {
      // Most parts are texts.
      if (!open && part.functionCall === undefined) return [part];
      const { functionCall, ...fields } = part;
      const call = asObject(functionCall);
      const continues = call !== undefined && asText(call.name) === undefined && open !== undefined;
      const before = continues ? [] : close();
      if (!call || (!continues && call.partialArgs === undefined && call.willContinue !== true))
        return [...before, part];
      open ??= { call, fields: {}, args: {} };
      open.fields = { ...open.fields, ...fields };
      for (const piece of asList(call.partialArgs)) setPiece(open.args, asObject(piece) ?? {});
      return call.willContinue === true ? before : [...before, ...close()];
    },
    rest: close,
  };
}

function setPiece(args: Record<string, unknown>, piece: WireObject): void {
  const path = pathOf(asText(piece.jsonPath) ?? '');
  const last = path.at(-1);
  if (last === undefined || path.includes('__proto__')) return;
  let holder: Record<string | number, unknown> = args;
  for (const [place, key] of path.slice(0, -1).entries()) {
    const inner = holder[key];
    const next = typeof inner === 'object' && inner !== null ? inner : typeof path[place + 1] === 'number' ? [] : {};
    holder[key] = next;
    holder = next as Record<string | number, unknown>;
  }
  const before = holder[last];
  const { stringValue, numberValue, boolValue } = piece;
  if (typeof stringValue === 'string') holder[last] = typeof before === 'string' ? before + stringValue : stringValue;
  else if (numberValue !== undefined) holder[last] = numberValue;
  else if (boolValue !== undefined) holder[last] = boolValue;
  else if ('nullValue' in piece) holder[last] = null;
}

/** Returns the keys of a path such as `$.days[0].city`. A list has at most 10,000 items. */
function pathOf(path: string): readonly (string | number)[] {
  const steps = path.matchAll(/\.([^.[\]]+)|\[(\d{1,4})\]|\['([^']*)'\]|\["([^"]*)"\]/g);
  return [...steps].map(([, name, index, single, double]) =>
    index === undefined ? (name ?? single ?? double ?? '') : Number(index),
  );
}
