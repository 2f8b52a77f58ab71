/**
 * Counts the tokens of a text with the vocabulary of a model: returns their number, or the tokens.
 *
 * @param text text of a message, without the tokens of the chat format
 * @param model id of the model
 * @example
 * const tokenizer: TokenizerFunction = (text) => vocabulary.encode(text);
 */
export type TokenizerFunction = (text: string, model: string) => number | ArrayLike<unknown>;
