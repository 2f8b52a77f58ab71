/** Upload of one file as a form. */
export interface FileForm {
  readonly fields: Readonly<Record<string, string>>;
  /** Name of the file: letters, digits, `-`, `_` and dots. */
  readonly name: string;
  readonly mediaType: string;
  readonly content: string;
}

/**
 * Returns the header and the body of a form with one file, in the field `file`, for `Connection.send`.
 *
 * @example
 * const { headers, body } = toFormData({ fields: { purpose: 'batch' }, name: 'a.jsonl', mediaType: 'text/plain', content });
 */
export function toFormData({ fields, name, mediaType, content }: FileForm): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  // The file name is unique, so the content cannot contain the boundary.
  const boundary = `----rephysco-${name.replaceAll(/[^\w-]/g, '-')}`;
  const plain = Object.entries(fields).map(
    ([field, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: ${mediaType}\r\n\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: `${plain.join('')}${head}${content}\r\n--${boundary}--\r\n`,
  };
}
