import type { GenerateResult } from '@rephysco/core';
import type { Output } from '../../terminal/output.ts';
import { type JSONContext, noticeJSON, resultJSON } from '../json-output.ts';
import { toVisibleJSON } from '../mark-invisible.ts';
import type { Presenter } from './presenter.ts';

/** Creates a presenter that prints one object at the end. */
export function createJSONPresenter(stdout: Output, context: () => JSONContext): Presenter {
  return {
    event() {},
    notice() {},
    end: (result) => stdout.write(`${toVisibleJSON(resultJSON(result, context()))}\n`),
    stop() {},
  };
}

/** Creates a presenter that prints one line per event. The last line contains the outcome. */
export function createJSONLinesPresenter(
  line: (type: string, fields?: object) => void,
  context: () => JSONContext,
): Presenter {
  const end = (result: GenerateResult): void => {
    const { schema: _, ...fields } = resultJSON(result, context());
    line('end', fields);
  };
  return {
    event(event) {
      if (event.type === 'text' && event.text !== '') line('delta', { text: event.text });
      if (event.type === 'reasoning' && event.text !== '') line('reasoning', { text: event.text });
      if (event.type === 'tool-call') {
        const { type: _, providerData: __, ...call } = event;
        line('tool-call', { call });
      }
    },
    notice(notice) {
      const { type, ...fields } = noticeJSON(notice);
      line(type, fields);
    },
    end,
    stop() {},
  };
}
