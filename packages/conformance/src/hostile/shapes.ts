import { compressedShapes } from './compressed-shapes.ts';
import { framedShapes } from './framed-shapes.ts';
import type { Shape } from './shape.ts';
import { streamedShapes } from './streamed-shapes.ts';
import { wholeShapes } from './whole-shapes.ts';

/** Responses that cost memory or time without a limit, and large ones within the limits. */
export const shapes: readonly Shape[] = [...streamedShapes, ...wholeShapes, ...framedShapes, ...compressedShapes];
